"""The kernel that adds sums to classes up to sums to coarser classes."""

from __future__ import annotations

from typing import Any

from segtui.libraries.compiled import compiled

LANES = 64
"""Rows at a time: so many wide that the compiler turns each inner loop into wide instructions."""


@compiled("void(float64[:,::1], int64[::1], int32[::1])")
def sum_up(work: Any, node: Any, maps: Any) -> None:
    """Sums of 64 rows to the classes of a node, from their sums to the finer classes it reads; see `Folding`.

    Args:
        work: (slots, 64) the sums.
        node: (6) slot to read from, how many, slot to write to, how many, first place in `maps`, and the labeling.
        maps: where each class of a node goes in the next, node after node.
    """
    start, classes, into, count = node[0], node[1], node[2], node[3]
    for c in range(into, into + count):
        for r in range(LANES):
            work[c, r] = 0.0
    for u in range(classes):
        c = into + maps[node[4] + u]
        for r in range(LANES):
            work[c, r] += work[start + u, r]
