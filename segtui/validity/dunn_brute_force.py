"""Separation and diameter of many labelings from all pairs of rows, for tables so small that nothing is quicker."""

from __future__ import annotations

import numpy as np

from segtui.validity.pairwise import Floats, Pairs, Span, in_threads
from segtui.validity.refinement import Indices, Labels, Refinement, groups


def extremes(pairs: Pairs, threads: int | None) -> tuple[Floats, Floats]:
    """Separation and diameter of every labeling: (L) both. See `dunn` for what they are."""
    found = _Extremes(pairs.refinement)

    def block(rows: Span) -> tuple[Floats, Floats]:
        return found.of(*pairs.extremes(rows), slice(rows.low, rows.high))

    for separation, diameter in in_threads(block, pairs.spans(pairs.block), threads):
        found.merge(separation, diameter)
    return found.separation, found.diameter


class _Extremes:
    """Separation and diameter of every labeling, narrowed down block by block."""

    def __init__(self, refinement: Refinement) -> None:
        self.separation: Floats = np.full(refinement.labelings, np.inf)
        self.diameter: Floats = np.zeros(refinement.labelings)
        self._groups = [(group, *_sorted(group.into, group.classes)) for group in groups(refinement)]

    def of(self, low: Floats, high: Floats, classes: slice) -> tuple[Floats, Floats]:
        """Separation and diameter in every labeling as far as some pairs tell: (L) both; safe in threads.

        Args:
            low: (classes, U) smallest distance between each of some classes and every class.
            high: (classes, U) largest.
            classes: which classes those are.
        """
        separation, diameter = np.full_like(self.separation, np.inf), np.zeros_like(self.diameter)
        for group, order, starts in self._groups:
            near, far = low, high
            if group.classes < low.shape[1]:
                near = np.minimum.reduceat(low[:, order], starts, axis=1)
                far = np.maximum.reduceat(high[:, order], starts, axis=1)
            own = group.table[group.into[classes]]
            for at in range(group.first, group.last):
                labels = own[:, at - group.first], group.table[:, at - group.first]
                separation[at], diameter[at] = _within(near, far, *labels)
        return separation, diameter

    def merge(self, separation: Floats, diameter: Floats) -> None:
        """Take in what `of` found; the order of merging does not matter."""
        np.minimum(self.separation, separation, out=self.separation)
        np.maximum(self.diameter, diameter, out=self.diameter)


def _within(near: Floats, far: Floats, rows: Labels, columns: Labels) -> tuple[float, float]:
    """Smallest of `near` over different clusters, largest of `far` over the same one; noise (-1) is neither."""
    kept = rows >= 0
    if not kept.all():
        near, far, rows = near[kept], far[kept], rows[kept]
    same = rows[:, None] == columns
    other = ~same & (columns >= 0)
    return float(np.where(other, near, np.inf).min(initial=np.inf)), float(np.where(same, far, 0.0).max(initial=0.0))


def _sorted(into: Indices, count: int) -> tuple[Indices, Indices]:
    order = np.argsort(into, kind="stable")
    return order, np.searchsorted(into[order], np.arange(count)).astype(np.intp)
