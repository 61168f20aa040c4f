"""Answers what a cleaning step touches, and what the cleaned table and its features look like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.clean import Cleaning, clean
from segtui.cleaning.diff import touched_cells
from segtui.cleaning.step import Step, Way
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Prepare, Prepared, Preview, Previewed
from segtui.engine.transport.messages.payloads import DerivedFacts, MatrixColumn, StepLog, TableProfile, WayFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import DataError, PlanError, UsageError
from segtui.features.features import Features
from segtui.features.maker import Derived
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.preparing.prepare import start
from segtui.pipeline.workflow import made_from
from segtui.plan.model import Output, Plan

_BINS = 20


def prepare(question: Prepare, cache: SessionCache, reporter: ProgressReporter) -> Prepared:
    """The plan run up to the matrix."""
    plan, folder = cache.plan(question), Path(question.folder)
    basis, drawn = cache.prepared(plan, folder, reporter), cache.look_at(plan, folder, reporter)
    made = basis.prepared
    reporter.stage(say("profiling the cleaned table"))
    cleaned = basis.profile
    return Prepared(
        question.ticket,
        frame=cache.frames.place("prepared", basis.made_from, lambda: made.frame),
        rows=made.frame.height,
        id=made.id,
        cleaning=cast("list[StepLog]", made.cleaning.to_dicts()),
        features=features(made.matrix),
        correlations=correlations(made.matrix.used_values),
        clustered=made.matrix.values.shape[0],
        left_out=made.matrix.left_out,
        profile=cast("TableProfile", cleaned.to_dict()),
        notes=list(made.notes),
        alerts=[{"text": alert.sentence(), "feature": alert.column} for alert in made.matrix.alerts],
        derived=[derived(d) for d in made.derived],
        drawn=drawn.table.frame.height if drawn else None,
        of=drawn.of if drawn else None,
        before=cast("TableProfile", drawn.profile.to_dict()) if drawn else None,
        before_frame=cache.frames.place("drawn", drawn.name, lambda: drawn.table.frame) if drawn else None,
    )


def derived(made: Derived) -> DerivedFacts:
    """What is said of features made from another table."""
    edges = {name: list(bounds) for name, bounds in made.edges.items()}
    return {
        "rows": made.frame.height,
        "columns": [name for name in made.frame.columns if name != made.id],
        "notes": [{"text": note.text, "feature": note.feature} for note in made.remarks],
        "edges": edges,
    }


def features(matrix: Matrix) -> list[MatrixColumn]:
    """How each used column was made, and its histogram as it is clustered: 20 bins from least to most."""
    found = []
    for scaling, values in zip(matrix.used, matrix.used_values.T, strict=True):
        counts, edges = np.histogram(values, bins=_BINS)
        column = {**vars(scaling), "counts": counts.tolist(), "edges": edges.tolist()}
        found.append(cast("MatrixColumn", column))
    return found


def correlations(values: NDArray[np.float64]) -> list[list[float]]:
    """Pearson's correlations of the columns of (n, d), by rows of d; 0 with a column that does not vary."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.nan_to_num(np.atleast_2d(np.corrcoef(values, rowvar=False)))
    np.fill_diagonal(found, 1.0)
    rows: list[list[float]] = found.clip(-1.0, 1.0).tolist()
    return rows


def preview(question: Preview, cache: SessionCache, reporter: ProgressReporter) -> Previewed:
    """What one step of the plan would change; the steps after it, and what follows cleaning, don't matter here."""
    plan, folder = up_to_step(cache.plan(question), question.step), Path(question.folder)
    before = before_last_step(plan, folder, cache, reporter)
    step = plan.steps()[-1].model_copy(update={"off": False})
    after = _one(step, question.step, before.frame, before.id)
    log = after.log.row(0, named=True)
    columns: list[str] = log["columns"]

    def cells() -> pl.DataFrame:
        return touched_cells(step, before.frame, after.frame, columns, before.id)

    return Previewed(
        question.ticket,
        frame=cache.frames.place("previewed", made_from(plan, folder) + cache.tables.view(plan.source), cells),
        rows_before=before.frame.height,
        rows_after=after.frame.height,
        cells_changed=log["cells_changed"],
        dropped=before.frame.height - after.frame.height,
        columns=columns,
        notes=log["notes"],
        ways=[_way(way, step) for way in step.ways(before.frame, id=before.id)],
    )


def up_to_step(plan: Plan, step: int) -> Plan:
    """The plan without the steps after one (from 1), and without what follows cleaning."""
    if not 1 <= step <= len(plan.clean):
        raise UsageError(say("there is no step {step}", step=step), where="clean")
    first = () if plan.source else plan.derive[:1]
    unchanged = {"derive": first, "features": Features(), "output": Output()}
    return plan.model_copy(update={"clean": plan.clean[:step], **unchanged})


def before_last_step(plan: Plan, folder: Path, cache: SessionCache, reporter: ProgressReporter) -> Cleaning:
    """The table as it comes to the last step of the plan."""
    cache.look_at(plan, folder, reporter)
    begun = start(plan, folder, reporter.without_notes(), reader=cache.tables)
    reporter.stage(say("cleaning"))
    return clean(begun.frame, plan.steps()[:-1], id=begun.id)


def _way(way: Way, step: Step) -> WayFacts:
    taken = all(getattr(step, name) == value for name, value in way.settings.items())
    return {"settings": dict(way.settings), "values": way.values, "cells": way.cells, "taken": taken}


def _one(step: Step, number: int, frame: pl.DataFrame, id: str) -> Cleaning:
    """One step run by itself, with its faults at its own place in the plan."""
    alone, place = "clean[1]", f"clean[{number}]"
    try:
        return clean(frame, [step], id=id)
    except PlanError as error:
        raise PlanError([replace(f, key=f.key.replace(alone, place, 1)) for f in error.faults]) from None
    except DataError as error:
        raise DataError(error.what, where=error.where.replace(alone, place, 1), fix=error.fix) from None
