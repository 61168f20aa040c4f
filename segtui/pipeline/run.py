"""Runs a plan from end to end and writes the run's folder."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from segtui.delivery.export.write_export import Exported
from segtui.errors import InterruptionError, SegtuiError
from segtui.language.sentences import say, say_counted
from segtui.libraries.compiled import processors
from segtui.pipeline.artifacts import manifest
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.artifacts.export_log import number_of_next
from segtui.pipeline.artifacts.kept_records import keep_control, keep_others, keep_records, refuse_lost
from segtui.pipeline.artifacts.run_folder import CANDIDATES, RunFolder, refusals
from segtui.pipeline.artifacts.run_lock import WAITING, alone, settle
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.output_names import read_by, refuse_files_of_runs, refuse_output, refuse_to_replace_inputs
from segtui.pipeline.exports.plan_exports import control_group, export_all, log_all, refuse_exports
from segtui.pipeline.partitioned.stages import stages_of, without_place
from segtui.pipeline.preparing.asked_tables import asked_facts
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.progress import Clock, Listener
from segtui.pipeline.push_run.lacking_connections import lacking_connections
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.pipeline.segmenting.previous_run import hashes as hashes_of
from segtui.pipeline.segmenting.previous_run import previous_run
from segtui.pipeline.summary import facts
from segtui.pipeline.triggers.column_kinds import kinds_for
from segtui.pipeline.triggers.earlier_segments import keep_earlier
from segtui.pipeline.triggers.fire_run import fire_run, unfired
from segtui.pipeline.triggers.fired import Fired
from segtui.pipeline.triggers.refusals import refuse_outlets, refuse_triggers
from segtui.pipeline.workflow import Basis, OpenCandidates, Workflow
from segtui.pipeline.write_back.refusals import refuse_writes
from segtui.pipeline.write_back.write_back import Written, kept_writes, unwritten, write_back
from segtui.plan.model import Plan
from segtui.plan.telling import told_as
from segtui.publishing.paths import Inputs
from segtui.publishing.staging import Staging


@dataclass(frozen=True)
class RunOptions:
    """How to run a plan.

    `folder` is what paths in the plan are relative to, `out` the run's folder. `resume` continues an interrupted run,
    `force` replaces a finished one. `memory` is the most bytes that the search may use, None for the free memory.
    `again` is a run that is repeated, with the number of its first export, for those held out before it. `reads` are
    files that are read beside those that the plan names, such as its own, and so never written. `fires` lets the run's
    triggers fire.
    """

    folder: Path
    out: Path
    resume: bool = False
    force: bool = False
    memory: int | None = None
    reads: tuple[Path, ...] = ()
    again: tuple[Path, int] | None = None
    fires: bool = False


@dataclass(frozen=True)
class Finished:
    """A run that is written, and all that it found.

    `unwritten` says why its segments are not in their tables, `unfired` why not everybody was told of who is due.
    """

    out: Path
    prepared: PreparedRun
    searched: SearchResult
    concluded: Concluded
    seconds: float
    exports: tuple[tuple[Path, Exported], ...] = ()
    written: tuple[Written, ...] = ()
    unwritten: SegtuiError | None = None
    fired: tuple[Fired, ...] = ()
    unfired: SegtuiError | None = None


def run_plan(
    plan: Plan,
    options: RunOptions,
    listener: Listener,
    stdin: BinaryIO | None = None,
    workflow: Workflow | None = None,
) -> Finished:
    """Read, clean, derive, search, choose and write; the run's folder is complete or absent.

    `workflow` may hold what a session has worked out of this plan already.

    Raises a SegtuiError for whatever a user can cause. What an interrupted search had finished stays beside the
    run's folder, for `resume`.
    """
    clock = Clock(listener)
    if options.fires:
        refuse_outlets(plan)
    for lacking in lacking_connections(plan):
        clock.note(lacking)
    given = stdin.read() if stdin and plan.reads_stdin() else b""
    settle(options.out)
    with RunFolder(options.out, force=options.force) as place, refusals(place.work), ExitStack() as stack:
        try:
            if options.resume and not any(place.work.glob(f"{CANDIDATES}/*.npz")):
                clock.note(say("an interrupted run has left no finished candidate here: starting over"))
            plan, stages = stack.enter_context(
                stages_of(plan, options.folder, place.work, workflow or Workflow(), clock, options.memory)
            )
            refuse_files_of_runs(place.path)
            previous = previous_run(plan, options.folder)
            for run in {place.path, previous.home if previous else place.path}:
                refuse_lost(run)
            for note in previous.told_newer() if previous else ():
                clock.note(note)
            basis = stages.predict(plan, stages.prepare(plan, options.folder, clock, given), clock)
            prepared, rows = basis.prepared, stages.rows(plan, basis)
            refuse_to_replace_inputs(place, [*read_by(plan, options.folder, previous=False), *options.reads])
            refuse_writes(plan, options.folder, prepared)
            refuse_triggers(plan, place.path, prepared.frame.schema, rows)
            lists = refuse_exports(plan, options.folder, place, rows, force=options.force, reads=options.reads)
            inputs = basis.hashes | hashes_of(previous)
            candidates = stages.candidates or _opened_once(partial(_checkpoint, place, inputs, options, clock))
            searched = stages.search(plan, basis, clock, candidates, options.memory)
            concluded = stages.conclude(plan, basis, searched, clock, previous, candidates)
            clock.stage(say("writing"))
            with told_as(plan, prepared.derived):
                folders, outcome = (options.folder, place.path), (basis, searched, concluded)
                basis, searched, concluded = stages.write(place.files, plan, folders, outcome, lists)
            found = Finished(place.path, basis.prepared, searched, concluded, 0)
            exports = _publish(plan, options, place, (found, rows), inputs, previous, clock)
        except BaseException as error:
            kept = len(list(place.work.glob(f"{CANDIDATES}/*.npz")))
            if not kept:
                place.discard()
            elif isinstance(error, KeyboardInterrupt):
                fix = say("{kept:,} candidates are kept: run the same command with --resume to continue", kept=kept)
                raise InterruptionError(say("interrupted"), fix=fix) from None
            raise
    written, unwritten = _written(plan, place.path, concluded, clock)
    found = replace(found, exports=exports, written=written, unwritten=unwritten)
    fired, unfired = _fired(plan, place.path, concluded, clock) if options.fires else ((), None)
    return replace(found, seconds=clock.total(), fired=fired, unfired=unfired)


def _fired(plan: Plan, place: Path, concluded: Concluded, clock: Clock) -> tuple[tuple[Fired, ...], SegtuiError | None]:
    """What the plan's triggers did, or why not all could: the run is complete even so."""
    if not plan.trigger or concluded.segmented is None:
        return (), None
    try:
        done = fire_run(place, clock)
    except SegtuiError as error:
        return (), unfired(error, place)
    for each in done:
        for line in each.sentences(dry_run=False):
            clock.note(line)
    wrong = next((each.failed for each in done if each.failed), None)
    return tuple(done), wrong and unfired(wrong, place)


