"""Dunn's index of many labelings, exact or, where a proof would take minutes, an upper bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.clustering.density.spanning_trees import SpanningTree
from segtui.clustering.shared_structures import SharedStructures
from segtui.compiled import worthwhile
from segtui.validity.diameter import Diameters
from segtui.validity.dunn_brute_force import extremes
from segtui.validity.pairwise import Floats, Pairs, in_threads, scaled
from segtui.validity.refinement import Labels, refine
from segtui.validity.separation import SeparationSearch, shortest_crossing

VISITS = 20_000_000
PAIRS = 400_000_000
SMALLEST = 1e-100


@dataclass(frozen=True)
class Dunn:
    """One labeling's separation and diameter (in any one unit) and whether their ratio is but an upper bound."""

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
        prove: search on however long it takes.
        threads: at most this many; the result is the same to the last bit.
        tick: hears the share that is done, 0 to 1.
    """
    if not worthwhile(len(values)):
        return _of_all_pairs(values, labelings, threads, tick)
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

    searched = list(in_threads(one, labelings, threads, tick))
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
