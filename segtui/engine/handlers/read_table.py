"""Answers what a path is, and what the table of a plan looks like."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import cast

from segtui.data.addresses import is_address, name_of_address
from segtui.data.raw.row_repairs import listed
from segtui.data.source import Source
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Look, Looked, Opened, Read
from segtui.engine.transport.messages.payloads import ReadingFacts, TableProfile
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.pipeline.artifacts.run_folder import MANIFEST, run_name
from segtui.pipeline.preparing.table_reader import stamped
from segtui.plan.find_reader import keys_of
from segtui.plan.load import load
from segtui.plan.starter.infer import infer
from segtui.publishing.paths import expand_home


def look(question: Look, cache: SessionCache, reporter: ProgressReporter) -> Looked:
    """The plan of a plan's file or of a run's folder, or the plan inferred for a data file."""
    if is_address(question.path):
        return _data(question, cache, reporter, name_of_address(question.path))
    path = expand_home(question.path)
    if path.suffix == ".toml" and not path.is_dir():
        return _plan(question.ticket, path, path.parent / "runs" / path.stem)
    if (path / MANIFEST).is_file():
        looked = _plan(question.ticket, path / "plan.toml", path)
        return Looked(**{**vars(looked), "name": path.absolute().name, "run": str(path.absolute())})
    return _data(question, cache, reporter, path.name)


def read(question: Read, cache: SessionCache, reporter: ProgressReporter) -> Opened:
    """The first table of a plan: its source, or what its first derive is made from."""
    source = cache.plan(question.plan).tables()[0]
    folder = Path(question.folder)
    reporter.stage(f"reading {source.path}")
    table = cache.files.table(source, folder)
    notes = [*table.reading.notes, *table.made_id()]
    for note in notes:
        reporter.note(note)
    reporter.stage("profiling")
    known = cast("TableProfile", cache.files.profile(table).to_dict())
    made_from = [source.model_dump(mode="json"), str(folder.absolute()), stamped(source, folder)]
    place = cache.frames.place("opened", made_from, lambda: table.frame)
    rows, columns = table.frame.height, len(known["columns"])  # as in the file, without added row numbers
    story = table.reading
    damaged = listed(story.repairs, story.skips, story.rows_repaired + story.rows_skipped)
    reading = cast("ReadingFacts", {**asdict(story), "damaged": damaged, "keys": list(keys_of(story.format))})
    return Opened(question.ticket, place, rows, columns, table.id, reading, known, notes)


def _data(question: Look, cache: SessionCache, reporter: ProgressReporter, name: str) -> Looked:
    """The plan inferred for a table."""
    reporter.stage(f"reading {question.path}")
    table = cache.files.table(Source(path=question.path), Path())
    reporter.stage("profiling")
    text = infer(table, cache.files.profile(table), question.path)
    out = Path("runs") / run_name(question.path)
    return Looked(question.ticket, text, str(Path.cwd()), name, True, str(out.absolute()))


def _plan(ticket: int, path: Path, out: Path) -> Looked:
    """A plan that is in a file; raises PlanError or UsageError as `segtui run` would."""
    load(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"the plan can't be read: {error.strerror}", where=str(path)) from None
    place = path.absolute()
    return Looked(ticket, text, str(place.parent), path.name, False, str(out.absolute()), file=str(place))
