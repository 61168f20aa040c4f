"""Kernels for the smallest distance between rows of different clusters: a dual search of a k-d tree."""

from __future__ import annotations

from typing import Any

from segtui.libraries.compiled import ROUNDING, compiled


@compiled(
    "void(float64[:,::1], int64[::1], int64[::1], boolean[::1], int32[::1], int32[::1], float64[:,::1], float64[:,::1])"
)
def outline(values: Any, first: Any, last: Any, leaf: Any, labels: Any, state: Any, low: Any, high: Any) -> None:
    """What each node of a k-d tree holds of the clusters of one labeling.

    Args:
        values: (n, d) rows as they stand in the tree.
        first: (nodes) first row of each node.
        last: (nodes) last row, exclusive.
        leaf: (nodes) whether it has no children, which else are 2 i + 1 and 2 i + 2.
        labels: (n) in the order of the tree, -1 for noise.
        state: (nodes) result: the one label of its clustered rows, -1 where there are none, -2 where they differ.
        low: (nodes, d) result: lower corner of the box around its clustered rows, upside down where there are none.
        high: (nodes, d) result: upper corner.
    """
    columns = values.shape[1]
    for node in range(len(leaf) - 1, -1, -1):
        state[node] = -1
        for k in range(columns):
            low[node, k] = 1e300
            high[node, k] = -1e300
        if leaf[node]:
            for i in range(first[node], last[node]):
                if labels[i] < 0:
                    continue
                if state[node] == -1:
                    state[node] = labels[i]
                elif state[node] != labels[i]:
                    state[node] = -2
                for k in range(columns):
                    low[node, k] = min(low[node, k], values[i, k])
                    high[node, k] = max(high[node, k], values[i, k])
            continue
        left, right = 2 * node + 1, 2 * node + 2
        if state[left] == -1 or state[left] == state[right]:
            state[node] = state[right]
        else:
            state[node] = state[left] if state[right] == -1 else -2
        for k in range(columns):
            low[node, k] = min(low[left, k], low[right, k])
            high[node, k] = max(high[left, k], high[right, k])


@compiled("float64(float64[:,::1], float64[:,::1], int64, float64[:,::1], float64[:,::1], int64)", ROUNDING)
def _gap(low: Any, high: Any, a: int, others_low: Any, others_high: Any, b: int) -> float:
    """Squared distance between two boxes (a row is a box that is both its corners)."""
    total = 0.0
    for k in range(low.shape[1]):
        apart = max(low[a, k] - others_high[b, k], others_low[b, k] - high[a, k])
        if apart > 0.0:
            total += apart * apart
    return total


@compiled(
    "float64(float64[:,::1], int32[::1], float64[:,::1], float64[:,::1], int64, int64, int64, int64, int64, float64)",
    ROUNDING,
)
def closest(
    values: Any, labels: Any, low: Any, high: Any, b: int, start: int, end: int, others: int, stop: int, best: float
) -> float:
    """The least squared distance under `best` between two ranges of rows, the second those of leaf b."""
    for i in range(start, end):
        if labels[i] < 0 or (others != start and _gap(values, values, i, low, high, b) >= best):
            continue
        for j in range(i + 1 if others == start else others, stop):
            if labels[j] < 0 or labels[j] == labels[i]:
                continue
            total = 0.0
            for k in range(values.shape[1]):
                total += (values[i, k] - values[j, k]) * (values[i, k] - values[j, k])
            best = min(best, total)
    return best


@compiled(
    "Tuple((int64, float64, int64))(float64[:,::1], int64[::1], int64[::1], boolean[::1], int32[::1], int32[::1],"
    " float64[:,::1], float64[:,::1], int64[:,::1], int64, float64, int64)"
)
def search(
    values: Any,
    first: Any,
    last: Any,
    leaf: Any,
    labels: Any,
    state: Any,
    low: Any,
    high: Any,
    stack: Any,
    top: int,
    best: float,
    visits: int,
) -> tuple[int, float, int]:
    """Go on with a search: pairs of nodes wait in `stack` up to `top`; stop when `visits` are used up.

    Returns the new top (0 when the search is over), the least squared distance between rows of different clusters if
    that is under `best`, and the visits left. A visit is a pair of nodes, with some more for the rows of two leaves.
    """
    while top > 0 and visits > 0:
        top -= 1
        a, b = stack[top, 0], stack[top, 1]
        if state[a] == -1 or state[b] == -1 or (state[a] >= 0 and state[a] == state[b]):
            continue
        visits -= 1
        if a == b:
            if leaf[a]:
                best = closest(values, labels, low, high, a, first[a], last[a], first[a], last[a], best)
                continue
            left, right = 2 * a + 1, 2 * a + 2
            stack[top, 0], stack[top, 1] = left, right
            stack[top + 1, 0], stack[top + 1, 1] = left, left
            stack[top + 2, 0], stack[top + 2, 1] = right, right
            top += 3
            continue
        if _gap(low, high, a, low, high, b) >= best:
            continue
        if leaf[a] and leaf[b]:
            visits -= 8
            best = closest(values, labels, low, high, b, first[a], last[a], first[b], last[b], best)
            continue
        if leaf[a] or (not leaf[b] and last[b] - first[b] > last[a] - first[a]):
            a, b = b, a
        near, far = 2 * a + 1, 2 * a + 2
        if _gap(low, high, far, low, high, b) < _gap(low, high, near, low, high, b):
            near, far = far, near
        stack[top, 0], stack[top, 1] = far, b
        stack[top + 1, 0], stack[top + 1, 1] = near, b
        top += 2
    return top, best, visits
