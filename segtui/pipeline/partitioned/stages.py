"""The stages of a plan: in memory, or over parts on the disk with threads or the workers of a scheduler."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries
from segtui.libraries.parts.dask_workers import DISTRIBUTED, DaskWorkers
from segtui.libraries.parts.workers import Threads, Workers
from segtui.pipeline.partitioned.whether import needs_parts, part_bytes, spill_folder
from segtui.pipeline.partitioned.workflow import PartsWorkflow, with_sample
from segtui.pipeline.progress import Listener
from segtui.pipeline.workflow import Workflow
from segtui.plan.execution import LOCAL, Execution
from segtui.plan.model import Plan
from segtui.publishing.private import private_folder


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
    shutil.rmtree(place, ignore_errors=True)  # of a run that was killed
    private_folder(place)
    try:
        with ExitStack() as stack:
            workers = _workers(plan, folder, place, stack, listener)
            yield with_sample(plan), PartsWorkflow(workers, place, workflow.reader)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def without_place(plan: Plan) -> Plan:
    """The plan without what changes nothing in its results: who works on parts, and where these are."""
    if plan.engine is None or not plan.engine.in_parts:
        return plan.model_copy(update={"engine": None})
    return plan.model_copy(update={"engine": Execution(parts=True, rows=plan.engine.rows)})


def _workers(plan: Plan, folder: Path, place: Path, stack: ExitStack, listener: Listener) -> Workers:
    asked = plan.engine or Execution()
    if asked.workers == LOCAL:
        return Threads()
    if lacking := missing_libraries([DISTRIBUTED]):
        what, fix = lacking
        raise PlanError([Fault("engine.workers", f"the workers of a scheduler {what}", fix)])
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
