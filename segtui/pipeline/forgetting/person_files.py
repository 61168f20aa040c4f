"""Where rows of a person may be: the run's files, those beside its exports, and what can only be reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import polars as pl

from segtui.delivery.export.files.names import OPT_OUTS
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import export_log
from segtui.pipeline.artifacts.run_folder import MANIFEST, is_busy, work_of
from segtui.pipeline.artifacts.run_json import BrokenRunError
from segtui.pipeline.artifacts.run_lock import verified
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.erase_rows import has_ids, id_columns
from segtui.pipeline.forgetting.person import Person
from segtui.publishing.parts import is_part


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of a folder that rows of people may stand in."""
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not is_part(place):
            yield place


def companions(exports: Sequence[export_log.Past], ending: str) -> Iterator[Path]:
    """The companions with that ending that stand beside exports to other folders."""
    named = {Path(path) for past in exports for path, _ in past.files}
    for parent in sorted({path.parent for path in named if path.is_absolute()}):
        for place in sorted(parent.glob(f"*{ending}")):
            if any(path.parent == parent and path.name.startswith(place.name.removesuffix(ending)) for path in named):
                yield place


def without_ids(run: RunFiles, exports: Sequence[export_log.Past], broken: BrokenRunError) -> Iterator[Path]:
    """The CSV files of exports that have no ids: those in the run's folder, and lists of opt-outs wherever they are."""
    inside = [run.path / path for past in exports for path, _ in past.files]
    lists = [*run.path.rglob(f"*{OPT_OUTS}"), *companions(exports, OPT_OUTS)]
    for place in dict.fromkeys([*(p for p in inside if p.is_relative_to(run.path)), *sorted(lists)]):
        lists_nobody = False
        with broken.passing(place):
            lists_nobody = place.suffix == ".csv" and place.is_file() and not has_ids(place, id_columns(run, place))
        if lists_nobody:
            yield place


def beyond(run: RunFiles, person: Person) -> Iterator[str]:
    """What can't be reached from here."""
    if person.note:
        yield say(
            "The run's data can't be read ({why}): suppression lists without ids were checked against segments.csv "
            "only.",
            why=person.note,
        )
    others: set[str] = set()
    for block in run.segment_blocks() if run.has_segments and person.mails else ():
        text = block.select(pl.all().cast(pl.String)).collect()
        lines = text.select(pl.concat_str(pl.all(), separator=",", ignore_nulls=True)).to_series().to_list()
        others |= {str(text[run.id][row]) for row in person.among(lines)} - person.ids
    if others:
        named = ", ".join(sorted(others)[:5]) + (", …" if len(others) > 5 else "")
        yield say(
            "The same address or phone number also appears in rows of other ids and stays there: {ids}.", ids=named
        )
    for place in sorted(run.path.parent.iterdir()):
        if place != run.path and (place / MANIFEST).is_file() and not place.name.startswith("."):
            with suppress(SegtuiError):
                other = RunFiles.open(place)
                if other.has_segments and _holds(other, person.ids):
                    yield say(
                        "Another run has the person too, `segtui forget` takes them out there: {run}", run=str(place)
                    )


def named_by(columns: Sequence[str]) -> Iterator[str]:
    """A sentence on columns of the model that are called by a value of the person alone."""
    if columns:
        yield say(
            "Values that only this person has name columns of the model, which assign needs: {columns}. Run the plan "
            "again without the person.",
            columns=", ".join(columns),
        )


def _holds(run: RunFiles, ids: frozenset[str]) -> bool:
    theirs = col(run.id).cast(pl.String).is_in(list(ids))
    return any(block.select(theirs.any()).collect().item() for block in run.segment_blocks())


def left_beside(folder: Path) -> list[Path]:
    """What an interrupted or replaced run, or an interrupted verify, has left beside the run's folder."""
    work = work_of(folder)
    if is_busy(work):
        raise UsageError(say("another run is writing here"), where=str(folder), fix=say("wait for it to finish"))
    again = [place for each in verified(folder) for place in (each, work_of(each))]
    return [left for left in (work, folder.with_name(f".{folder.name}.old"), *again) if left.is_dir()]
