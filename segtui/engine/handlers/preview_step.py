"""Answers which cells and rows a cleaning step touches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from segtui.cleaning.clean import Cleaning, clean
from segtui.cleaning.diff import touched
from segtui.cleaning.step import Step
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Preview, Previewed
from segtui.engine.transport.progress_reporter import ProgressReporter
from segtui.errors import DataError, PlanError, UsageError
from segtui.features.features import Features
from segtui.pipeline.prepare import start
from segtui.pipeline.workflow import made_from
from segtui.plan.model import Output


def preview(question: Preview, cache: SessionCache, reporter: ProgressReporter) -> Previewed:
    """What one step of the plan would change; the steps after it, and what follows cleaning, don't matter here."""
    plan, folder = cache.plan(question.plan), Path(question.folder)
    if not 1 <= question.step <= len(plan.clean):
        raise UsageError(f"there is no step {question.step}", where="clean")
    plan = plan.model_copy(update={"clean": plan.clean[: question.step], "features": Features(), "output": Output()})
    begun = start(plan, folder, reporter.without_notes(), reader=cache.files)
    reporter.stage("cleaning")
    before = clean(begun.frame, plan.clean[:-1], id=begun.id)
    step = plan.clean[-1].model_copy(update={"off": False})
    after = _one(step, question.step, before.frame, before.id)
    log = after.log.row(0, named=True)
    columns: list[str] = log["columns"]

    def cells() -> pl.DataFrame:
        return touched(step, before.frame, after.frame, columns, before.id)

    return Previewed(
        question.ticket,
        frame=cache.frames.place("previewed", made_from(plan, folder), cells),
        rows_before=before.frame.height,
        rows_after=after.frame.height,
        cells_changed=log["cells_changed"],
        dropped=before.frame.height - after.frame.height,
        columns=columns,
        notes=log["notes"],
    )


def _one(step: Step, number: int, frame: pl.DataFrame, id: str) -> Cleaning:
    """One step run by itself, with its faults at its own place in the plan."""
    alone, place = "clean[1]", f"clean[{number}]"
    try:
        return clean(frame, [step], id=id)
    except PlanError as error:
        raise PlanError([replace(f, key=f.key.replace(alone, place, 1)) for f in error.faults]) from None
    except DataError as error:
        raise DataError(error.what, where=error.where.replace(alone, place, 1), fix=error.fix) from None
