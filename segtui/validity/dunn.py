"""Dunn's index of many labelings, exact or, if a proof would take minutes, an upper bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.clustering.density.spanning_trees import SpanningTree
from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.diameter import Diameters
from segtui.validity.pairwise import Floats, Pairs, Span, scaled, thread_count
from segtui.validity.refinement import Indices, Labels, Refinement, groups, refine
from segtui.validity.separation import SeparationSearch, shortest_crossing

VISITS = 20_000_000
PAIRS = 400_000_000
SMALLEST = 1e-100


@dataclass(frozen=True)
class Dunn:
    """One labeling's separation and diameter (in the same unit) and whether their ratio is only an upper bound."""

    separation: float
    diameter: float
    is_bound: bool = False


def dunn(
    values: Floats,
    labelings: Sequence[Labels],
    *,
    space: SharedStructures | None = None,
    prove: bool = False,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[Dunn]:
    """Dunn's index of each labeling of two clusters or more (compact, see `compact`) as its separation and diameter.

    The index is `separation / diameter`: the smallest distance between two rows of different clusters over the largest
    distance between two rows of one cluster (GDI11 in clusterCrit, the same in clValid, NbClust and fpc); noise (-1) is
    dropped. Nothing is sampled. Where a search has looked at 20 million pairs of nodes of a tree (separation), or at
    400 million pairs of rows of one cluster (diameter), it stops with what it has: the separation is then at most, the
    diameter at least so large. Without noise a spanning tree then gives the exact separation; with noise, or for the
    diameter, `prove` does.

    Dunn, J. C. (1974). Well-separated clusters and optimal fuzzy partitions. Journal of Cybernetics 4, 95-104.

    Args:
        values: (n, d), finite.
        labelings: each (n).
        space: the same rows. Its Euclidean spanning tree is used if need be instead of one made for the purpose, and
            at once where it costs little: it gives the separation of every labeling without noise.
        prove: continue the search however long it takes.
        threads: at most this many; the result is the same to the last bit.
        tick: gets the share that is done, 0 to 1.
    """
    if not worthwhile(len(values)):
        return _of_all_pairs(values, labelings, threads, tick)
    return _by_trees(values, labelings, space, prove, threads, tick)


def _by_trees(
    values: Floats,
    labelings: Sequence[Labels],
    space: SharedStructures | None,
    prove: bool,
    threads: int | None,
    tick: Callable[[float], None] | None,
) -> list[Dunn]:
    """By searches of trees that stop at a bound, and by the spanning tree where one stopped and there is no noise."""
    rows = scaled(values)
    search, diameters = SeparationSearch(rows), Diameters(rows)
    whole = [int(labels.min()) >= 0 for labels in labelings]
    tree = _spanning_tree(values, rows, space) if any(whole) and space is not None and space.ready else None
    if tree is None or not all(whole):
        _ = search.tree  # built once, before threads ask for it
    visits, pairs = (None, None) if prove else (VISITS, PAIRS)

    def one(labels: Labels) -> tuple[tuple[float, bool], tuple[float, bool]]:
        across = diameters.squared(labels, pairs)
        if int(labels.min()) < 0:
            return search.squared(labels, visits=visits), across
        if tree is None:
            return search.squared(labels, visits=VISITS), across
        return (shortest_crossing(tree, labels, rows), True), across

    searched = list(in_threads(one, labelings, thread_count(threads), tick))
    for at, (labels, ((_, least), across)) in enumerate(zip(labelings, searched, strict=True)):
        if not least and whole[at]:
            tree = tree or _spanning_tree(values, rows, space)
            searched[at] = (shortest_crossing(tree, labels, rows), True), across
    return [Dunn(apart**0.5, across**0.5, not (least and most)) for (apart, least), (across, most) in searched]


def _of_all_pairs(
    values: Floats, labelings: Sequence[Labels], threads: int | None, tick: Callable[[float], None] | None
) -> list[Dunn]:
    found: list[Dunn] = []
    for part in refine(labelings):
        found += [Dunn(*each) for each in zip(*extremes(Pairs(values, part), threads), strict=True)]
        if tick is not None:
            tick(len(found) / len(labelings))
    return found


def _spanning_tree(values: Floats, rows: Floats, space: SharedStructures | None) -> SpanningTree:
    """The Euclidean spanning tree: that of the space, where no square of its values overflows or vanishes."""
    sound = SMALLEST < float(np.abs(values).max()) < 1 / SMALLEST
    return (space if space is not None and sound else SharedStructures(rows)).spanning_tree(0)


def extremes(pairs: Pairs, threads: int | None) -> tuple[Floats, Floats]:
    """Separation and diameter of every labeling: (L) both. See `dunn` for what they are."""
    found = _Extremes(pairs.refinement)

    def block(rows: Span) -> tuple[Floats, Floats]:
        return found.of(*pairs.extremes(rows), slice(rows.low, rows.high))

    for separation, diameter in in_threads(block, pairs.spans(pairs.block), thread_count(threads)):
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
