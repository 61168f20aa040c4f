"""What `assign` places, as far as triggers look at it: who meets a condition, and what the data says of everybody."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.progress import Listener
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.scaled_batches import ScaledBatch
from segtui.pipeline.triggers.earlier_segments import earlier_segments
from segtui.pipeline.triggers.fire_rows import RowTriggers, people_of_rows
from segtui.pipeline.triggers.fired import Fired
from segtui.pipeline.triggers.run_rows import ID, with_earlier

_OWN = ("segment", "segment_name", "confidence")


class AssignedRows:
    """Takes the batches of `assign` in their order, and fires the triggers for all of them at the end."""

    def __init__(self, run: RunFiles, triggers: RowTriggers, later: LaterRows) -> None:
        self._run, self._triggers, self._later = run, triggers, later
        self._before = earlier_segments(run)
        self._rows: list[pl.DataFrame] = []
        self._people: list[pl.DataFrame] = []

    def take(self, found: pl.DataFrame, batch: ScaledBatch) -> None:
        """A batch: what was `found` of its rows (n), and these cleaned, with features (m)."""
        cleaned, ids = batch.cleaned, found.get_column(self._run.id)
        here = found[cleaned.rows]
        own = [ids[cleaned.rows].cast(pl.String).alias(ID), *(here[name] for name in _OWN)]
        more = {name: batch.frame.get_column(name) for name in batch.frame.columns if name in self._triggers.columns}
        more |= {name: here[name] for name in here.columns if name in self._triggers.columns and name not in more}
        rows = with_earlier(pl.DataFrame([*own, *(more[name] for name in more if name not in _OWN)]), self._before)
        self._rows.append(rows.filter(self._triggers.that_meet(rows)))
        assert self._later.latest is not None
        known = self._later.latest
        made = [series.alias(name) for name, series in more.items() if name not in (*known.columns, *_OWN)]
        cells = _beside(known, pl.DataFrame(made), cleaned.rows)
        self._people.append(people_of_rows(ids, found.select(map(col, _OWN[:2])), cells))

    def fire(self, listener: Listener, *, dry_run: bool = False) -> list[Fired]:
        """Fire for all that were taken; nobody where nothing was."""
        if not self._rows:
            return []
        people = pl.concat(self._people, how="diagonal_relaxed")
        return self._triggers.fire(pl.concat(self._rows, how="vertical_relaxed"), people, listener, dry_run=dry_run)


def _beside(cells: pl.DataFrame, made: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
    """The cells of all rows (n) with columns that were made of some of them (m), which stand at `rows`; else empty."""
    if not made.columns:
        return cells
    index = np.full(cells.height, -1, dtype=np.int64)
    index[rows] = np.arange(len(rows))
    taken = pl.Series(index).replace(-1, None)
    return cells.hstack([made.to_series(number).gather(taken) for number in range(made.width)])
