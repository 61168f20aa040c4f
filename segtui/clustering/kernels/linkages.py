"""Linkage distances of two clusters, and what their centroids tell of them.

Keys are squared linkage distances. A centroid distance bounds them from below: it is a factor away from ward's, the
average distance is no less (Jensen), and the largest is no less than the root of the mean square, which is the centroid
distance and both spreads.
"""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import ROUNDING, compiled

WARD, COMPLETE, AVERAGE = 0, 1, 2
CHUNK = 256
SLACK = 1 - 1e-10  # rounding never prunes what is nearest, nor what is as near


@compiled("void(float64[:, ::1], int64, int64, int64, float64[::1])", fastmath=ROUNDING)
def to_points(points: Array, at: int, first: int, last: int, squared: Array) -> None:
    """Squared distances from one of the points (d, n) to those from `first` to `last`."""
    columns = points.shape[0]
    for i in range(last - first):
        squared[i] = 0.0
    column = 0
    while column + 4 <= columns:
        p, q = points[column, at], points[column + 1, at]
        r, s = points[column + 2, at], points[column + 3, at]
        others_p, others_q = points[column, first:last], points[column + 1, first:last]
        others_r, others_s = points[column + 2, first:last], points[column + 3, first:last]
        for i in range(last - first):
            a, b, c, d = others_p[i] - p, others_q[i] - q, others_r[i] - r, others_s[i] - s
            squared[i] += (a * a + b * b) + (c * c + d * d)
        column += 4
    while column < columns:
        p, others = points[column, at], points[column, first:last]
        for i in range(last - first):
            squared[i] += (others[i] - p) * (others[i] - p)
        column += 1


@compiled("uint64(int64, int64)")
def lot(one: int, other: int) -> np.uint64:
    """A number drawn for a pair: of equal distances the lowest wins, so that ties pair off instead of queueing up."""
    low, high = np.uint64(min(one, other)), np.uint64(max(one, other))
    mixed = low * np.uint64(0x9E3779B97F4A7C15) ^ high * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


@compiled("float64(int64, float64, float64, float64)")
def bound(linkage: int, squared: float, own: float, other: float) -> float:
    """The least key at this squared distance of centroids; `own` and `other` are sizes for ward, else spreads."""
    if linkage == WARD:
        return squared * (2.0 * own * other / (own + other))
    return squared + own + other


@compiled(
    "float64(int64, float64[:, ::1], float64[::1], int64[::1], float64[::1], int64, int64, float64, float64[::1])",
    fastmath=ROUNDING,
)
def between(
    linkage: int,
    points: Array,
    weight: Array,
    start: Array,
    size: Array,
    one: int,
    other: int,
    most: float,
    squared: Array,
) -> float:
    """The key of two clusters, from the distances of all their points; infinity once it is known to be above `most`."""
    if (start[other + 1] - start[other], other) < (start[one + 1] - start[one], one):  # the same sum from both sides
        one, other = other, one
    total, greatest = 0.0, 0.0
    for at in range(start[one], start[one + 1]):
        part = 0.0
        for first in range(start[other], start[other + 1], CHUNK):
            last = min(first + CHUNK, start[other + 1])
            to_points(points, at, first, last, squared)
            if linkage == AVERAGE:
                weights = weight[first:last]
                for i in range(last - first):
                    part += np.sqrt(squared[i]) * weights[i]
            else:
                for i in range(last - first):
                    greatest = max(greatest, squared[i])
                if greatest > most:
                    return np.inf
        total += part * weight[at]
    return (total / (size[one] * size[other])) ** 2 if linkage == AVERAGE else greatest
