"""Answers what the segments of a candidate are: rows, figures, cards, and chart data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.linkage.top_of_tree import tree
from segtui.engine.handlers.error_replies import nothing_chosen
from segtui.engine.handlers.kept_segments import describe_kept, segment_rows
from segtui.engine.handlers.leaderboard_rows import leaderboard_rows, preliminary_row, scores_for_now
from segtui.engine.handlers.search_grids import structure_facts
from segtui.engine.handlers.segment_facts import alternative_facts, card_facts, cohort_facts, outcome_facts, value_facts
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Describe, Described, Failed
from segtui.engine.transport.messages.payloads import AlternativeFacts, LeaderboardRow, TreeFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.pipeline.predicting.prediction_keys import predicted_in
from segtui.pipeline.report.choice.alternatives import Beside
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.pipeline.workflow import Basis, label_digest
from segtui.plan.model import Plan
from segtui.plan.telling import told_as
from segtui.segments.choosing.choose import Selection, choose_candidate
from segtui.segments.choosing.leaderboard import Ranked
from segtui.validity.silhouette import sampled


@dataclass(frozen=True)
class _Target:
    """A candidate, its row of the leaderboard, and all candidates that were found with it."""

    candidate: Candidate
    row: LeaderboardRow
    found: list[Candidate]
    ranked: Ranked | None = None
    choice: Selection | None = None

    def alternatives(self, labels: Labels, kept: Beside) -> tuple[AlternativeFacts | None, AlternativeFacts | None]:
        """The next coarser and the next finer candidate; None before a search ends. `labels` (n) are its segments'.

        `kept` are those that a run knows, for where the search has only their indices.
        """
        if self.choice is None or self.ranked is None:
            return None, None
        return alternative_facts(self.choice, self.ranked, labels, kept)


def describe(question: Describe, cache: SessionCache, reporter: ProgressReporter) -> Described | Failed:
    """The segments of the candidate with this key, else of the chosen one, as a run would write them.

    A candidate found by an interrupted search does not need the search to finish.
    """
    plan = cache.plan(question)
    if (kept := cache.kept(plan)) is not None:
        return describe_kept(question, plan, kept, cache, reporter)
    basis = cache.predicted(plan, cache.prepared(plan, Path(question.folder), reporter))
    target = _found_so_far(question, plan, basis, cache)
    if target is None:
        choice = choose_candidate(cache.searched(plan, basis, reporter).scored, plan.select)
        target = _in_choice(question, choice)
        if target is None:
            return nothing_chosen(question.ticket, choice.closest)
    if not target.row["clusters"]:
        raise UsageError(say("it has no clusters to describe: all rows are noise"), where=target.candidate.key)
    reporter.stage(say("describing the segments"))
    candidate = cache.filled(plan, basis, target.candidate)
    made = cache.segmented(plan, basis, candidate, Path(question.folder))
    values = basis.prepared.matrix.values
    source = [basis.made_from, label_digest(candidate), predicted_in(plan, basis.prepared)]
    names = {str(number): name for number, name in made.names.items()}
    beside = [candidate, *(c for c in target.found if c.labels.size)]
    with told_as(plan, basis.prepared.derived):
        cards, value = [card_facts(card) for card in made.cards], value_facts(made)
    top = tree(values, candidate, made.labels, beside)
    columns = [column for column in basis.prepared.frame.get_columns() if column.name != basis.prepared.id]
    coarser, finer = target.alternatives(made.labels, cache.beside(plan, basis, candidate.key))
    return Described(
        question.ticket,
        key=candidate.key,
        rows=cache.frames.place("rows", source, lambda: _rows(basis, made, reporter)),
        comparison=cache.frames.place("comparison", [source, names], lambda: made.comparison),
        cards=cards,
        names=names,
        kinds=dict(made.kinds),
        scores=target.row,
        explained=basis.components[1],
        tree=cast("TreeFacts | None", top),
        silhouettes=sampled(values.shape[0]),
        structure=structure_facts(plan, basis.prepared.matrix, target.ranked.scored) if target.ranked else None,
        outcomes=outcome_facts(made),
        value=value,
        cohorts=cohort_facts(made),
        coarser=coarser,
        finer=finer,
        mapping={str(cluster): segment for cluster, segment in made.mapping.items()},
        columns=[column.name for column in columns],
        numbers=[column.name for column in columns if column.dtype.is_numeric()],
    )


def candidate_of(key: str, plan: Plan, basis: Basis, cache: SessionCache, reporter: ProgressReporter) -> Candidate:
    """The candidate with this key, of a search that finished or was interrupted; raises UsageError without one."""
    found = cache.unfinished(plan, basis) or [s.candidate for s in cache.searched(plan, basis, reporter).scored]
    candidate = next((one for one in found if one.key == key), None)
    if candidate is None:
        raise _unknown(key)
    return candidate


def _unknown(key: str) -> UsageError:
    return UsageError(say("there is no such candidate in the search of this plan"), where=key)


def _found_so_far(question: Describe, plan: Plan, basis: Basis, cache: SessionCache) -> _Target | None:
    """The candidate, if it was found by an interrupted search."""
    if question.key is None:
        return None
    found = cache.unfinished(plan, basis)
    candidate = next((one for one in found if one.key == question.key), None)
    if candidate is None:
        return None
    (scores,) = scores_for_now(basis.prepared.matrix.values, [candidate], plan.seed)
    return _Target(candidate, preliminary_row(candidate, scores), found)


def _in_choice(question: Describe, choice: Selection) -> _Target | None:
    """The candidate among all that there are; None where none is chosen."""
    key = question.key
    if key is None:
        if choice.chosen is None:
            return None
        key = choice.chosen.scored.candidate.key
    found = [ranked.scored.candidate for ranked in choice.ranked]
    for ranked, row in zip(choice.ranked, leaderboard_rows(choice), strict=True):
        if ranked.scored.candidate.key == key:
            return _Target(ranked.scored.candidate, row, found, ranked, choice)
    raise _unknown(key)


def _rows(basis: Basis, made: Segmented, reporter: ProgressReporter) -> pl.DataFrame:
    confidence = made.table.get_column("confidence")
    return segment_rows(basis.prepared.matrix, made.labels, confidence, basis.components[0], reporter)
