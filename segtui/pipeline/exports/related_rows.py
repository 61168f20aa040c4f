"""Further rows of a run's people: those that cleaning removed, and those of the run's other versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from segtui.data.reading.batches import Batches
from segtui.data.source import Source
from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.errors import SegtuiError
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.data_rows import Data, DataRows
from segtui.pipeline.exports.original_answers import names_in_data
from segtui.pipeline.exports.other_months import ROWS, folders, frames_of, named_as_in_run, of_run, other_months
from segtui.pipeline.exports.stream_answers import by_stream

_NUMBER = "\0row"


@dataclass(frozen=True)
class Around:
    """The tables with further rows of a run's people, and what of them could not be looked at, in words."""

    tables: tuple[Beside, ...]
    notes: tuple[str, ...] = ()


def beside(run: RunFiles, held: ControlGroup, source: Data | None, *, asked: Sequence[str], joined: bool) -> Around:
    """The rows of a run's data that are in no segment, those of its versions, and where ids are held out that it lacks,
    who these are.

    `source` is the run's data where it is read already, `asked` are the columns of consent. A no in a row that cleaning
    took out is a no, and so is one that came by the stream; see `other_months` for those of versions. With `joined`
    columns, where one row stands for all of its id, every row is looked at again.
    """
    own, unread = _own(run, source, asked)
    others, notes = other_months(run, asked, own)
    answered = by_stream(run, asked)
    tables = (*_relatives(run, held), *others, *([answered] if answered else []))
    lost = joined or (_has_lost_rows(run) if source is None else _rows_of(source) != height(run))
    if not lost:
        return Around(tables, notes)
    return Around((*tables, own) if own else tables, (*unread, *notes))


def _own(run: RunFiles, source: Data | None, asked: Sequence[str]) -> tuple[Beside | None, tuple[str, ...]]:
    """The run's data, or why they can't be read."""
    names, plan = names_in_data(run, asked), run.plan.source
    if source is not None:
        rows = of_data(source)
        return replace(rows, id=source.id, frames=named_as_in_run(rows.frames, names)), ()
    if plan is None:
        return None, ()
    try:
        if plan.path == "-":
            raise SegtuiError(say("it came from standard input"))
        with Batches(plan, run.path):
            pass
    except SegtuiError as error:
        why = f"{error.where}: {error.what}" if error.where else error.what
        return None, (say("opt-outs in rows without a segment can't be checked ({why})", why=why),)
    frames = partial(frames_of if plan.id else _numbered, plan, run.path)
    return Beside(named_as_in_run(frames, names), plan.id or _NUMBER, "refusals"), ()


def of_data(data: Data) -> Beside:
    """The data that was read, as rows beside a run."""
    if isinstance(data, DataRows):
        return Beside(data.frames, None if data.numbered else data.id, "refusals")
    return Beside(lambda: data.frame.iter_slices(ROWS), None if data.made_id() else data.id, "refusals")


def _rows_of(data: Data) -> int:
    return data.rows if isinstance(data, DataRows) else data.frame.height


def height(run: RunFiles) -> int:
    """The number of rows of a run in segments, including noise."""
    if "rows" in run.model:  # of which rows.parquet has a sample
        return int(run.model["rows"])
    return int(pl.scan_parquet(run.path / "model" / "rows.parquet", glob=False).select(pl.len()).collect().item())


def _relatives(run: RunFiles, held: ControlGroup) -> Iterator[Beside]:
    """The run and its versions, where ids are held out that this one does not have: they say who else these are."""
    here = run.segments().select(col(run.id).cast(pl.String)).filter(col(run.id).is_in(held.ids.implode()))
    if held.ids.is_empty() or here.unique().collect(engine="streaming").height == len(held.ids):
        return
    for place in folders(run).values():
        if place != run.path:
            yield of_run(RunFiles.open(place))


def _has_lost_rows(run: RunFiles) -> bool:
    rows = run.manifest.get("rows")
    return not rows or int(rows["read"]) != int(rows["clustered"])


def _numbered(source: Source, folder: Path) -> Iterator[pl.DataFrame]:
    """The frames with a column of row numbers, which are the ids of a table that has none."""
    at = 1
    for frame in frames_of(source, folder):
        yield frame.with_row_index(_NUMBER, offset=at)
        at += frame.height
