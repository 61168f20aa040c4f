"""Gap: how far each group stands apart from the rest, compared with how far its own parts stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.consensus.density_graph import DensityGraph
from segtui.validity.pairwise import thread_count

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

PART_SHARE, PART_ROWS = 0.05, 4
"""A part of a group counts from this share of its rows on, and from this many."""


@dataclass(frozen=True)
class Passage:
    """What a pass over the edges, shortest first, met in each group: weights by group, 0 where it did not happen.

    `separation` the ⌊√m⌋-th edge that leaves the group of m rows, `last_leaving` the last one; `joined` the last edge
    inside it that joined two large parts, `half` the one that first held half of its rows together; `parts` how many
    large parts were left unjoined.
    """

    separation: Floats
    last_leaving: Floats
    joined: Floats
    half: Floats
    parts: Indices


def gaps(graph: DensityGraph, labelings: Sequence[Labels], threads: int | None = None) -> list[float]:
    """The gap of each labeling, -1 to 1: the mean over its rows of their group's, noise counting 0.

    A group's is (separation - inner) / the larger of the two. Its separation is the weight of the ⌊√m⌋-th shortest edge
    that leaves it, or the last if fewer do; its inner distance that of the last edge inside that joins two parts of 5 %
    of its rows (4 at least) each. Where no such parts join, it is the weight at which half of the group is one part.
    Where large parts are left unjoined, no edge leaves, or no part holds half of the rows: twice the longest edge.

    Args:
        graph: of the same n rows.
        labelings: each (n), groups numbered from 0 without a hole, -1 is noise.
        threads: at most this many; the result is the same to the last bit.
    """

    def of(labels: Labels) -> float:
        sizes = np.bincount(labels[labels >= 0]).astype(np.int64)
        if not len(sizes):
            return 0.0
        walk = _by_kernel if worthwhile(graph.rows) else _by_trees
        return _gap(walk(graph, labels, sizes), sizes, graph)

    return list(in_threads(of, labelings, thread_count(threads)))


def _gap(met: Passage, sizes: Indices, graph: DensityGraph) -> float:
    longest = 2 * float(graph.weight[-1])
    separation = np.where(met.separation > 0, met.separation, np.where(met.last_leaving > 0, met.last_leaving, longest))
    half = np.where(met.half > 0, met.half, longest)
    inner = np.where(met.parts > 1, longest, np.where(met.joined > 0, met.joined, half))
    larger = np.maximum(separation, inner)
    apart = np.divide(separation - inner, larger, out=np.zeros(len(sizes)), where=larger > 0)
    return float((apart * sizes).sum() / graph.rows)


def _leaving(sizes: Indices) -> Indices:
    found: Indices = np.maximum(np.sqrt(sizes).astype(np.int64), 1)
    return found


def _large(sizes: Indices) -> Indices:
    found: Indices = np.maximum(np.ceil(PART_SHARE * sizes), PART_ROWS).astype(np.int64)
    return found


def _by_kernel(graph: DensityGraph, labels: Labels, sizes: Indices) -> Passage:
    from segtui.validity.kernels.gap import walk

    found, parts = np.zeros((len(sizes), 4)), np.zeros(len(sizes), np.int64)
    parent, part = np.empty(graph.rows, np.int32), np.empty(graph.rows, np.int32)
    labels = np.ascontiguousarray(labels, np.int32)
    walk(
        graph.left, graph.right, graph.weight, labels, sizes, _leaving(sizes), _large(sizes), parent, part, found, parts
    )
    separation, last, joined, half = found.T
    return Passage(separation, last, joined, half, parts)


def _by_trees(graph: DensityGraph, labels: Labels, sizes: Indices) -> Passage:
    """The same for few rows: what joins inside a group are the merges along the spanning trees of its edges."""
    one, other = labels[graph.left], labels[graph.right]
    separation, last = _leaving_edges(graph, one, other, sizes)
    inside = np.flatnonzero((one == other) & (one >= 0))
    chosen, part = _forest(graph, inside)
    small, whole = _merge_sizes(graph, chosen)
    group, weight, large = one[chosen], graph.weight[chosen], _large(sizes)
    joined = np.zeros(len(sizes))
    joins = small >= large[group]
    joined[group[joins]] = weight[joins]  # the last of a group stays
    half = np.zeros(len(sizes))
    holds = 2 * whole >= sizes[group]
    half[group[holds][::-1]] = weight[holds][::-1]  # the first of a group stays
    clustered = labels >= 0
    counts = np.bincount(part[clustered], minlength=part.max(initial=0) + 1)
    owner = np.zeros(len(counts), np.int64)
    owner[part[clustered]] = labels[clustered]
    parts = np.bincount(owner[(counts > 0) & (counts >= large[owner])], minlength=len(sizes))
    return Passage(separation, last, joined, half, parts)


def _leaving_edges(graph: DensityGraph, one: Labels, other: Labels, sizes: Indices) -> tuple[Floats, Floats]:
    """The weight of the ⌊√m⌋-th edge that leaves each group, and of the last; 0 where there is none."""
    across = one != other
    groups = np.column_stack([one[across], other[across]]).ravel()
    weights = np.repeat(graph.weight[across], 2)[groups >= 0]
    groups = groups[groups >= 0]
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups, minlength=len(sizes))
    starts, wanted = np.cumsum(counts) - counts, _leaving(sizes)
    separation, last = np.zeros(len(sizes)), np.zeros(len(sizes))
    enough, some = counts >= wanted, counts > 0
    separation[enough] = weights[order[(starts + wanted - 1)[enough]]]
    last[some] = weights[order[(starts + counts - 1)[some]]]
    return separation, last


def _forest(graph: DensityGraph, inside: Indices) -> tuple[Indices, NDArray[np.int32]]:
    """The edges inside groups along which parts join, shortest first, and which part each row ends in."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

    # The place among the edges stands in for the weight, so that ties fall as in a pass over them.
    places = csr_array((inside + 1.0, (graph.left[inside], graph.right[inside])), shape=(graph.rows, graph.rows))
    forest = minimum_spanning_tree(places)
    _, part = connected_components(forest, directed=False)
    return np.sort(forest.data).astype(np.int64) - 1, part


def _merge_sizes(graph: DensityGraph, chosen: Indices) -> tuple[Floats, Floats]:
    """For each edge of a forest in its order: the rows of the smaller of the two parts that it joins, and of both."""
    parent = list(range(graph.rows))
    size = [1] * graph.rows
    small, whole = np.empty(len(chosen)), np.empty(len(chosen))
    for at, (one, other) in enumerate(zip(graph.left[chosen].tolist(), graph.right[chosen].tolist(), strict=True)):
        first, second = one, other
        while parent[first] != first:
            first = parent[first]
        while parent[second] != second:
            second = parent[second]
        if size[first] < size[second]:
            first, second = second, first
        parent[second] = first
        small[at] = size[second]
        size[first] += size[second]
        whole[at] = size[first]
    return small, whole
