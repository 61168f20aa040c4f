"""Resolves ties: samples more rows for the top candidates, and names those tied with the winner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.progress import Listener
from segtui.pipeline.searching.search import SearchResult
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, choose_candidate
from segtui.segments.choosing.conditions import Select
from segtui.validity.adaptive_sampling import contenders, refine_leaders


def resolve_ties(searched: SearchResult, plan: Plan, matrix: Matrix, listener: Listener) -> SearchResult:
    """The same with narrower silhouettes where sampled ones leave open which accepted candidate leads.

    Unchanged if the silhouette does not decide, or if it is exact.
    """
    accepted = _accepted(choose_candidate(searched.scored, plan.select).ranked)
    if not _open(accepted, plan.select):
        return searched
    listener.stage(say("resolving ties between the top candidates"))
    narrowed = refine_leaders(
        matrix.values,
        [r.scored.candidate.labels for r in accepted],
        [r.scored.scores for r in accepted],
        seed=plan.seed,
        tick=lambda share: listener.advance(share, 1.0),
    )
    known = {r.scored.candidate.key: scores for r, scores in zip(accepted, narrowed, strict=True)}
    scored = (replace(s, scores=known.get(s.duplicate_of or s.candidate.key, s.scores)) for s in searched.scored)
    return replace(searched, scored=tuple(scored))


def tied_with_winner(choice: Selection, select: Select) -> list[Ranked]:
    """The candidates tied with the chosen one: the 95 % intervals of their sampled silhouettes overlap."""
    accepted = _accepted(choice.ranked)
    if choice.chosen is None or not _open(accepted, select):
        return []
    return [accepted[at] for at in contenders([r.scored.scores for r in accepted]) if accepted[at] is not choice.chosen]


def _accepted(ranked: Sequence[Ranked]) -> list[Ranked]:
    return [r for r in ranked if not r.rejected and r.scored.duplicate_of is None]


def _open(accepted: Sequence[Ranked], select: Select) -> bool:
    """Whether sampled silhouettes decide."""
    by_silhouette = select.by == "silhouette" and select.candidate is None
    return by_silhouette and any(r.scored.scores.silhouette_error for r in accepted)
