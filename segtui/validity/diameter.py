"""The largest distance between two rows of one cluster."""

from __future__ import annotations

import hashlib

import numpy as np

from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Indices, Labels

SMALL = 64
TURN = 20_000_000
SWEEPS = 4
STEPS = 40
SLACK = 1e-12


class Diameters:
    """Diameters of clusters of the same rows, each searched once. Thread-safe."""

    def __init__(self, values: Floats) -> None:
        self._values = values
        self._known: dict[bytes, tuple[float, bool]] = {}

    def squared(self, labels: Labels, pairs: int | None = None) -> tuple[float, bool]:
        """The squared diameter of the widest cluster, and whether that is proven; else it is a lower bound.

        Args:
            labels: (n) 0, 1, …, each of them taken; -1 is noise.
            pairs: about the most pairs of rows to test in a cluster; None for as many as it takes.
        """
        from segtui.validity.kernels.diameter import boxes

        count = int(labels.max()) + 1
        low = np.full((count, self._values.shape[1]), np.inf)
        high = -low
        boxes(self._values, labels, low, high)
        diagonal = ((high - low) ** 2).sum(axis=1)
        order = np.argsort(labels.astype(np.int16) if count < 2**15 else labels, kind="stable")
        starts = np.searchsorted(labels, np.arange(count + 1), sorter=order)
        best, proven = 0.0, True
        for cluster in np.argsort(-diagonal, kind="stable").tolist():
            if diagonal[cluster] <= best:
                break
            found, sure = self._cluster(order[starts[cluster] : starts[cluster + 1]], best, pairs)
            best, proven = max(best, found), proven and sure
        return best, proven

    def _cluster(self, places: Indices, enough: float, pairs: int | None) -> tuple[float, bool]:
        """The same of one cluster, with its rows in order; where it is no more than `enough`, any value up to that."""
        if len(places) <= SMALL:
            return _widest(self._values, places, np.full(len(places), np.inf), 0.0, None)
        name = hashlib.sha256(places.tobytes()).digest()
        if name not in self._known:
            found = _cluster(self._values, places, enough, pairs)
            if found is None:
                return 0.0, True
            self._known[name] = found
        return self._known[name]


def _cluster(values: Floats, places: Indices, enough: float, pairs: int | None) -> tuple[float, bool] | None:
    """The squared diameter of one cluster and whether it is proven, None where it can't be more than `enough`.

    Rows are compared only where their distances from one point, near the middle, together exceed a distance already
    found; so first a few sweeps from farthest row to farthest row find a long one.
    """
    from segtui.validity.kernels.diameter import reach

    squared = np.empty(len(places))
    at = reach(values, places, values[places[:: len(places) // SMALL]].mean(axis=0), squared)
    if 4 * squared[at] <= enough:
        return None
    best = 0.0
    middle = values[places[at]]
    for _ in range(SWEEPS):
        row = values[places[at]]
        at = reach(values, places, row, squared)
        if squared[at] <= best:
            break
        best, middle = float(squared[at]), (row + values[places[at]]) / 2
    at = reach(values, places, middle, squared)
    radius = np.sqrt(squared)
    kept = radius + radius[at] >= np.sqrt(best) * (1 - SLACK)
    places, radius, best = _centred(values, places[kept], best)
    return _widest(values, places, radius, best, pairs)


def _centred(values: Floats, places: Indices, best: float) -> tuple[Indices, Floats, float]:
    """Rows by falling distance from the middle of a small ball around them, and a long distance between two of them.

    Badoiu, M. and Clarkson, K. L. (2003). Smaller core-sets for balls. SODA.
    """
    from segtui.validity.kernels.diameter import reach

    squared = np.empty(len(places))
    rows = values[places]
    middle = (rows.min(axis=0) + rows.max(axis=0)) / 2
    for at in [*rows.argmax(axis=0), *rows.argmin(axis=0)]:
        best = max(best, float(squared[reach(values, places, rows[at], squared)]))
    smallest, radius = np.inf, squared
    for step in range(STEPS):
        at = reach(values, places, middle, squared)
        if squared[at] < smallest:
            smallest, radius = float(squared[at]), squared.copy()
        middle = middle + (rows[at] - middle) / (step + 3.0)
    radius = np.sqrt(radius)
    order = np.argsort(-radius, kind="stable")
    order = order[radius[order] + radius[order[0]] >= np.sqrt(best) * (1 - SLACK)]
    return places[order], radius[order] * (1 + SLACK), best


def _widest(values: Floats, places: Indices, radius: Floats, best: float, pairs: int | None) -> tuple[float, bool]:
    from segtui.validity.kernels.diameter import farthest

    first, spent = 0, 0
    while first < len(places) and (pairs is None or spent < pairs):
        first, best = farthest(values, places, radius, first, best, TURN)
        spent += TURN
    return float(best), first == len(places)
