"""The report's sentence on the candidates that were rejected."""

from __future__ import annotations

from collections import Counter

from segtui.segments.choosing.choose import Selection
from segtui.segments.choosing.conditions import Failure

_KINDS = {
    "too_few_clusters": "too few segments",
    "too_many_clusters": "too many segments",
    "too_small": "a segment too small",
    "too_much_noise": "too much noise",
}


def rejected_part(choice: Selection) -> list[str]:
    """How many candidates were rejected, and how many for each reason, the most frequent first."""
    reasons = Counter(_kind(failure) for r in choice.ranked for failure in r.rejected)
    if not reasons:
        return []
    rejected = [r for r in choice.ranked if r.rejected]
    counted = f"{len(rejected):,} of {len(choice.ranked):,} candidates were rejected"
    several = ", some for several reasons" if sum(reasons.values()) > len(rejected) else ""
    listed = ", ".join(f"{reason} ({n:,})" for reason, n in sorted(reasons.items(), key=lambda x: (-x[1], x[0])))
    return [f"{counted}{several}: {listed}. See leaderboard.csv for the reasons.", ""]


def _kind(failure: Failure) -> str:
    """The kind of a failure, without its figures."""
    return _KINDS.get(failure.code, failure.reason)
