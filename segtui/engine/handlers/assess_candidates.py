"""Answers how far the chosen candidate and the next best are found again on resamples."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.handlers.search_grids import curve_facts
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Assess, Assessed, AssessFirst
from segtui.engine.transport.messages.payloads import SegmentStabilityFacts, StabilityFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.pipeline.progress import Listener, Silent
from segtui.segments.choosing.choose import choose_candidate
from segtui.validity.stability.bootstrap import SegmentStability, Stability


def assess(question: Assess, cache: SessionCache, reporter: ProgressReporter) -> Assessed:
    """The stability of the leading candidates; nothing is repeated while neither plan nor files change."""
    return _assessed(question, cache, reporter, None)


def assess_first(question: AssessFirst, cache: SessionCache, _: ProgressReporter) -> Assessed:
    """The same for the first of them, without a word of progress: nobody waits for it."""
    return _assessed(question, cache, Silent(), question.first)


def _assessed(question: Assess | AssessFirst, cache: SessionCache, listener: Listener, first: int | None) -> Assessed:
    plan, found = cache.plan(question), None
    if (kept := cache.kept(plan)) is not None:
        choice = choose_candidate(kept.searched.scored, plan.select)
    else:
        basis = cache.predicted(plan, cache.prepared(plan, Path(question.folder), listener))
        choice, found = cache.assessed(plan, basis, listener, first)
    scored = [ranked.scored for ranked in choice.ranked]
    known = found is not None and not found.left
    return Assessed(
        question.ticket,
        plan.stability.resamples,
        {one.candidate.key: _facts(one.stability) for one in scored if one.stability is not None},
        {one.candidate.key: one.cophenetic for one in scored if one.cophenetic is not None},
        curve_facts(found.how_many(choice, plan.select.clusters[1])) if found is not None and known else [],
        len(found.stability) if found is not None else 0,
        found.left if found is not None else 0,
    )


def _facts(found: Stability) -> StabilityFacts:
    low, high = found.rand_interval
    weakest = found.weakest
    return {
        "rand": found.rand,
        "low": low,
        "high": high,
        "resamples": found.resamples,
        "rows": found.rows,
        "drawn": found.drawn,
        "weakest": weakest.badge if weakest else None,
        "clusters": [_segment(one) for one in found.segments],
    }


def _segment(one: SegmentStability) -> SegmentStabilityFacts:
    low, high = one.interval or (None, None)
    return {
        "cluster": one.label,
        "jaccard": one.jaccard,
        "low": low,
        "high": high,
        "badge": one.badge,
        "found": one.found,
        "lost": one.lost,
    }
