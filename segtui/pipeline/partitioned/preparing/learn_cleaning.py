"""Learns the cleaning of a table from all of its parts, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.step import Step
from segtui.cleaning.steps.deduplicate import Deduplicate, rows_to_keep
from segtui.errors import DataError, PlanError, ResourceError
from segtui.language.sentences import say
from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts
from segtui.pipeline.partitioned.preparing.column_facts import facts_of

_ROWS_AT_ONCE = 8_000_000


def refuse_whole_tables(steps: Sequence[Step]) -> None:
    """ResourceError for a step that must see all rows at once, which don't fit into memory."""
    for number, step in enumerate(steps, 1):
        if not step.off and step.needs_all_rows():
            raise _whole_table(step, number)


def _whole_table(step: Step, number: int) -> ResourceError:
    return ResourceError(
        say("the step {step} needs all rows in memory at once", step=step.called()),
        where=f"clean[{number}]",
        fix=say("leave it out, carry it out on the data first, or allow more memory with memory in [engine]"),
    )


def learn_cleaning(
    workers: Workers,
    parts: Sequence[RowPart],
    start: CleanedParts,
    steps: Sequence[Step],
    sample: pl.DataFrame,
    spill: Path,
    tick: Callable[[float], None] | None = None,
) -> CleanedParts:
    """The fitted steps of a plan; `sample` are typed rows drawn from all parts, `spill` a folder for what is large.

    A step asks what it must know of all rows, which is one walk through the parts; one that compares rows walks too.
    Raises PlanError and DataError as cleaning does.
    """
    view, id = start, start.typed.id
    for number, step in enumerate(steps, 1):
        if step.off:
            continue
        if step.needs_all_rows(sample):
            raise _whole_table(step, number)
        try:
            facts = facts_of(workers, parts, view, step.asks(sample, id=id), sample, tick)
            fitted = step.fitted_by(sample, facts, id=id)
            if isinstance(step, Deduplicate):
                kept = _rows_that_stay(workers, parts, view, step, id, spill / f"stay-{number}")
                view = replace(view, stays={**view.stays, len(view.steps): kept})
            view = replace(view, steps=(*view.steps, *((number, one) for one in fitted)))
            sample, id = _applied_to_sample(step, fitted, sample, id), step.renames().get(id, id)
        except PlanError as error:
            raise PlanError([replace(f, key=f"clean[{number}].{f.key}") for f in error.faults]) from None
        except DataError as error:
            raise DataError(error.what, where=error.where or f"clean[{number}]", fix=error.fix) from None
    return view


def _applied_to_sample(step: Step, fitted: Sequence[Step], sample: pl.DataFrame, id: str) -> pl.DataFrame:
    for one in (step,) if isinstance(step, Deduplicate) else fitted:
        sample = one.apply(sample, id=id).frame
        id = one.renames().get(id, id)
    if not sample.height:
        raise DataError(
            say("the step {step} removes every row of a sample", step=step.called()),
            fix=say("relax it, or leave it out"),
        )
    return sample


@dataclass(frozen=True)
class _Keys:
    view: CleanedParts
    step: Deduplicate
    id: str
    folder: Path


def _rows_that_stay(
    workers: Workers, parts: Sequence[RowPart], view: CleanedParts, step: Deduplicate, id: str, folder: Path
) -> tuple[str, ...]:
    """For each part the file that says which of its rows the step keeps.

    Rows are compared by 64-bit hashes of their keys, some of the hashes at a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heights = list(workers.map(_keep_keys, parts, _Keys(view, step, id, folder)))
    total = sum(heights)
    starts = np.concatenate([[0], np.cumsum(heights)])
    stay = np.ones(total, dtype=bool)
    rounds = max(1, -(-total // _ROWS_AT_ONCE))
    for turn in range(rounds):
        found = [_of_turn(folder, part.number, turn, rounds) for part in parts]
        at = np.concatenate([rows + starts[i] for i, (_key, _gaps, rows) in enumerate(found)])
        key = np.concatenate([key for key, _gaps, _rows in found])
        gaps = np.concatenate([gaps for _key, gaps, _rows in found])
        stay[at] = rows_to_keep(key, gaps, step.keep)
    files = tuple(str(folder / f"{part.number}.npy") for part in parts)
    for i, file in enumerate(files):
        save_array(file, stay[starts[i] : starts[i + 1]])
        (folder / f"{i}.keys.npy").unlink()
    return files


def _keep_keys(part: RowPart, task: _Keys) -> int:
    """Keep hash, gaps and place of each row that may go; how many rows there are."""
    found = task.step.keys(task.view.frame(part), id=task.id)
    may_go = np.flatnonzero(found["comparable"].to_numpy())
    kept = np.empty(len(may_go), dtype=[("key", np.uint64), ("gaps", np.int32), ("row", np.int64)])
    kept["key"], kept["row"] = found["key"].to_numpy()[may_go], may_go
    kept["gaps"] = found["gaps"].to_numpy()[may_go]
    save_array(task.folder / f"{part.number}.keys.npy", kept)
    return found.height


def _of_turn(
    folder: Path, number: int, turn: int, rounds: int
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64]]:
    kept = load_array(folder / f"{number}.keys.npy", mapped=True)
    own = kept[kept["key"] % np.uint64(rounds) == turn] if rounds > 1 else kept
    return own["key"], own["gaps"], own["row"]
