"""Further rows of a run's people: those that cleaning removed, and those of the run's other versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from segtui.data.batches import Batches
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import SegtuiError
from segtui.export.eligibility.control_group import ControlGroup
from segtui.export.eligibility.gather import Answers
from segtui.export.eligibility.related_rows import Beside
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_reader import RunFiles

_ROWS = 50_000
_NUMBER = "\0row"


@dataclass(frozen=True)
class Around:
    """The tables with further rows of a run's people, and what of them could not be looked at, in words."""

    tables: tuple[Beside, ...]
    notes: tuple[str, ...] = ()


def beside(run: RunFiles, held: ControlGroup, source: Table | None, *, joined: bool) -> Around:
    """The rows of a run's data that are in no segment, and where ids are held out that it lacks, those of its versions.

    `source` is the run's data where it is read already. A no in a row that cleaning took out is a no, and so is
    one in a version that is newer than the run. With `joined` columns, where one row stands for all of its id, every
    row is looked at again.
    """
    tables = (*_relatives(run, held), *_later(run))
    if source is not None:
        lost = joined or source.frame.height != height(run)
        return Around((*tables, replace(in_memory(source), id=source.id)) if lost else tables)
    plan = run.plan.source
    if plan is None or not (joined or _has_lost_rows(run)):
        return Around(tables)
    try:
        if plan.path == "-":
            raise SegtuiError("it came from standard input")
        with Batches(plan, run.path):
            pass
    except SegtuiError as error:
        why = f"{error.where}: {error.what}" if error.where else error.what
        note = say("opt-outs in rows without a segment can't be checked ({why})", why=why)
        return Around(tables, (note,))
    frames = partial(_frames if plan.id else _numbered, plan, run.path)
    return Around((*tables, Beside(frames, plan.id or _NUMBER, "refusals")))


def in_memory(table: Table) -> Beside:
    """A table that was read, as rows beside a run."""
    return Beside(lambda: table.frame.iter_slices(_ROWS), None if table.made_id() else table.id, "refusals")


def of_run(run: RunFiles, answers: Answers = "none") -> Beside:
    """The rows of another run or version; what was answered then no longer counts, if `answers` does not say so."""
    return Beside(lambda: (block.collect() for block in run.segment_blocks()), run.id, answers)


def height(run: RunFiles) -> int:
    """The number of rows of a run in segments, including noise."""
    return int(pl.scan_parquet(run.path / "model" / "rows.parquet", glob=False).select(pl.len()).collect().item())


def _relatives(run: RunFiles, held: ControlGroup) -> Iterator[Beside]:
    """The run and its versions, where ids are held out that this one does not have: they say who else these are."""
    here = run.segments().select(col(run.id).cast(pl.String)).filter(col(run.id).is_in(held.ids.implode()))
    if held.ids.is_empty() or here.unique().collect(engine="streaming").height == len(held.ids):
        return
    places = [run.home, *(versions.folder(run.home, number) for number in versions.numbers(run.home))]
    for place in places:
        if place != run.path:
            yield of_run(RunFiles.open(place))


def _later(run: RunFiles) -> Iterator[Beside]:
    """The data of the versions that are newer than a run, or what of it stands in their segments."""
    if not (run.home / versions.FOLDER / versions.CURRENT).is_file():
        return
    mine = 0 if run.path == run.home else int(run.path.name)
    for number in (number for number in versions.numbers(run.home) if number > mine):
        newer = RunFiles.open(versions.folder(run.home, number))
        plan, refusals = newer.plan.source, of_run(newer, "refusals")
        with suppress(SegtuiError):
            if plan is not None and plan.path != "-":
                with Batches(plan, newer.path):
                    refusals = Beside(partial(_frames, plan, newer.path), plan.id, "refusals")
        yield refusals


def _has_lost_rows(run: RunFiles) -> bool:
    rows = run.manifest.get("rows")
    return not rows or int(rows["read"]) != int(rows["clustered"])


def _numbered(source: Source, folder: Path) -> Iterator[pl.DataFrame]:
    """The frames with a column of row numbers, which are the ids of a table that has none."""
    at = 1
    for frame in _frames(source, folder):
        yield frame.with_row_index(_NUMBER, offset=at)
        at += frame.height


def _frames(source: Source, folder: Path) -> Iterator[pl.DataFrame]:
    with Batches(source, folder, rows=_ROWS) as batches:
        for frame, _ in batches:
            yield frame
