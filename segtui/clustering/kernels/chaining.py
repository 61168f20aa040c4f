"""The last merges: all distances of the clusters that are left, and a nearest-neighbour chain through them."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.clustering.kernels.linkages import AVERAGE, CHUNK, COMPLETE, to_points
from segtui.clustering.kernels.mutual_merges import record
from segtui.libraries.compiled import ROUNDING, compiled


@compiled(
    "void(int64, float64[:, ::1], float64[::1], int32[::1], int64[::1], int64, int64, float64[:, ::1])",
    fastmath=ROUNDING,
)
def gather(
    linkage: int, points: Array, weight: Array, owner: Array, start: Array, first: int, last: int, found: Array
) -> None:
    """What the points `first` to `last` give to the distances of their clusters to their own and all later ones.

    Sums of weighted distances for average linkage, else the greatest squared distance. `found` (clusters of these
    points, clusters) is zero before; `owner` (n) is each point's cluster, whose points begin at `start`.
    """
    squared = np.empty(CHUNK)
    for at in range(first, last):
        row = found[owner[at] - owner[first]]
        for begin in range(start[owner[at]], points.shape[1], CHUNK):
            stop = min(begin + CHUNK, points.shape[1])
            to_points(points, at, begin, stop, squared)
            if linkage == AVERAGE:
                weights = weight[begin:stop]
                for i in range(stop - begin):
                    squared[i] = np.sqrt(squared[i]) * weights[i]
            i = 0
            while i < stop - begin:
                other = owner[begin + i]
                end = min(start[other + 1], stop) - begin
                value = 0.0
                if linkage == AVERAGE:
                    for j in range(i, end):
                        value += squared[j]
                    row[other] += value * weight[at]
                else:
                    for j in range(i, end):
                        value = max(value, squared[j])
                    row[other] = max(row[other], value)
                i = end


@compiled("void(int64, float64[:, ::1], float64[::1], uint8[::1], int64, int64)")
def unite(linkage: int, between: Array, size: Array, left: Array, a: int, b: int) -> None:
    """Make a and b one, at a's place: distances to it follow from those to both (Lance and Williams 1967)."""
    apart = between[a, b]
    left[b] = False
    between[a, b] = np.inf
    for c in range(len(size)):
        if not left[c] or c == a:
            continue
        value, to_b = between[a, c], between[b, c]
        if linkage == COMPLETE:
            value = max(value, to_b)
        elif linkage == AVERAGE:
            value = (size[a] * value + size[b] * to_b) / (size[a] + size[b])
        else:
            value = (size[a] + size[c]) * value + (size[b] + size[c]) * to_b - size[c] * apart
            value /= size[a] + size[b] + size[c]
        between[a, c], between[c, a], between[c, b] = value, value, np.inf
    size[a] += size[b]


@compiled("int64(int64, float64[:, ::1], float64[::1], int64[::1], int64[:, ::1], float64[::1], int64, int64)")
def chain(
    linkage: int, between: Array, size: Array, node: Array, children: Array, heights: Array, rows: int, made: int
) -> int:
    """Merge all clusters that are left; how many merges there are then. Müllner 2011, "NN-chain".

    `between` holds distances for average linkage, else their squares, and infinity on its diagonal; it is used up.
    """
    left = np.ones(len(size), np.uint8)
    links, length, first = np.empty(len(size), np.int64), 0, 0
    for _ in range(len(size) - 1):
        if length == 0:
            while not left[first]:
                first += 1
            links[0], length = first, 1
        while True:
            a, b, least = links[length - 1], -1, np.inf
            if length > 1:  # of equal distances the one it came from, lest it go in circles
                b = links[length - 2]
                least = between[a, b]
            for c in range(len(size)):
                if between[a, c] < least:
                    b, least = c, between[a, c]
            if length > 1 and b == links[length - 2]:
                break
            links[length] = b
            length += 1
        length -= 2
        record(children, heights, rows, made, node[a], node[b], least * least if linkage == AVERAGE else least)
        node[a] = rows + made
        unite(linkage, between, size, left, a, b)
        made += 1
    return made
