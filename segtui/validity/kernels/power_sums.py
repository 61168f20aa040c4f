"""Kernels for all-points core distances: sums of inverse powers of distances, folded into the clusters they are for."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import ROUNDING, compiled
from segtui.validity.kernels.class_sums import LANES, sum_up


@compiled("void(float64[::1], int64, float64[::1])", ROUNDING)
def _raise(base: Any, exponent: int, power: Any) -> None:
    """Square roots of 64 numbers, to a power; `base` is used up."""
    for r in range(LANES):
        power[r] = np.sqrt(base[r]) if exponent & 1 else 1.0
    bits = exponent >> 1
    while bits:
        if bits & 1:
            for r in range(LANES):
                power[r] *= base[r]
        bits >>= 1
        if bits:
            for r in range(LANES):
                base[r] *= base[r]


@compiled("void(float64[:,::1], int64[::1], float64[:,::1], int64, float64[::1], float64[:,::1])", ROUNDING)
def power_sums(values: Any, starts: Any, points: Any, exponent: int, scale: Any, total: Any) -> None:
    """Sum of (scale / distance) to the power of `exponent` from 64 points to the rows of each class; 0 at distance 0.

    Args:
        values: (n, d) in class order; d is a multiple of 4.
        starts: (U + 1) first row of each class.
        points: (d, 64).
        exponent: at least 1.
        scale: (64) squared distances.
        total: (U, 64) the result.
    """
    columns = values.shape[1]
    base = np.empty(LANES)
    power = np.empty(LANES)
    for u in range(len(starts) - 1):
        for r in range(LANES):
            total[u, r] = 0.0
        for j in range(starts[u], starts[u + 1]):
            for r in range(LANES):
                base[r] = 0.0
            for k in range(0, columns, 4):
                v0, v1, v2, v3 = values[j, k], values[j, k + 1], values[j, k + 2], values[j, k + 3]
                for r in range(LANES):
                    t0, t1 = points[k, r] - v0, points[k + 1, r] - v1
                    t2, t3 = points[k + 2, r] - v2, points[k + 3, r] - v3
                    base[r] += (t0 * t0 + t1 * t1) + (t2 * t2 + t3 * t3)
            for r in range(LANES):
                ratio = scale[r] / base[r]
                base[r] = ratio if base[r] > 0.0 else 0.0
            _raise(base, exponent, power)
            for r in range(LANES):
                total[u, r] += power[r]


@compiled("void(float64[:,::1], int64[:,::1], int32[::1], int32[:,::1], float64[:,::1])")
def fold_own(work: Any, nodes: Any, maps: Any, own: Any, found: Any) -> None:
    """The sums of 64 rows to their own cluster in every labeling, from their sums to classes; see `Folding`.

    Args:
        work: (slots, 64); the sums to the U classes stand in its first U slots, the rest is room to work in.
        nodes: (nodes, 6), as the kernel `fold` reads them.
        maps: where each class of a node goes in the next, node after node.
        own: (64, L) label of each row in each labeling.
        found: (L, 64) the result, 0 for noise.
    """
    for node in range(len(nodes)):
        sum_up(work, nodes[node], maps)
        into, at = nodes[node, 2], nodes[node, 5]
        if at >= 0:
            for r in range(LANES):
                found[at, r] = work[into + own[r, at], r] if own[r, at] >= 0 else 0.0


@compiled("void(float64[:,::1], int32[:,::1], int64[::1], int64[::1], float64[::1], int64, float64, float64[:,::1])")
def to_core_distances(
    sums: Any, own: Any, sizes: Any, starts: Any, scale: Any, exponent: int, safe: float, cores: Any
) -> None:
    """Core distances of 64 rows in every labeling from the sums of `fold_own`.

    Args:
        sums: (L, 64).
        own: (64, L) label of each row in each labeling.
        sizes: rows of each cluster, labeling after labeling.
        starts: (L) where the clusters of each labeling begin in `sizes`.
        scale: (64) squared distances; sums are relative to them.
        exponent: of the power mean.
        safe: sums beyond this, or below its inverse, are not to be trusted.
        cores: (L, 64) the result; 0 for noise and rows alone in their cluster, -1 where the sum is not to be trusted.
    """
    power = -1.0 / exponent
    for at in range(sums.shape[0]):
        for r in range(LANES):
            label = own[r, at]
            others = sizes[starts[at] + label] - 1 if label >= 0 else 0
            if others == 0:
                cores[at, r] = 0.0
            elif sums[at, r] < safe and sums[at, r] > 1.0 / safe:
                cores[at, r] = np.sqrt(scale[r]) * (sums[at, r] / others) ** power
            else:
                cores[at, r] = -1.0
