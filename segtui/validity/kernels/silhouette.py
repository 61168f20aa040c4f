"""Kernels for silhouettes: sums of distances to classes, and their fold into the clusters of many labelings."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import ROUNDING, compiled
from segtui.validity.kernels.class_sums import LANES, sum_up

_RUN = 128  # rows summed in the precision of the values before they go to the float64 total

_SUMS = "void({0}[:,::1], int64[::1], {0}[:,::1], {0}[::1], {0}[::1], float64[:,::1])"


def _sums(values: Any, starts: Any, points: Any, squared: Any, run: Any, total: Any) -> None:
    """Sum of the distances from 64 points to the rows of each class.

    Args:
        values: (n, d) in class order; d is a multiple of 4.
        starts: (U + 1) first row of each class.
        points: (d, 64).
        squared: (64) and `run` (64): room to work in.
        run: see above.
        total: (U, 64) the result.
    """
    columns = values.shape[1]
    for u in range(len(starts) - 1):
        for r in range(LANES):
            total[u, r] = 0.0
        for first in range(starts[u], starts[u + 1], _RUN):
            for r in range(LANES):
                run[r] = 0
            for j in range(first, min(first + _RUN, starts[u + 1])):
                for r in range(LANES):
                    squared[r] = 0
                for k in range(0, columns - 4, 4):
                    v0, v1, v2, v3 = values[j, k], values[j, k + 1], values[j, k + 2], values[j, k + 3]
                    for r in range(LANES):
                        t0, t1 = points[k, r] - v0, points[k + 1, r] - v1
                        t2, t3 = points[k + 2, r] - v2, points[k + 3, r] - v3
                        squared[r] += (t0 * t0 + t1 * t1) + (t2 * t2 + t3 * t3)
                k = columns - 4
                v0, v1, v2, v3 = values[j, k], values[j, k + 1], values[j, k + 2], values[j, k + 3]
                for r in range(LANES):
                    t0, t1 = points[k, r] - v0, points[k + 1, r] - v1
                    t2, t3 = points[k + 2, r] - v2, points[k + 3, r] - v3
                    run[r] += np.sqrt(squared[r] + ((t0 * t0 + t1 * t1) + (t2 * t2 + t3 * t3)))
            for r in range(LANES):
                total[u, r] += run[r]


double_sums = compiled(_SUMS.format("float64"), ROUNDING)(_sums)
single_sums = compiled(_SUMS.format("float32"), ROUNDING)(_sums)


@compiled("void(float64[:,::1], int64[:,::1], int32[::1], int64[::1], float64[::1], int32[:,::1], float64[:,::1])")
def fold(work: Any, nodes: Any, maps: Any, starts: Any, sizes: Any, own: Any, found: Any) -> None:
    """Silhouettes of 64 rows in every labeling, from their sums to classes; see `Folding`.

    Args:
        work: (slots, 64); the sums to the U classes stand in its first U slots, the rest is room to work in.
        nodes: (nodes, 6) slot to read from, how many, slot to write to, how many, first place in `maps`, and the
            labeling, -1 where the node is not yet one labeling.
        maps: where each class of a node goes in the next, node after node.
        starts: (L) the first place of each labeling in `sizes`.
        sizes: rows of each cluster.
        own: (64, L) label of each row in each labeling.
        found: (L, 64) the result, NaN for noise.
    """
    best = np.empty(LANES)
    mine = np.empty(LANES)
    for node in range(len(nodes)):
        sum_up(work, nodes[node], maps)
        into, count, at = nodes[node, 2], nodes[node, 3], nodes[node, 5]
        if at < 0:
            continue
        for r in range(LANES):
            best[r] = np.inf
            mine[r] = own[r, at]
        for c in range(count - 1):  # the last takes noise
            size = sizes[starts[at] + c]
            for r in range(LANES):
                mean = work[into + c, r] / size
                best[r] = mean if mine[r] != c and mean < best[r] else best[r]
        for r in range(LANES):
            c = own[r, at]
            if c < 0:
                found[at, r] = np.nan
                continue
            size = sizes[starts[at] + c]
            within = work[into + c, r] / (size - 1.0) if size > 1.0 else 0.0
            largest = max(within, best[r])
            found[at, r] = (best[r] - within) / largest if largest > 0.0 and size > 1.0 else 0.0
