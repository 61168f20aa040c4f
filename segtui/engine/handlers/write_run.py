"""Answers how segments.csv begins, and writes a run's folder, going on from what the session has found."""

from __future__ import annotations

import io
import os
from contextlib import nullcontext
from pathlib import Path

import polars as pl

from segtui.delivery.export.write_csv import write_csv
from segtui.engine.handlers.error_replies import nothing_chosen
from segtui.engine.session.cache import SessionCache
from segtui.engine.session.left_parts import parts_noted
from segtui.engine.transport.messages import Failed, Occupied, Sample, Sampled, Write, Wrote
from segtui.engine.transport.streams import ProgressReporter
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_folder import MANIFEST, RunFolder
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.export_run import place_of
from segtui.pipeline.exports.output_names import standing
from segtui.pipeline.exports.plan_exports import refuse_exports
from segtui.pipeline.finished_runs.kept_run import KeptRun
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home
from segtui.segments.choosing.choose import choose_candidate, spoken

_ROWS = 200


def write(question: Write, cache: SessionCache, reporter: ProgressReporter) -> Wrote | Occupied:
    """The same files as `segtui run` of the plan writes; a relative `out` starts where the workbench was started.

    Faulty exports are an error before anything is asked or searched.
    """
    plan, out = cache.plan(question), expand_home(question.out)
    folder = Path(question.folder)
    in_parts = cache.tables.is_in_parts(plan, folder)
    if not in_parts:  # else the run looks at all rows before it searches
        prepared = cache.predicted(plan, cache.prepared(plan, folder, reporter)).prepared
        if len(prepared.predictions) == len(plan.predict):  # else the run looks once it has learned them
            refuse_exports(plan, folder, RunFolder(out, force=True), AllRows.in_memory(plan, prepared), force=True)
    cache.tell_changes(plan, folder, reporter)
    if not question.force and (taken := _taken(plan, out)):
        return Occupied(question.ticket, taken)

    options = RunOptions(folder, out, force=question.force)
    with parts_noted(cache.session, plan, folder, out) if in_parts else nullcontext():
        finished = run_plan(cache.tables.as_run(plan, folder), options, reporter, workflow=cache.workflow)
    if in_parts:
        reporter.note(say("The run has the figures of all rows: open its folder to see them."))
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
    plan = cache.plan(question)
    if (kept := cache.kept(plan)) is not None and kept.in_parts:
        return _sample_of(question.ticket, plan, kept)
    basis = cache.predicted(plan, cache.prepared(plan, Path(question.folder), reporter))
    searched = cache.searched(plan, basis, reporter)
    choice = choose_candidate(searched.scored, plan.select)
    if choice.chosen is None:
        return nothing_chosen(question.ticket, choice.closest)
    candidate = choice.chosen.scored.candidate
    table = cache.segmented(plan, basis, candidate, Path(question.folder)).table
    text = io.BytesIO()
    write_csv(table.head(_ROWS), text)
    said, of = text.getvalue().decode(), cache.tables.rows_behind(plan.source)
    return Sampled(question.ticket, said, table.height, table.columns, spoken(candidate), of)


def _sample_of(ticket: int, plan: Plan, kept: KeptRun) -> Sampled | Failed:
    """The first rows of the segments.csv that a run has written, with the names that its segments have by now."""
    run, choice = RunFiles.open(kept.path), choose_candidate(kept.searched.scored, plan.select)
    if choice.chosen is None:
        return nothing_chosen(ticket, choice.closest)
    names = {str(number): name for number, name in (plan.segments.names or {}).items()}
    with foreign(damaged(kept.path / "segments.csv")):
        head = pl.read_csv(kept.path / "segments.csv", n_rows=_ROWS, infer_schema=False, glob=False)
        segment, name = head.columns[1:3]
        renamed = col(segment).replace_strict(names, default=col(name), return_dtype=pl.String)
        head = head.with_columns(renamed.alias(name)) if names else head
    return Sampled(ticket, head.write_csv(), run.model["rows"], head.columns, spoken(choice.chosen.scored.candidate))
