"""The triggers of the plan, as a place that gets the rows of each batch: whom one tells stands on its own ledger."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segtui.errors import UnreachableError
from segtui.libraries.columns import col
from segtui.pipeline.follow.followed_run import FollowedRun
from segtui.pipeline.follow.sink import Sink
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.progress import Silent
from segtui.pipeline.triggers.fire_rows import RowTriggers, people_of_rows
from segtui.pipeline.triggers.run_rows import ID

TRIGGERS = "triggers"
"""What the place is called among the sinks."""
_OWN = ("segment", "segment_name", "confidence")


class TriggerSink(Sink):
    """Fires for those of a batch who meet a condition; `sent` counts the calls of the last one.

    A batch that comes again tells nobody again: the ledger knows whom it has told.
    """

    def __init__(self, followed: FollowedRun, state: StateFile) -> None:
        self._followed, self._state, self.sent = followed, state, 0
        self._triggers = RowTriggers(followed.run)

    def open(self) -> None:
        """Each trigger opens its own address when it has something to tell."""

    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """Fire; raises UnreachableError where an address is away, so that the batch comes again."""
        self.sent = 0
        names: Mapping[int, str] = self._followed.learned.names
        ids = rows.get_column(self._followed.run.id)
        named = rows["was"].replace_strict(names, default=None, return_dtype=pl.String)
        before = [rows["was"].alias("previous_segment"), named.alias("previous_segment_name")]
        asked = [rows.get_column(name) for name in rows.columns if name in self._triggers.columns]
        typed = pl.DataFrame([ids.cast(pl.String).alias(ID), *(rows[name] for name in _OWN), *before, *asked])
        meeting = typed.filter(self._triggers.that_meet(typed))
        if meeting.is_empty():
            return
        for fired in self._triggers.fire(meeting, self._people(rows, ids), Silent()):
            self.sent += fired.sent
            if fired.stopped and isinstance(fired.failed, UnreachableError):
                raise fired.failed  # not for one person whom an address refuses: the stream goes on

    def close(self) -> None:
        """Nothing stays open between batches."""

    def _people(self, rows: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
        """All of the batch: what the source says of them before cleaning, and the features that triggers name."""
        cells = self._cells(ids)
        made = [name for name in rows.columns if name in self._triggers.columns and name not in cells.columns]
        segments = rows.select("segment", "segment_name")
        return people_of_rows(ids, segments, pl.DataFrame([*cells.get_columns(), *(rows[name] for name in made)]))

    def _cells(self, ids: pl.Series) -> pl.DataFrame:
        """The cells of the source (n rows, or no columns where the plan has no source)."""
        profiles, state = self._followed.profiles, self._state
        if profiles is None:
            return pl.DataFrame()
        keys = ids.cast(self._followed.id_type)
        state.touch(keys.to_list())
        asked = keys.alias(profiles.id).to_frame()
        return asked.join(profiles.fetch(state), on=col(profiles.id), how="left", maintain_order="left")
