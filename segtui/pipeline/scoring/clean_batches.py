"""Cleans later rows with what a run learned, batch by batch, and records which step removed a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.step import Step, StepResult
from segtui.cleaning.steps.deduplicate import Deduplicate, rows_to_keep
from segtui.errors import DataError, PlanError
from segtui.language.listings import in_turn
from segtui.language.sentences import say

_ROW = "\0row"


@dataclass(frozen=True)
class CleanedRows:
    """A batch: `frame` has the rows that stay and `rows` (m) their places in it; `why` (n) is null for those.

    Of the others `why` has the number of the plan's step that removed them. `ids` (n) are the ids as they were read,
    `id` what their column is called after cleaning.
    """

    ids: pl.Series
    frame: pl.DataFrame
    rows: NDArray[np.int64]
    why: pl.Series
    id: str


def cleaned(
    batches: Iterable[pl.DataFrame],
    steps: Sequence[tuple[int, Step]],
    *,
    id: str,
    matches: list[pl.DataFrame] | None = None,
) -> Iterator[CleanedRows]:
    """The batches cleaned in order; `steps` have the number of the plan's step that they stand for, from 1.

    A deduplicate step compares rows of all batches, so these are walked through once more for each, and some twenty
    bytes are held for every row; a step that merges rows gets them all at once, and the pairs that it found are added
    to `matches`. Raises DataError where a rule of the plan says stop, or a column's kind does not suit.
    """
    out: dict[int, NDArray[np.bool_] | _MergedRows] = {}
    for place, (number, step) in enumerate(steps):
        if isinstance(step, Deduplicate):
            out[place] = _repeated(step, _walk(batches, steps[:place], out, id))
        elif step.merges_rows:
            out[place], found = _merged(step, _walk(batches, steps[:place], out, id), number)
            if matches is not None and found is not None:
                matches.append(found)
    yield from _walk(batches, steps, out, id)


@dataclass(frozen=True)
class _MergedRows:
    """All rows after a step that merges some: their places in the file (m), rising, and the rows."""

    places: NDArray[np.int64]
    frame: pl.DataFrame


def _merged(step: Step, batches: Iterable[CleanedRows], number: int) -> tuple[_MergedRows, pl.DataFrame | None]:
    parts, places, total, id = [], [np.empty(0, np.int64)], 0, ""
    for batch in batches:
        parts.append(batch.frame)
        places.append(batch.rows + total)
        total, id = total + len(batch.ids), batch.id
    if not parts:
        return _MergedRows(places[0], pl.DataFrame()), None
    at, whole = np.concatenate(places), pl.concat(parts, how="vertical_relaxed")
    done = _result(step, whole, number, id=id)
    assert done.stayed is not None
    return _MergedRows(at[done.stayed], done.frame), done.matches


def _repeated(step: Deduplicate, batches: Iterable[CleanedRows]) -> NDArray[np.bool_]:
    """For each row of the file whether the step takes it out."""
    keys, gaps, rows, total = [], [], [], 0
    for batch in batches:
        found = step.keys(batch.frame, id=batch.id)
        may_go = found["comparable"].to_numpy()
        keys.append(found["key"].to_numpy()[may_go])
        gaps.append(found["gaps"].to_numpy().astype(np.int32)[may_go])
        rows.append(batch.rows[may_go] + total)
        total += len(batch.ids)
    out = np.zeros(total, dtype=bool)
    if rows:
        out[np.concatenate(rows)] = ~rows_to_keep(np.concatenate(keys), np.concatenate(gaps), step.keep)
    return out


def _walk(
    batches: Iterable[pl.DataFrame],
    steps: Sequence[tuple[int, Step]],
    out: Mapping[int, NDArray[np.bool_] | _MergedRows],
    id: str,
) -> Iterator[CleanedRows]:
    total = 0
    for before in batches:
        why = pl.Series("why", [None], dtype=pl.UInt32).new_from_index(0, before.height)
        batch = CleanedRows(before.get_column(id), before, np.arange(before.height), why, id)
        for place, (number, step) in enumerate(steps):
            found = out.get(place)
            if isinstance(found, _MergedRows):
                rows = batch.rows + total
                stay = np.isin(rows, found.places)
                frame = found.frame[np.searchsorted(found.places, rows[stay])]
            elif found is not None:
                stay = ~found[batch.rows + total]
                frame = batch.frame.filter(pl.Series(stay))
            else:
                frame, stay = _applied(step, batch, number)
            why = batch.why if stay.all() else batch.why.scatter(batch.rows[~stay], number)
            id_now = step.renames().get(batch.id, batch.id)
            batch = replace(batch, frame=frame, rows=batch.rows[stay], why=why, id=id_now)
        yield batch
        total += before.height


def _applied(step: Step, batch: CleanedRows, number: int) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """The frame after a step, and which of its rows stay; a column of their places goes along where no glob sees it."""
    frame = batch.frame
    marked = all(pattern in frame.columns for _, pattern in step.referenced())
    if marked:
        frame = frame.with_columns(pl.Series(_ROW, range(frame.height), dtype=pl.Int64))
    done = _result(step, frame, number, id=batch.id).frame
    stay = np.ones(frame.height, dtype=bool)
    if marked:
        stay[:] = False
        stay[done.get_column(_ROW).to_numpy()] = True
        done = done.drop(_ROW)
    return done, stay


def _result(step: Step, frame: pl.DataFrame, number: int, *, id: str) -> StepResult:
    try:
        return step.apply(frame, id=id)
    except PlanError as error:
        what, fix = in_turn(*(f.what for f in error.faults)), error.faults[0].fix
        raise DataError(
            what, where=f"clean[{number}]", fix=fix or say("convert the data to the same format as before")
        ) from None
    except DataError as error:
        raise DataError(error.what, where=f"clean[{number}]", fix=error.fix) from None
