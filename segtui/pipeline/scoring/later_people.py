"""Rows that came after a run, as what its predictions can learn from again, or be judged by."""

from __future__ import annotations

import polars as pl

from segtui.features.table_maker import TableMaker
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.predicting.learned_rows import LearningRows
from segtui.pipeline.preparing.outcomes import plan_outcomes
from segtui.pipeline.scoring.fitted_model import Learned
from segtui.pipeline.scoring.row_source import CountedRows
from segtui.pipeline.scoring.scaled_batches import scaled_batches

MOST = 50_000
"""Customers that a run over parts learns from again."""


def later_people(run: RunFiles, learned: Learned, later: CountedRows, drawn: DrawnCustomers) -> LearningRows:
    """The cleaned rows of drawn customers with their features; makers go by what the run learned.

    `later` must keep its tables. Raises DataError where the rows do not go with the run.
    """
    frames, own, id = list[pl.DataFrame](), dict[str, None](), learned.id
    for batch in scaled_batches(run, learned, later):
        id = batch.cleaned.id
        own |= dict.fromkeys(batch.cleaned.frame.columns)
        frames.append(drawn.rows(batch.frame, id))
    frame = pl.concat(frames, how="vertical_relaxed")
    judged = plan_outcomes(run.plan, frame, id).names if frame.height else frozenset()
    makers = [maker.unpinned() if isinstance(maker, TableMaker) else maker for maker in run.plan.makers()]
    ids = {number: maker.id for number, maker in run.plan.table_makers()}
    return LearningRows(
        frame,
        id,
        tuple(makers),
        {number - 1: drawn.table(table, ids[number]) for number, table in later.tables.items()},
        dict(enumerate(learned.derived)),
        tuple(name for name in own if name != id and name not in judged) if run.plan.source else None,
    )
