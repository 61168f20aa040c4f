"""Answers how the segments of a candidate go with the values of a column."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from segtui.engine.handlers.describe_segments import candidate_of
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Crosstabbed, Crosstabulate
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.plan.model import Plan
from segtui.segments.describing.crosstab import Crosstab, crosstab


def crosstabulate(question: Crosstabulate, cache: SessionCache, reporter: ProgressReporter) -> Crosstabbed:
    """Counts, shares, index, and the test of independence; raises UsageError where there is no such column."""
    plan = cache.plan(question)
    kept = cache.kept(plan)
    if kept is not None and kept.segments is not None and kept.segments.frame is not None:
        found = crosstab(_column(kept.segments.frame, question.column), kept.segments.labels)
    else:
        found = _of_the_data(question, plan, cache, reporter)
    return Crosstabbed(
        question.ticket,
        key=question.key,
        column=question.column,
        segments=list(found.segments),
        values=list(found.values),
        counts=found.counts.tolist(),
        shares=found.shares.tolist(),
        index=[[None if math.isnan(cell) else cell for cell in row] for row in found.index.tolist()],
        chi_squared=found.chi_squared,
        freedom=found.freedom,
        p_value=found.p_value,
        cramers_v=found.cramers_v,
    )


def _of_the_data(question: Crosstabulate, plan: Plan, cache: SessionCache, reporter: ProgressReporter) -> Crosstab:
    folder = Path(question.folder)
    basis = cache.predicted(plan, cache.prepared(plan, folder, reporter))
    values = _column(basis.prepared.frame, question.column)
    made = cache.segmented(plan, basis, candidate_of(question.key, plan, basis, cache, reporter), folder)
    return crosstab(values[basis.prepared.matrix.kept], made.labels)


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        raise UsageError(say("there is no such column"), where=name)
    return frame.get_column(name)
