"""The stages of a plan: in memory, or over parts on the disk with threads or the workers of a scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from segtui.errors import Fault, PlanError, UsageError, no_room, system_number, system_words
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries
from segtui.libraries.parts.dask_workers import DISTRIBUTED, DaskWorkers
from segtui.libraries.parts.workers import Threads, Workers
from segtui.pipeline.partitioned.extent import extent_of
from segtui.pipeline.partitioned.outlook import (
    PartsOutlook,
    beside_of,
    customers_of,
    outlook_of_parts,
    refuse_full_disk,
)
from segtui.pipeline.partitioned.whether import (
    COPIES,
    COPIES_BESIDE,
    SPILLS,
    needs_parts,
    part_bytes,
    spill_folder,
    tables_of,
)
from segtui.pipeline.partitioned.workflow import SEARCHED, PartsWorkflow, with_sample
from segtui.pipeline.progress import Listener
from segtui.pipeline.workflow import Workflow
from segtui.plan.execution import LOCAL, Execution
from segtui.plan.model import Plan
from segtui.publishing.scratch import HeldFolder, sweep_dead


@contextmanager
def stages_of(
    plan: Plan, folder: Path, work: Path, workflow: Workflow, listener: Listener, memory: int | None
) -> Iterator[tuple[Plan, Workflow]]:
    """The plan as it is run, and its stages, while the block lasts; `work` is the hidden folder of the run.

    Raises UnreachableError where the plan's scheduler can't be reached, PlanError where its library is missing.
    """
    if not needs_parts(plan, folder, memory):
        yield plan, workflow
        return
    place = spill_folder(plan, folder, work)
    with _refusals(place):
        sweep_dead(place.parent, SPILLS)
        if ahead := ahead_of(plan, folder):
            refuse_full_disk(ahead, place)
            listener.note(ahead.sentence())
        held = HeldFolder.at(place)
        try:
            with ExitStack() as stack:
                workers = _workers(plan, folder, place, stack, listener)
                yield with_sample(plan), PartsWorkflow(workers, place, workflow.reader)
        finally:
            held.remove()


@contextmanager
def _refusals(place: Path) -> Iterator[None]:
    """A system error for the folder of the parts as an error that says what to do."""
    try:
        yield
    except OSError as error:
        file = Path(error.filename) if isinstance(error.filename, str) else None
        if file is None or not (file.is_relative_to(place) or place.is_relative_to(file)):
            raise
        fix = say("free some space there, or name a folder of another disk in engine.spill; then go on with --resume")
        if full := no_room(system_number(error), place, where=str(place), fix=fix):
            raise full from error
        what = say("parts can't be kept here: {why}", why=system_words(error))
        raise UsageError(what, where=str(place), fix=say("name another folder in engine.spill")) from error


def ahead_of(plan: Plan, folder: Path) -> PartsOutlook | None:
    """What a plan takes over parts; None where nobody says how large its tables are."""
    tables = tables_of(plan, folder)
    customers = extent_of(plan.source, folder) if plan.source else customers_of(tables)
    if customers is None:
        return None
    beside = replace(beside_of(tables), memory=COPIES_BESIDE * sum(one.bytes for one in tables))
    return outlook_of_parts(with_sample(plan), customers, COPIES, plan.sample() or SEARCHED) + beside


def without_place(plan: Plan) -> Plan:
    """The plan without what changes nothing in its results: who works on parts, where these are, and who is told."""
    plan = plan.model_copy(update={"observe": None})
    if plan.engine is None or not plan.engine.in_parts:
        return plan.model_copy(update={"engine": None})
    return plan.model_copy(update={"engine": Execution(parts=True, rows=plan.engine.rows)})


def _workers(plan: Plan, folder: Path, place: Path, stack: ExitStack, listener: Listener) -> Workers:
    asked = plan.engine or Execution()
    if asked.workers == LOCAL:
        return Threads()
    if lacking := missing_libraries([DISTRIBUTED]):
        what, fix = lacking
        raise PlanError([Fault("engine.workers", say("the workers of a scheduler {what}", what=what), fix)])
    listener.stage(say("connecting to {address}", address=asked.workers))
    workers = stack.enter_context(DaskWorkers(asked.workers, place / "tasks"))
    workers.refuse_large_parts(part_bytes(plan, folder, asked.rows), asked.rows)
    if crowded := workers.crowded:
        told = say(
            "{count:,} workers use more threads than they are to have: start them with OMP_NUM_THREADS=1 and "
            "POLARS_MAX_THREADS=1.",
            count=len(crowded),
        )
        listener.note(told)
    return workers
