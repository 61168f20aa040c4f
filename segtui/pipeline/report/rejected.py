"""The report's sentence on the candidates that were rejected."""

from __future__ import annotations

from collections import Counter

from segtui.segments.choosing.choose import Choice


def rejected_part(choice: Choice) -> list[str]:
    """How many candidates were rejected, and how many for each reason, the most frequent first."""
    reasons = Counter(_kind(reason) for r in choice.ranked for reason in dict.fromkeys(r.rejected))
    if not reasons:
        return []
    rejected = [r for r in choice.ranked if r.rejected]
    counted = f"{len(rejected):,} of {len(choice.ranked):,} candidates were rejected"
    several = ", some for several reasons" if sum(reasons.values()) > len(rejected) else ""
    listed = ", ".join(f"{reason} ({n:,})" for reason, n in sorted(reasons.items(), key=lambda x: (-x[1], x[0])))
    return [f"{counted}{several}: {listed}. leaderboard.csv says why for each.", ""]


def _kind(reason: str) -> str:
    """The kind of a reason, without its figures."""
    if "cluster" in reason and ("fewer" in reason or "more" in reason):
        return "too few segments" if "fewer" in reason else "too many segments"
    if reason.startswith("smallest"):
        return "a segment too small"
    return "too much noise" if reason.startswith("noise") else reason
