"""Figures as somebody who decides reads them: differences in words, shares as whole percentages, names in quotes."""

from __future__ import annotations

from segtui.segments.measures import Kind

MUCH, CLEAR, SOME = 0.8, 0.5, 0.2
"""Standard deviations from which a mean is much higher, higher, somewhat higher: Cohen's large, medium and small."""


def difference_in_words(effect: float, kind: Kind) -> str:
    """`much higher`, `somewhat lower`, of a share `more often`; `about the same` below a small effect."""
    size = abs(effect)
    if size < SOME:
        return "about the same"
    how = "much " if size >= MUCH else "" if size >= CLEAR else "somewhat "
    if kind == "share":
        return f"{how}{'more' if effect > 0 else 'less'} often"
    if kind == "year":
        return f"{how}{'later' if effect > 0 else 'earlier'}"
    return f"{how}{'higher' if effect > 0 else 'lower'}"


def roughly(share: float) -> str:
    """A share (0 to 1) as a whole percentage; only 0 and 1 read as 0 % and 100 %."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def in_quotes(name: str) -> str:
    """A segment's name within a sentence."""
    return f"“{name}”"
