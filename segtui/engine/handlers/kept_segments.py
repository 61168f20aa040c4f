"""The segments of a finished run whose data can't be used, from the run's own files."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Labels
from segtui.clustering.assigner import Floats
from segtui.clustering.linkage.top_of_tree import tree
from segtui.engine.handlers.error_replies import nothing_chosen
from segtui.engine.handlers.leaderboard_rows import leaderboard_rows
from segtui.engine.handlers.search_grids import structure_facts
from segtui.engine.handlers.segment_facts import alternative_fact, card_facts, cohort_facts, outcome_facts, value_facts
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Describe, Described, Failed
from segtui.engine.transport.messages.payloads import TreeFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.features.scaled_matrix.components import principal_components
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.finished_runs.kept_run import KeptRun
from segtui.plan.model import Plan
from segtui.plan.telling import told_as
from segtui.segments.choosing.choose import choose_candidate
from segtui.validity.silhouette import sampled, sampled_silhouettes


def describe_kept(
    question: Describe, plan: Plan, kept: KeptRun, cache: SessionCache, reporter: ProgressReporter
) -> Described | Failed:
    """The segments of the run; raises UsageError for another candidate, whose rows the run does not keep."""
    choice = choose_candidate(kept.searched.scored, plan.select)
    made, known = kept.segments, [r.scored for r in choice.ranked]
    own = next((at for at, scored in enumerate(known) if scored.candidate.labels.size), None)
    if made is None or own is None:
        return nothing_chosen(question.ticket, choice.closest)
    scored = known[own]
    if question.key not in (None, scored.candidate.key):
        what = say("a run keeps the segments of its chosen candidate only")
        raise UsageError(what, where=question.key, fix=say("search again with the data of the run"))
    coarser, finer = made.beside
    reporter.stage(say("describing the segments"))
    names = made.names | {number: name for number, name in (plan.segments.names or {}).items() if number in made.names}
    points, explained = principal_components(made.matrix.values)
    source = [scored.candidate.key, kept.why, str(made.labels.size)]
    shown = {str(number): name for number, name in names.items()}
    with told_as(plan):
        cards = [card_facts(replace(card, name=names[card.segment])) for card in made.cards]
        value = value_facts(made.whole) if made.whole else None
    top = tree(made.matrix.values, scored.candidate, made.labels, [scored.candidate])
    frame = made.frame
    columns = frame.get_columns()[1:] if frame is not None else []
    columns = [column for column in columns if column.name != "confidence"]
    return Described(
        question.ticket,
        key=scored.candidate.key,
        rows=cache.frames.place(
            "rows", source, lambda: segment_rows(made.matrix, made.labels, made.confidence, points, reporter)
        ),
        comparison=cache.frames.place("comparison", [source, shown], lambda: made.comparison),
        cards=cards,
        names=shown,
        kinds=dict(made.kinds),
        scores=leaderboard_rows(choice)[own],
        explained=explained,
        tree=cast("TreeFacts | None", top),
        silhouettes=sampled(len(made.labels)),
        structure=structure_facts(plan, made.matrix, scored),
        outcomes=outcome_facts(made.whole) if made.whole else [],
        value=value,
        cohorts=cohort_facts(made.whole) if made.whole else [],
        coarser=alternative_fact(coarser),
        finer=alternative_fact(finer),
        mapping={str(c): s for c, s in (made.whole.mapping if made.whole else {}).items()},
        columns=[column.name for column in columns],
        numbers=[column.name for column in columns if column.dtype.is_numeric()],
        caution=kept.why,
        frame=cache.frames.place("kept", source, lambda: frame) if frame is not None else None,
    )


def segment_rows(
    matrix: Matrix, labels: Labels, confidence: pl.Series, points: Floats, reporter: ProgressReporter
) -> pl.DataFrame:
    """One row per row of the matrix; `points` are the first two components (n, 2)."""
    silhouettes = sampled_silhouettes(matrix.values, labels, lambda share: reporter.advance(share, 1.0))
    columns = {
        "row": matrix.kept,
        "segment": labels,
        "confidence": confidence,
        "silhouette": pl.Series(silhouettes, nan_to_null=True),
        "x": np.ascontiguousarray(points[:, 0]),
        "y": np.ascontiguousarray(points[:, 1]),
    }
    return pl.DataFrame(columns).insert_column(0, matrix.ids.alias("id"))