def _written(
    plan: Plan, place: Path, concluded: Concluded, clock: Clock
) -> tuple[tuple[Written, ...], SegtuiError | None]:
    """What the plan's writes changed, or why they could not: the run is complete even so."""
    if not plan.write or concluded.segmented is None:
        return (), None
    try:
        done = write_back(place, None, clock)
    except SegtuiError as error:
        return (), unwritten(error, place)
    for each in done:
        clock.note(each.sentence())
    return tuple(done), None


def _publish(
    plan: Plan,
    options: RunOptions,
    place: RunFolder,
    both: tuple[Finished, AllRows],
    inputs: dict[str, str],
    previous: RunFiles | None,
    clock: Clock,
) -> tuple[tuple[Path, Exported], ...]:
    """Carry out the exports and put all into place; what has grown in a run that is replaced stays."""
    waiting, (found, rows) = partial(clock.note, say(WAITING)), both
    reads = Inputs.of([*read_by(plan, options.folder), *options.reads])
    with (
        alone(place.path, waiting) as journal,
        Staging(force=options.force, journal=journal, refuse=partial(refuse_output, reads)) as staging,
    ):
        records = keep_control(place, *options.again) if options.again else keep_records(place)
        first = number_of_next(place.files)
        held = control_group(plan, place, previous, rows.source)
        exports = export_all(plan, options.folder, held, place, rows, found.concluded, staging, clock)
        staging.publish(place.files)
        keep_earlier(plan.trigger, place.files, previous, found.prepared.id)
        export_facts = [exported.summary.facts() for _, exported in exports]
        with told_as(plan, found.prepared.derived):
            known = _facts(plan, found.prepared, found.searched, found.concluded, inputs, clock)
        known |= {"first_export": options.again[1] if options.again else first} if records else {}
        known |= {} if options.again else kept_writes(place.path)
        known |= kinds_for(plan.trigger, found.prepared.frame.schema)
        manifest.write(place.files, known | ({"exports": export_facts} if export_facts else {}), records)
        log_all(exports, held, place, staging)
        if keep_others(place):
            clock.note(
                say(
                    "versions of the earlier run are kept; the new run is now the current one (see segtui refresh "
                    "--list)"
                )
            )
        place.publish(staging)
    return tuple(exports)


def _opened_once(candidates: OpenCandidates) -> OpenCandidates:
    """The same, but the second time what was opened before."""
    opened: list[Checkpoint] = []

    def once(plan: Plan, basis: Basis) -> Checkpoint:
        if not opened:
            opened.append(candidates(plan, basis))
        return opened[0]

    return once


def _checkpoint(
    place: RunFolder, inputs: dict[str, str], options: RunOptions, listener: Listener, plan: Plan, basis: Basis
) -> Checkpoint:
    """The checkpoint of an interrupted run, if requested and still valid; else a new one."""
    key = manifest.key(f"{without_place(plan).model_dump_json()}\n{basis.kinds}", inputs)
    checkpoint = Checkpoint(place.work, key)
    left = any(place.work.glob(f"{CANDIDATES}/*.npz"))
    finished = len(checkpoint.candidates())
    if options.resume and checkpoint.matches():
        told = say_counted(
            "resuming with the {count:,} candidate of the interrupted run",
            "resuming with the {count:,} candidates of the interrupted run",
            finished,
        )
        if finished:
            listener.note(told)
    else:
        if options.resume and left:
            listener.note(say("the plan, the data or a version has changed since the interrupted run: starting over"))
        place.forget()
    checkpoint.begin()
    return checkpoint


def _facts(
    plan: Plan,
    prepared: PreparedRun,
    searched: SearchResult,
    concluded: Concluded,
    inputs: dict[str, str],
    clock: Clock,
) -> dict[str, Any]:
    """What run.json says beside the versions and the outputs."""
    seconds = {s.candidate.key: round(s.candidate.seconds, 4) for s in searched.scored}
    timings = {"stages": clock.seconds(), "candidates": seconds}
    known = facts(prepared, searched, concluded)
    asked = asked_facts(plan, prepared)
    known |= {"databases": asked} if asked else {}
    return {"inputs": inputs, "seed": plan.seed, "threads": processors(), "timings": timings, **known}
