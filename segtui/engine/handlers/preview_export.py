"""Answers what an export of the plan would write, by running it within the session's own files."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

import polars as pl

from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.files.formats import formats
from segtui.delivery.export.target import find_target
from segtui.delivery.export.write_csv import write_csv
from segtui.delivery.export.write_export import Exported
from segtui.engine.handlers.error_replies import nothing_chosen
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import ExportPreviewed, Failed, PreviewExport
from segtui.engine.transport.messages.payloads import ExportSummary
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import PlanError, UsageError
from segtui.language.sentences import say
from segtui.pipeline.artifacts.records import Records
from segtui.pipeline.artifacts.run_folder import RunFolder
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.data_rows import Data
from segtui.pipeline.exports.exclusions import guards_of
from segtui.pipeline.exports.export_run import ExportSession, Reread, export_one, met, under_key
from segtui.pipeline.exports.plan_exports import refuse_exports
from segtui.pipeline.partitioned.segmenting.exported_rows import reopened
from segtui.pipeline.predicting.prediction_keys import predicted_in
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.pipeline.segmenting.previous_run import previous_run
from segtui.pipeline.workflow import Basis
from segtui.pipeline.write_run import write_model
from segtui.plan.model import Plan
from segtui.plan.parts import values_of
from segtui.plan.stages import LABELLED
from segtui.publishing.staging import Staging
from segtui.segments.choosing.choose import choose_candidate

_ROWS = 100


def preview_export(
    question: PreviewExport, cache: SessionCache, reporter: ProgressReporter
) -> ExportPreviewed | Failed:
    """The first rows and the summary of the file that a run of the plan would write now."""
    plan, folder, index = cache.plan(question), Path(question.folder), question.index
    if not 0 <= index < len(plan.export):
        raise UsageError(say("the plan has no such export"), where=f"export[{index + 1}]")
    scratch = cache.session / "exports"
    if (kept := cache.kept(plan)) is not None and kept.in_parts:
        with ExitStack() as stack:
            run = replace(RunFiles.open(kept.path), plan=plan)
            begun = _Begun(run, None, folder, scratch, partial(reopened, RunFiles.open(kept.path), stack))
            return _previewed(question.ticket, index, begun, reporter)
    basis = cache.predicted(plan, cache.prepared(plan, folder, reporter))
    asked = without_lists(plan) if cache.tables.view(plan.source) else plan
    _refuse_unlearned(plan, index, basis)
    refuse_exports(asked, folder, RunFolder(scratch), AllRows.in_memory(plan, basis.prepared), force=True)
    choice = choose_candidate(cache.searched(plan, basis, reporter).scored, plan.select)
    if choice.chosen is None:
        return nothing_chosen(question.ticket, choice.closest)
    segmented = cache.segmented(plan, basis, choice.chosen.scored.candidate, folder)
    run = _as_run(scratch, plan, basis, Concluded(choice, segmented), segmented)
    source = basis.prepared.tables[0] if plan.source else None
    previewed = _previewed(question.ticket, index, _Begun(run, source, folder, scratch), reporter)
    return replace(previewed, of=cache.tables.rows_behind(plan.source))


def _refuse_unlearned(plan: Plan, index: int, basis: Basis) -> None:
    """Raise UsageError if the export names a column of a prediction that is not learned yet."""
    named, known = plan.export[index].model_dump_json(), {one.name for one in basis.prepared.predictions}
    for order in plan.predict:
        if order.name not in known and any(json.dumps(name) in named for name in order.columns()):
            what = say("{name} is predicted, and not learned yet", name=order.name)
            raise UsageError(what, where=f"export[{index + 1}]", fix=say("learn it in the Predict view of Features"))


@dataclass(frozen=True)
class _Begun:
    """The run that is exported and the data beside it, see `ExportSession`; `scratch` takes the file."""

    run: RunFiles
    source: Data | None
    folder: Path
    scratch: Path
    reread: Reread | None = None

    def session(self, held: ControlGroup, index: int) -> ExportSession:
        """One of its exports, counted from 0."""
        return ExportSession(self.run, held, index + 1, self.folder, self.source, tried=True, reread=self.reread)


def without_lists(plan: Plan) -> Plan:
    """The plan whose exports exclude nobody by a list, of whom a sample of all rows may have none."""
    return plan.model_copy(update={"export": tuple(order.model_copy(update={"suppress": ()}) for order in plan.export)})


def _previewed(ticket: int, index: int, begun: _Begun, reporter: ProgressReporter) -> ExportPreviewed:
    plan, scratch = begun.run.plan, begun.scratch
    held = _held_before(index, begun, reporter)
    place = scratch / f"{index + 1}-{plan.export[index].to}{find_target(plan.export[index].to).suffix}"
    session = begun.session(held, index)
    with Staging(force=True) as staging, _faults_at(index):
        exported = export_one(plan.export[index], session, place, staging, reporter.without_notes())
        columns, rows = _beginning(place, staging, exported)
    return ExportPreviewed(ticket, index, columns, rows, cast("ExportSummary", exported.summary.facts()))


def _as_run(scratch: Path, plan: Plan, basis: Basis, concluded: Concluded, segmented: Segmented) -> RunFiles:
    """The segments as in a run's folder, made again only if they have changed."""
    assert concluded.choice.chosen is not None
    labels = concluded.choice.chosen.scored.candidate.labels.tobytes()
    rest = [values_of(plan, LABELLED), predicted_in(plan, basis.prepared)]
    source = json.dumps([basis.made_from, rest, segmented.names], sort_keys=True).encode()
    place = scratch / hashlib.sha256(source + labels + segmented.labels.tobytes()).hexdigest()[:16]
    if not place.is_dir():
        shutil.rmtree(scratch, ignore_errors=True)
        part = place.with_suffix(".part")
        part.mkdir(parents=True)
        write_csv(segmented.table, part / "segments.csv")
        write_model(part / "model", basis.prepared.matrix, concluded, segmented)
        part.rename(place)
    return RunFiles(place, plan, {"chosen": True})


def _held_before(index: int, begun: _Begun, reporter: ProgressReporter) -> ControlGroup:
    """The control group as the exports before this one leave it."""
    run = begun.run
    plan, held = run.plan, ControlGroup(run.path, run.plan.seed)
    if previous := previous_run(plan, begun.folder):
        held.inherit(previous.home, Records.at(previous.home).held)
    for earlier, order in enumerate(plan.export[:index]):
        if order.holdout:
            with _faults_at(earlier):
                session = begun.session(held, earlier)
                people, everybody = met(order, session, reporter.without_notes())
                guards_of(order, people, everybody, held, earlier + 1)
    return held


def _beginning(place: Path, staging: Staging, exported: Exported) -> tuple[list[str], list[list[str | None]]]:
    """The headers and first rows of the first file, read back from what was written, as text."""
    target = find_target(exported.summary.target)
    first = staging.part(place.with_name(exported.summary.files[0].path))
    frame = formats()[target.format].head(first, target, _ROWS)
    text = frame.select(pl.all().cast(pl.String))
    return text.columns, [list(row) for row in text.iter_rows()]


@contextmanager
def _faults_at(index: int) -> Iterator[None]:
    """Faults of an order as the plan's: `export[1].columns.Email`."""
    try:
        yield
    except PlanError as error:
        raise under_key(error, f"export[{index + 1}]") from None
