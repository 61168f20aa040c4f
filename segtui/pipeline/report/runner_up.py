"""The report's sentences about the runner-up: how far behind it is, and its segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.pipeline.build_segments import Concluded
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import brief_percent, figure, listed
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, relabel, spoken
from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.name_segments import name_segments

NEARLY = 0.03
"""Scores that differ by less than this share of the best are called close."""

_MOST = 5

_SCORES = {"rank": "mean rank", "dbcv": "DBCV", "consensus": "consensus"}


NamedShares = tuple[tuple[str, float], ...]
"""Segments by their names and shares of the rows (0 to 1)."""


def runner_up(plan: Plan, concluded: Concluded, segments: NamedShares) -> str:
    """The next best candidate of another labeling, its segments by name and size, and how many more come close."""
    choice = concluded.choice
    others = _others(choice)
    if not others:
        return "No other candidate met the conditions."
    first, second = choice.ranked[0], others[0]
    against = f"{_SCORES.get(plan.select.by, 'score')} {figure(second.score)} against {figure(first.score)}"
    named = "; ".join(f"{name} {brief_percent(share)}" for name, share in segments)
    text = f"The runner-up is {spoken(second.scored.candidate)} ({against}), which gives: {named}."
    text += _unproven(concluded.equal)
    close = [r for r in others if _close(first, r)]
    if close:
        come = "candidate comes" if len(close) == 1 else "candidates come"
        text += f" {len(close)} {come} within {brief_percent(NEARLY)} of the chosen one's score, close enough to choose"
        text += " by usefulness."
    return text


def _others(choice: Selection) -> list[Ranked]:
    return [r for r in choice.ranked[1:] if not r.rejected and r.scored.duplicate_of is None]


def runner_up_segments(prepared: PreparedRun, concluded: Concluded) -> NamedShares:
    """The runner-up's segments as they would have been named, the largest first; none without a runner-up."""
    others = _others(concluded.choice)
    if not others:
        return ()
    labels, _ = relabel(others[0].scored.candidate.labels)
    rows = prepared.frame[prepared.matrix.kept]
    used = {c.source for c in prepared.matrix.used}
    names = name_segments(effect_sizes(rows, labels, id=prepared.id, used=used)).names
    return tuple((names[s], np.count_nonzero(labels == s) / len(labels)) for s in sorted(names) if s >= 0)


def _unproven(equal: Sequence[Ranked]) -> str:
    """The candidates that the sample of rows can't distinguish from the chosen one."""
    if not equal:
        return ""
    named = listed([spoken(r.scored.candidate) for r in equal[:_MOST]])
    more = f" and {len(equal) - _MOST:,} more" if len(equal) > _MOST else ""
    return (
        " There is no clear winner: silhouettes are estimated from a sample of rows, and the 95 % intervals of "
        f"{named}{more} overlap"
        " with that of the chosen one. Treat them as equally good."
    )


def _close(first: Ranked, other: Ranked) -> bool:
    if first.score is None or other.score is None:
        return False
    return abs(first.score - other.score) <= NEARLY * abs(first.score)
