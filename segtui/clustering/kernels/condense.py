"""HDBSCAN's tree laid out level by level, and its most lasting clusters for one smallest size."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import compiled


@compiled("void(float64[:, ::1], int32[::1], int32[::1], float64[::1])")
def unroll(merges: Array, nodes: Array, sizes: Array, density: Array) -> None:
    """The nodes of a tree (n - 1, 4) from the root down, each level from left to right, so that a sweep reads in order.

    Fills, each (2n - 1): the `nodes` (below n is a row), their `sizes` in rows, the `density` at which each parts.
    """
    rows = len(merges) + 1
    nodes[0], filled = 2 * rows - 2, 1
    for at in range(2 * rows - 1):
        if nodes[at] < rows:
            sizes[at], density[at] = 1, 0.0
            continue
        merge = nodes[at] - rows
        sizes[at] = int(merges[merge, 3])
        density[at] = 1.0 / merges[merge, 2] if merges[merge, 2] > 0.0 else np.inf
        for side in range(2):
            nodes[filled] = int(merges[merge, side])
            filled += 1


@compiled(
    "int64(int32[::1], int32[::1], float64[::1], int64, int32[::1], float64[::1], int32[:, ::1], float64[:, ::1])"
)
def condense(
    nodes: Array,
    sizes: Array,
    density: Array,
    smallest: int,
    owner: Array,
    left: Array,
    families: Array,
    lives: Array,
) -> int:
    """Keep the partings where both sides have `smallest` rows or more; returns how many clusters there are.

    Args:
        nodes, sizes, density: as `unroll` gives them.
        smallest: 2 or more.
        owner: (2n - 1) the cluster that each node falls from; 0 is the one of all rows, others in order of appearance.
        left: (2n - 1) the density at which it falls.
        families: (clusters, 2) parent and first child (the second follows it; 0 for none); room for 2n / smallest + 1.
        lives: (clusters, 3) density at birth, highest density at which something falls or parts, stability.
    """
    rows, count, child = (len(nodes) + 1) // 2, 1, 1
    owner[0], left[0] = 0, -1.0  # below 0: has not fallen
    families[0, 0], families[0, 1] = -1, 0
    lives[0, 0], lives[0, 1], lives[0, 2] = 0.0, 0.0, 0.0
    for at in range(len(nodes)):
        if nodes[at] < rows:
            continue
        own, level = owner[at], left[at]
        both = level < 0.0 and sizes[child] >= smallest and sizes[child + 1] >= smallest
        if level < 0.0:
            lives[own, 1] = max(lives[own, 1], density[at])
        for each in range(child, child + 2):
            owner[each], left[each] = own, level
            if level >= 0.0:
                continue
            lasted = density[at] - lives[own, 0]
            if both:
                lives[own, 2] += lasted * sizes[each]
                families[count, 0], families[count, 1] = own, 0
                lives[count, 0], lives[count, 1], lives[count, 2] = density[at], 0.0, 0.0
                owner[each] = count
                count += 1
            elif sizes[each] < smallest:
                left[each] = density[at]
                for _ in range(sizes[each]):  # row by row, as hdbscan adds: ties are decided by the last digit
                    lives[own, 2] += lasted
        if both:
            families[own, 1] = count - 2
        child += 2
    return count


@compiled(
    "int64(int32[::1], int32[::1], float64[::1], int32[:, ::1], float64[:, ::1], int32[::1], float64[::1], int32[::1])"
)
def select(
    nodes: Array,
    owner: Array,
    left: Array,
    families: Array,
    lives: Array,
    labels: Array,
    strength: Array,
    chosen: Array,
) -> int:
    """Choose clusters by excess of mass, never the one of all rows; returns how many.

    Sums of children are rounded to float32, as in hdbscan, so that near ties fall as they do there.

    Args:
        nodes, owner, left, families, lives: as `condense` gives them, with one row per cluster; stabilities change.
        labels: (n) the result, -1 for noise.
        strength: (n) how dense a row still belongs, as a share of the cluster's highest density.
        chosen: (clusters) the clusters that were chosen, in the order of their numbers.
    """
    rows, clusters, count = len(labels), len(families), 0
    number = np.empty(clusters, np.int32)
    for c in range(clusters - 1, 0, -1):
        below = np.float32(0.0)
        first = families[c, 1]
        if first > 0:
            below = np.float32(lives[first, 2])
            below = np.float32(np.float64(below) + lives[first + 1, 2])
        number[c] = -1 if np.float64(below) > lives[c, 2] else 0
        if number[c] < 0:
            lives[c, 2] = np.float64(below)
    number[0] = -1
    for c in range(1, clusters):
        above = number[families[c, 0]]
        if above >= 0:
            number[c] = above
        elif number[c] == 0:
            number[c], chosen[count] = count, c
            count += 1
    for at in range(len(nodes)):
        row = nodes[at]
        if row >= rows:
            continue
        label = number[owner[at]]
        labels[row], strength[row] = label, 0.0
        if label >= 0:
            highest = lives[chosen[label], 1]
            whole = highest == 0.0 or not np.isfinite(left[at])
            strength[row] = 1.0 if whole else min(left[at], highest) / highest
    return count
