"""The marker of a chart: a marked x that moves from one x to the next."""

from __future__ import annotations

from collections.abc import Sequence


def move_marker(xs: Sequence[float], marked: float | None, by: int) -> float | None:
    """The x that is `by` places right (or left, below 0) of the marked one, at most the last (or first).

    With none of `xs` marked, the first if `by` goes right, else the last; None without any x. `xs` rise.
    """
    if not xs:
        return None
    if marked not in xs:
        return xs[0] if by > 0 else xs[-1]
    return xs[min(max(xs.index(marked) + by, 0), len(xs) - 1)]
