"""HDBSCAN: one tree per min_samples, condensed for every min_cluster_size."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, SizeGrid
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.mutual_reachability import MUTUAL_REACHABILITY
from segtui.clustering.density.condensed_tree import (
    Descent,
    Extracted,
    descent,
    equal_row_groups,
    keep_groups_together,
    lives,
    most_lasting,
)
from segtui.clustering.density.neighbours import Floats
from segtui.clustering.density.spanning_trees import boruvka, prim, reachability_duration, reachability_memory
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid
from segtui.libraries.compiled import in_threads, processors, worthwhile

OWN_TREE_ROWS = 5_000
"""Up to here each min_samples has its own search, as hdbscan does it, and ties fall as hdbscan's.

Among few rows the order of tied merges can move a visible share of them (ARI .88 to hdbscan on CDNOW's 2,357), among
many it can't (.998 and more from 8,600 rows), while one search each would take most of the time.
"""


class HDBSCAN(Algorithm):
    """The most persistent clusters as the density threshold rises (Campello, Moulavi and Sander 2013; excess of mass).

    Labels and strengths are hdbscan's with its exact spanning tree. Above 5,000 rows tied distances may be merged in
    another order, as good as any, which moves a few rows (adjusted Rand index to hdbscan's labels .998 and more). Equal
    rows that tied distances would separate are in the cluster of most of them.
    """

    name: ClassVar[str] = "hdbscan"
    title: ClassVar[str] = "HDBSCAN"
    assigner: ClassVar[Assigner | None] = MUTUAL_REACHABILITY
    counts_rows: ClassVar[tuple[str, ...]] = ("min_cluster_size", "min_samples")
    auto_values: ClassVar[int] = 5
    starter_place: ClassVar[int | None] = 4
    kept_bytes: ClassVar[int] = 12

    min_cluster_size: SizeGrid = "auto"
    """The smallest cluster, in rows: a list, or "auto" for five sizes from 0.5 % to 10 % of the rows, at least 5."""
    min_samples: IntGrid = (5, 15)
    """The neighbor (the 5th, …) whose distance is the core distance; larger values label more rows as noise."""

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """Five sizes derived from the number of rows."""
        return [
            'min_cluster_size = "auto"  # five values from 0.5 % to 10 % of the rows',
            "min_samples = [5, 15]",
        ]

    def expects(self) -> int:
        """hdbscan does not count the row itself among min_samples."""
        return max(self.min_samples)

    def resolve(self, space: SharedStructures) -> Self:
        """Replace "auto" by sizes that grow by one factor from 0.5 % to 10 % of the rows; equal ones once."""
        if self.min_cluster_size != "auto":
            return self
        return self.model_copy(update={"min_cluster_size": auto_sizes(space.rows, self.auto_values)})

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """Clusters no larger than the rows, and fewer min_samples than rows."""
        return bool(cell["min_samples"] < rows and cell["min_cluster_size"] <= rows)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Build the trees that the grid points need, then condense them."""
        if not cells:
            return
        clock = time.perf_counter()
        needed = sorted({cell["min_samples"] for cell in cells})
        space.reserve(needed[-1])
        earlier = space.take_elapsed()
        own = space.rows <= OWN_TREE_ROWS or not worthwhile(space.rows)
        trees = {k: merge_tree(space, k) if own else descent(merge_tree(space, k)) for k in needed}
        space.take_elapsed()  # already in the clock
        groups = equal_row_groups(space.values)
        shared = (earlier + time.perf_counter() - clock) / len(cells)
        threads = 1 if own else min(space.threads, len(cells))  # hdbscan's functions hold Python's lock

        def clusters(cell: Cell) -> tuple[Extracted, float]:
            tree, size, clock = trees[cell["min_samples"]], cell["min_cluster_size"], time.perf_counter()
            found = most_lasting(tree, size) if isinstance(tree, Descent) else extract(tree, size)
            return keep_groups_together(found, groups), time.perf_counter() - clock

        results = in_threads(clusters, cells, threads)
        for cell, ((labels, strength, fitted), seconds) in zip(cells, results, strict=True):
            yield Candidate(self.name, dict(cell), labels, shared + seconds / threads, strength, fitted=fitted)

    def memory(self, rows: int, columns: int) -> int:
        """Neighbors and their graph, a tree per min_samples, and the trees being condensed (many rows: in threads)."""
        before = reachability_memory(rows, columns, self.expects(), len(self.min_samples))
        if rows <= OWN_TREE_ROWS:
            return before + 400 * rows
        return before + rows * (32 * len(self.min_samples) + 24 * min(processors(), self.size()))

    def duration(self, rows: int, columns: int) -> float:
        """The shared structure, and each cell's tree condensed."""
        if rows <= OWN_TREE_ROWS:
            return self.shared(rows, columns) + 5e-6 * rows * self.size()
        return self.shared(rows, columns) + rows * (2e-7 * len(self.min_samples) + 2.5e-8 * self.size())

    def shared(self, rows: int, columns: int) -> float:
        """Neighbors and spanning trees."""
        return reachability_duration(rows, columns, self.expects(), len(self.min_samples))


def auto_sizes(rows: int, count: int) -> tuple[int, ...]:
    """Up to `count` sizes from 0.5 % to 10 % of the rows, in equal ratios, at least 5, each once."""
    sizes = np.geomspace(max(0.005 * rows, 5), max(0.1 * rows, 5), count)
    return tuple(dict.fromkeys(int(size) for size in np.round(sizes)))


def merge_tree(space: SharedStructures, k: int) -> Floats:
    """Single linkage of mutual reachability at the k-th nearest other row: (n - 1, 4) as SciPy's, rising distance."""
    from hdbscan._hdbscan_linkage import label

    merges: Floats
    if space.rows <= OWN_TREE_ROWS:
        edges = boruvka(space.values, k) if space.columns <= 60 else prim(space.values, space.core_squared(k))
        merges = label(edges[np.argsort(edges[:, 2])])  # hdbscan's own unstable sort, for its order of ties
        return merges
    tree = space.spanning_tree(k)
    if not worthwhile(space.rows):
        merges = label(np.column_stack([tree.left, tree.right, np.sqrt(tree.squared)]))
        return merges
    from segtui.clustering.kernels.union_find import merges as merge  # hdbscan's own takes 15 s for 1,000,000 rows

    merges = np.empty((len(tree.left), 4))
    merge(tree.left, tree.right, np.sqrt(tree.squared), merges)
    return merges


def extract(merges: Floats, min_cluster_size: int) -> Extracted:
    """What `most_lasting` finds in the merges (n - 1, 4) of a tree of few rows, by hdbscan's own functions."""
    from hdbscan._hdbscan_tree import compute_stability, condense_tree, get_clusters

    condensed = condense_tree(merges, min_cluster_size)
    with np.errstate(invalid="ignore"):  # equal rows part at an infinite density
        labels, strength, _ = get_clusters(condensed, compute_stability(condensed), "eom")
    return labels.astype(np.int32), strength, lives(condensed, labels)
