"""Answers how the segments of a candidate go with the values of a column."""

from __future__ import annotations

import math
from pathlib import Path

from segtui.engine.handlers.describe_segments import candidate_of
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Crosstabbed, Crosstabulate
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.segments.describing.crosstab import crosstab


def crosstabulate(question: Crosstabulate, cache: SessionCache, reporter: ProgressReporter) -> Crosstabbed:
    """Counts, shares, index, and the test of independence; raises UsageError where there is no such column."""
    plan, folder = cache.plan(question.plan), Path(question.folder)
    basis = cache.prepared(plan, folder, reporter)
    prepared = basis.prepared
    if question.column not in prepared.frame.columns:
        raise UsageError("there is no such column", where=question.column)
    made = cache.segmented(plan, basis, candidate_of(question.key, plan, basis, cache, reporter), folder)
    found = crosstab(prepared.frame.get_column(question.column)[prepared.matrix.kept], made.labels)
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
