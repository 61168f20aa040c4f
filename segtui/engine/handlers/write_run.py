"""Answers how segments.csv begins, and writes a run's folder, going on from what the session has found."""

from __future__ import annotations

import io
import os
from pathlib import Path

from segtui.delivery.export.write_csv import write_csv
from segtui.engine.handlers.error_replies import nothing_chosen
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Failed, Occupied, Sample, Sampled, Write, Wrote
from segtui.engine.transport.streams import ProgressReporter
from segtui.pipeline.artifacts.run_folder import MANIFEST, RunFolder
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.export_run import place_of
from segtui.pipeline.exports.output_names import standing
from segtui.pipeline.exports.plan_exports import refuse_exports
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home
from segtui.segments.choosing.choose import choose_candidate, spoken

_ROWS = 200


def write(question: Write, cache: SessionCache, reporter: ProgressReporter) -> Wrote | Occupied:
    """The same files as `segtui run` of the plan writes; a relative `out` starts where the workbench was started.

    Faulty exports are an error before anything is asked or searched.
    """
    plan, out = cache.plan(question.plan), expand_home(question.out)
    folder = Path(question.folder)
    prepared = cache.prepared(plan, folder, reporter).prepared
    cache.tell_changes(plan, folder, reporter)
    refuse_exports(plan, folder, RunFolder(out, force=True), AllRows.in_memory(plan, prepared), force=True)
    if not question.force and (taken := _taken(plan, out)):
        return Occupied(question.ticket, taken)

    options = RunOptions(folder, out, force=question.force)
    finished = run_plan(plan, options, reporter, workflow=cache.workflow)
    if finished.unwritten:
        raise finished.unwritten
    files = sorted(str(f.relative_to(finished.out)) for f in finished.out.rglob("*") if f.is_file())
    exports = []
    for number, (_, exported) in enumerate(finished.exports, start=1):
        place = Path(os.path.normpath(place_of(plan.export[number - 1], number, finished.out)))
        exports.append([str(place.with_name(f.path)) for f in exported.summary.files])
    return Wrote(question.ticket, str(finished.out), files, finished.concluded.segmented is not None, exports)


def _taken(plan: Plan, out: Path) -> list[str]:
    """What exists where the run and its exports go: the run's folder if it holds a run, files beside it."""
    return [str(path) for path in [*([out] if (out / MANIFEST).exists() else []), *standing(plan, RunFolder(out))]]


def sample(question: Sample, cache: SessionCache, reporter: ProgressReporter) -> Sampled | Failed:
    """The first rows of the file for the candidate that the plan chooses."""
    plan = cache.plan(question.plan)
    basis = cache.prepared(plan, Path(question.folder), reporter)
    searched = cache.searched(plan, basis, reporter)
    choice = choose_candidate(searched.scored, plan.select)
    if choice.chosen is None:
        return nothing_chosen(question.ticket, choice.closest)
    candidate = choice.chosen.scored.candidate
    table = cache.segmented(plan, basis, candidate, Path(question.folder)).table
    text = io.BytesIO()
    write_csv(table.head(_ROWS), text)
    return Sampled(question.ticket, text.getvalue().decode(), table.height, table.columns, spoken(candidate))
