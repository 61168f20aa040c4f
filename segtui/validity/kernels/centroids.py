"""Kernels that compare rows with the centroids of many labelings."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled

_KEEP = {"contract", "nsz"}  # no reordering: it would take the mean off too late, where the origin is far


@compiled(
    "void(float64[:,::1], float64[::1], int64[::1], int32[:,::1], float64[:,::1], int64[::1], int64, int64,"
    " float64[:,::1])",
    _KEEP,
)
def spread(
    values: Any,
    shift: Any,
    row_class: Any,
    table: Any,
    centers: Any,
    starts: Any,
    first: int,
    last: int,
    found: Any,
) -> None:
    """Add what rows `first` to `last` (in class order) have: squared distance to their centroid, and distance.

    Args:
        values: (n, d) in class order.
        shift: (d) taken off each row; centers are relative to it.
        row_class: (n) class of each row.
        table: (U, L) label of each class in each labeling, -1 for noise.
        centers: (clusters of all labelings, d).
        starts: (L) first cluster of each labeling.
        first: first row.
        last: last row, exclusive.
        found: (clusters of all labelings, 2) what is added to.
    """
    columns = values.shape[1]
    for i in range(first, last):
        u = row_class[i]
        for at in range(table.shape[1]):
            if table[u, at] < 0:
                continue
            c = starts[at] + table[u, at]
            total = 0.0
            for k in range(columns):
                away = (values[i, k] - shift[k]) - centers[c, k]
                total += away * away
            found[c, 0] += total
            found[c, 1] += np.sqrt(total)


@compiled(
    "void(float64[:,::1], float64[::1], int64[::1], int32[:,::1], float64[:,::1], float64[::1], float64[::1],"
    " int64[::1], int64[::1], float64[:,::1])",
    _KEEP,
)
def proxies(
    values: Any,
    shift: Any,
    row_class: Any,
    table: Any,
    centers: Any,
    variance: Any,
    sizes: Any,
    starts: Any,
    places: Any,
    found: Any,
) -> None:
    """Silhouettes with root mean square distances in place of mean ones; see `proxy`.

    Args:
        values: (n, d) in class order.
        shift: (d) taken off each row; centers are relative to it.
        row_class: (n) class of each row.
        table: (U, L) label of each class in each labeling, -1 for noise.
        centers: (d, clusters of all labelings).
        variance: mean squared distance to the centroid, for each cluster.
        sizes: rows of each cluster.
        starts: (L + 1) first cluster of each labeling, and the end.
        places: (m) which rows.
        found: (m, L) the result, NaN for noise.
    """
    columns, clusters = centers.shape
    squared = np.empty(clusters)
    for i in range(len(places)):
        place = places[i]
        for c in range(clusters):
            squared[c] = variance[c]
        for k in range(columns):
            value = values[place, k] - shift[k]
            for c in range(clusters):
                away = value - centers[k, c]
                squared[c] += away * away
        u = row_class[place]
        for at in range(table.shape[1]):
            if table[u, at] < 0:
                found[i, at] = np.nan
                continue
            own = starts[at] + table[u, at]
            nearest = np.inf
            for c in range(starts[at], starts[at + 1]):
                if c != own and squared[c] < nearest:
                    nearest = squared[c]
            nearest = np.sqrt(nearest)
            size = sizes[own]
            within = np.sqrt(squared[own] * size / (size - 1.0)) if size > 1.0 else 0.0
            largest = max(within, nearest)
            found[i, at] = (nearest - within) / largest if largest > 0.0 and size > 1.0 else 0.0
