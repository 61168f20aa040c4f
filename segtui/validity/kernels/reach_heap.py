"""Kernels for a heap of rows by core distance, then row."""

from __future__ import annotations

from typing import Any

from segtui.libraries.compiled import compiled


@compiled("void(int64[::1], int64, float64[::1], int64)")
def push(heap: Any, size: int, core: Any, row: int) -> None:
    """Put a row into a heap by core distance, then row; it holds `size` rows before."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        if core[other] < core[row] or (core[other] == core[row] and other < row):
            break
        heap[at] = other
        at = above
    heap[at] = row


@compiled("void(int64[::1], int64, float64[::1])")
def pop(heap: Any, size: int, core: Any) -> None:
    """Drop the least row of a heap of `size` rows."""
    row = heap[size - 1]
    at, last = 0, size - 1
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        one = heap[below]
        if below + 1 < last:
            other = heap[below + 1]
            if core[other] < core[one] or (core[other] == core[one] and other < one):
                below, one = below + 1, other
        if core[row] < core[one] or (core[row] == core[one] and row < one):
            break
        heap[at] = one
        at = below
    heap[at] = row
