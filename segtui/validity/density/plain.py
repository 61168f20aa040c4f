"""The parts of DBCV in NumPy, cluster by cluster: for few rows, and what the kernels are held to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.validity.pairwise import Floats

ROWS = 512
TIED = 1e-5
"""Edges longer by no more than this share count as tied, as in hdbscan."""


@dataclass(frozen=True)
class Inside:
    """What the spanning tree of a cluster says: its inner rows (places in the cluster), its sparseness."""

    inner: NDArray[np.intp]
    sparseness: float


def core_distances(rows: Floats) -> Floats:
    """All-points core distances (m) of a cluster's rows (m, d).

    The power mean, with exponent -d, of the distances to the other rows of the cluster. Rows at distance 0 are left out
    of the sum, as hdbscan does.
    """
    core = np.zeros(len(rows))
    for first in range(0, len(rows), ROWS):
        core[first : first + ROWS] = cores_of(rows[first : first + ROWS], rows)
    return core


def cores_of(some: Floats, rows: Floats) -> Floats:
    """The core distances of some of a cluster's rows, in memory for all distances between the two."""
    from scipy.spatial.distance import cdist

    distances = cdist(some, rows)
    distances[distances == 0] = np.inf
    # Relative to the nearest row, so that the power neither overflows nor vanishes.
    nearest = distances.min(axis=1)
    core = np.zeros(len(some))
    met = np.isfinite(nearest)
    powers = raised(nearest[met, None] / distances[met], rows.shape[1]).sum(axis=1) / (len(rows) - 1)
    core[met] = nearest[met] * powers ** (-1.0 / rows.shape[1])
    return core


def raised(base: Floats, exponent: int) -> Floats:
    """`base` to the power of a whole number from 1 on, by multiplication."""
    found: Floats | None = None
    while exponent:
        if exponent & 1:
            found = base if found is None else found * base
        exponent >>= 1
        if exponent:
            base = base * base
    assert found is not None
    return found


def spanning_tree(rows: Floats, core: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Prim's minimum spanning tree of mutual reachability from row 0 on: edges (m - 1, 2) and their lengths.

    Of rows equally near the lowest joins first, by an edge from the lowest row of the tree among tied ones.
    """
    from scipy.spatial.distance import cdist

    reach = cdist(rows, rows)
    np.maximum(reach, core, out=reach)
    np.maximum(reach, core[:, None], out=reach)
    nearest, joined = np.full(len(rows), np.inf), np.zeros(len(rows))
    when, length, least = np.zeros(len(rows), np.intp), np.full(len(rows), np.inf), np.empty(len(rows))
    at = 0
    for step in range(1, len(rows)):
        joined[at] = np.inf
        np.minimum(nearest, reach[at], out=nearest)
        np.maximum(nearest, joined, out=least)
        at = int(least.argmin())
        when[at], length[at] = step, least[at]
    tied = reach <= (length * (1 + TIED))[:, None]
    tied &= when < when[:, None]
    order = np.argsort(when)[1:]
    return np.column_stack([tied.argmax(axis=1)[order], order]), length[order]


def inside(edges: NDArray[np.intp], lengths: Floats) -> Inside:
    """Rows with more than one edge, and the longest edge between two of them (of all edges if there is none)."""
    inner = np.bincount(edges.ravel()) > 1
    between = inner[edges].all(axis=1)
    return Inside(np.flatnonzero(inner), float(lengths[between].max() if between.any() else lengths.max()))


def separation(rows: Floats, core: Floats, others: Floats, other_core: Floats) -> float:
    """Least mutual reachability between two sets of rows."""
    from scipy.spatial.distance import cdist

    least = np.inf
    for first in range(0, len(rows), ROWS):
        reach = cdist(rows[first : first + ROWS], others)
        np.maximum(reach, other_core, out=reach)
        np.maximum(reach, core[first : first + ROWS, None], out=reach)
        least = min(least, float(reach.min()))
    return least
