"""Answers what a path is, and what the table of a plan looks like."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

from segtui.data.addresses import is_address, name_of_address
from segtui.data.databases.change_stamps import look_again
from segtui.data.databases.reading import reading
from segtui.data.raw.asked_table import Server
from segtui.data.raw.row_repairs import listed
from segtui.data.reading.source_paths import absolute, server_of
from segtui.data.source import Source
from segtui.data.stores.local_lakes import lake_path
from segtui.data.table import Table
from segtui.engine.session.cache import SessionCache
from segtui.engine.session.sights import Sight
from segtui.engine.transport.messages import Begun, Look, Looked, Opened, Read
from segtui.engine.transport.messages.payloads import ReadingFacts, TableProfile
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.run_folder import MANIFEST, run_name
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.table_reader import stamped
from segtui.pipeline.progress import rows_to
from segtui.plan.find_reader import keys_of
from segtui.plan.load import load
from segtui.plan.model import Plan
from segtui.plan.starter.infer import infer
from segtui.publishing.paths import expand_home


def look(question: Look, cache: SessionCache, reporter: ProgressReporter) -> Looked:
    """The plan of a plan's file or of a run's folder, or the plan inferred for a data file."""
    look_again()
    if is_address(named := lake_path(question.path, Path())):
        return _data(replace(question, path=named), cache, reporter, name_of_address(named))
    path = expand_home(question.path)
    if path.suffix == ".toml" and not path.is_dir():
        return _plan(question.ticket, path, path.parent / "runs" / path.stem)
    if (path / MANIFEST).is_file():
        looked = _plan(question.ticket, path / "plan.toml", path)
        in_parts = _is_in_parts(path)
        return replace(looked, name=path.absolute().name, run=str(path.absolute()), in_parts=in_parts)
    return _data(question, cache, reporter, path.name)


def read(question: Read, cache: SessionCache, reporter: ProgressReporter) -> Opened:
    """The first table of a plan: its source, or what its first derive is made from."""
    plan, folder = cache.plan(question), Path(question.folder)
    source = plan.tables()[0]
    sight = _seen(source, folder, cache, reporter, plan)
    table, story = sight.table, sight.table.reading
    notes = [*story.notes, *table.made_id()]
    for note in notes:
        reporter.note(note)
    known = cast("TableProfile", sight.profile.to_dict())
    made_from = [source.model_dump(mode="json"), str(folder.absolute()), stamped(source, folder), sight.part]
    place = cache.frames.place("opened", made_from, lambda: table.frame)
    rows, columns = table.frame.height, len(known["columns"])  # as in the file, without added row numbers
    damaged = listed(story.repairs, story.skips, story.rows_repaired + story.rows_skipped)
    reading = cast("ReadingFacts", {**asdict(story), "damaged": damaged, "keys": list(keys_of(story.format))})
    server = asdict(found) if (found := _server(source, folder, table)) else None
    return Opened(question.ticket, place, rows, columns, table.id, reading, known, notes, sight.part, sight.of, server)


def _server(source: Source, folder: Path, table: Table) -> Server | None:
    """Who answered for a table of a database."""
    if table.asked is not None:
        return table.asked.server
    return server_of(absolute(source.path, folder)) if is_address(source.path) else None


def _seen(
    source: Source, folder: Path, cache: SessionCache, reporter: ProgressReporter, plan: Plan | None = None
) -> Sight:
    """A table as far as it is looked at; where that takes a while, its first rows are sent before."""
    name = name_of_address(source.path) if is_address(source.path) else source.path
    reporter.stage(say("reading {file}", file=name))
    with reading(rows_to(reporter)):  # one connection from the first rows on
        for table, about in cache.sights.beginning(source, folder):
            frame = table.frame.select(cols([column.name for column in table.reading.columns]))
            cells = [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]
            reporter.say(Begun(reporter.ticket, frame.columns, cells, about))
        in_parts = plan is not None and cache.tables.is_in_parts(plan, folder)
        sight = cache.sights.of(source, folder, in_parts=in_parts)
    reporter.stage(say("profiling"))
    _ = sight.profile
    return sight


def _data(question: Look, cache: SessionCache, reporter: ProgressReporter, name: str) -> Looked:
    """The plan inferred for a table."""
    sight = _seen(Source(path=question.path), Path(), cache, reporter)
    text = infer(sight.table, sight.profile, question.path)
    out = Path("runs") / run_name(question.path)
    return Looked(question.ticket, text, str(Path.cwd()), name, True, str(out.absolute()))


def _is_in_parts(folder: Path) -> bool:
    """Whether a run has segments of rows that were worked through in parts; what is wrong is told where it is shown."""
    try:
        run = RunFiles.open(folder)
        return run.has_segments and run.is_in_parts
    except SegtuiError:
        return False


def _plan(ticket: int, path: Path, out: Path) -> Looked:
    """A plan that is in a file; raises PlanError or UsageError as `segtui run` would."""
    load(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(say("the plan can't be read: {reason}", reason=error.strerror), where=str(path)) from None
    place = path.absolute()
    return Looked(ticket, text, str(place.parent), path.name, False, str(out.absolute()), file=str(place))
