"""DBSCAN: every eps cut from one spanning tree per min_samples."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.axes import AutoFloatGrid
from segtui.clustering.family import Candidate, Cell, Family, Labels
from segtui.clustering.knee import eps_around_knee
from segtui.clustering.neighbours import Floats, Neighbours, nearest_neighbours
from segtui.clustering.space import Space
from segtui.clustering.spanning import SpanningTree, core_squared, reachability_duration, reachability_memory
from segtui.declare import IntGrid


class DBSCAN(Family):
    """Rows with min_samples rows within eps, themselves counted, grow clusters together; others join or are noise.

    Ester, Kriegel, Sander and Xu 1996. Labels are those of scikit-learn's DBSCAN, numbers included.
    """

    name: ClassVar[str] = "dbscan"
    title: ClassVar[str] = "DBSCAN"
    auto_values: ClassVar[int] = 8

    eps: AutoFloatGrid = "auto"
    """How far neighbours may be apart: a list, or "auto" for eight values around the k-distance curve's knee."""
    min_samples: IntGrid = (5, 10, 20)
    """How many rows, itself counted, a row needs within eps to be a cluster's core."""

    def expects(self) -> int:
        """scikit-learn counts the row itself among min_samples, so one neighbour fewer."""
        return max(self.min_samples) - 1

    def resolve(self, space: Space) -> Self:
        """Replace "auto" by values around the knee of the k-distance curve at the median of min_samples."""
        if self.eps != "auto":
            return self
        space.expect(self.expects())
        k = max(statistics.median_low(self.min_samples) - 1, 1)
        return self.model_copy(update={"eps": eps_around_knee(_distance_curve(space, k), self.auto_values)})

    def possible(self, cell: Cell, rows: int) -> bool:
        """Fewer min_samples than rows."""
        return bool(cell["min_samples"] < rows)

    def sweep(self, space: Space, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Build the trees that the cells need, then cut them."""
        if not cells:
            return
        needed = sorted({cell["min_samples"] - 1 for cell in cells})
        space.expect(needed[-1])
        for k in needed:
            space.spanning_tree(k)
        shared = space.charge() / len(cells)
        for cell in cells:
            k = cell["min_samples"] - 1
            clock = time.perf_counter()
            labels = cut(space.spanning_tree(k), space.neighbours(k), cell["eps"])
            yield Candidate(self.name, dict(cell), labels, shared + time.perf_counter() - clock)

    def memory(self, rows: int, columns: int) -> int:
        """Neighbours and their graph, a tree per min_samples."""
        return reachability_memory(rows, self.expects(), len(self.min_samples))

    def duration(self, rows: int, columns: int) -> float:
        """The shared structure; a cut is next to nothing."""
        return reachability_duration(rows, columns, self.expects(), len(self.min_samples)) + 4e-7 * rows * self.size()


def _distance_curve(space: Space, k: int) -> Floats:
    """Distances to the k-th nearest other row, sorted; among distinct rows where every row has k equal ones."""
    curve: Floats = np.sort(np.sqrt(space.core_squared(min(k, max(space.rows - 1, 0)))))
    if curve.any() or space.rows < 2:
        return curve
    distinct = np.unique(space.values, axis=0)
    near = nearest_neighbours(distinct, min(k, len(distinct) - 1), space.threads)
    return np.sort(np.sqrt(core_squared(near, near.count)))


def cut(tree: SpanningTree, near: Neighbours, eps: float) -> Labels:
    """DBSCAN's labels at one eps: clusters by their first core row, -1 is noise; `tree` and `near` at one k.

    Cores that are joined by pairs within eps are joined by edges within eps of the spanning tree of mutual
    reachability, whose edges have cores at both ends. A row that is no core joins the first cluster that has a core
    within eps, as in scikit-learn's scan; such a core is among its k nearest, else it were a core itself.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    within = eps * eps  # squares are compared, as scikit-learn's k-d tree does
    rows, k = near.rows.shape
    core = near.squared[:, k - 1] <= within if k else np.ones(rows, dtype=bool)
    used = int(np.searchsorted(tree.squared, within, side="right"))
    edges = (np.ones(used, dtype=np.int8), (tree.left[:used], tree.right[:used]))
    _, part = connected_components(coo_array(edges, shape=(rows, rows)), directed=False)
    labels = np.full(rows, -1, dtype=np.int32)
    _, first, number = np.unique(part[core], return_index=True, return_inverse=True)
    labels[core] = np.argsort(np.argsort(first))[number]
    border = np.flatnonzero(~core)
    labels[border] = _first_cluster(near, border, core, labels, within)
    return labels


def _first_cluster(
    near: Neighbours, border: NDArray[np.intp], core: NDArray[np.bool_], labels: Labels, within: float
) -> Labels:
    """The lowest cluster that has a core within reach of each border row, -1 for none."""
    nowhere = np.iinfo(np.int32).max
    found = np.full(len(border), nowhere, dtype=np.int32)
    for place in range(near.count):
        row = near.rows[border, place]
        reached = core[row] & (near.squared[border, place] <= within)
        np.minimum(found, labels[row], out=found, where=reached)
    found[found == nowhere] = -1
    return found
