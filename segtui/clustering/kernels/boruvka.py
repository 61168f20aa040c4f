"""Rounds of Borůvka's algorithm over mutual reachability: edges are offered to components, the least of each joins two.

Distances are squared throughout. `part` (n) numbers the component of each row. `best` (components) is the least weight
of an edge leaving each that was seen so far, `best_from` and `best_to` are its rows. Of equal edges the first seen is
kept, and rows are gone through in one order, so the tree depends on nothing but the rows.
"""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.clustering.kernels.union_find import root
from segtui.libraries.compiled import compiled


@compiled("void(int32, int32, float64, int32[::1], float64[::1], int32[::1], int32[::1])")
def offer(left: int, right: int, weight: float, part: Array, best: Array, best_from: Array, best_to: Array) -> None:
    """Let the components at both ends of an edge know of it."""
    for component in (part[left], part[right]):
        if weight < best[component]:
            best[component], best_from[component], best_to[component] = weight, left, right


@compiled(
    "void(int32[:, ::1], float64[:, ::1], uint8[::1], int32[::1], int32[::1], float64[::1], float64[::1],"
    " int32[::1], float64[::1], int32[::1], int32[::1])"
)
def offer_known(
    near_rows: Array,
    near_squared: Array,
    useful: Array,
    left: Array,
    right: Array,
    squared: Array,
    core: Array,
    part: Array,
    best: Array,
    best_from: Array,
    best_to: Array,
) -> None:
    """Offer what the neighbours' lists hold, then the edges `left`, `right` (-1 for none), `squared`.

    `useful` (n) is cleared for rows whose list leads nowhere but to their own component: they never will again.
    """
    for row in range(near_rows.shape[0]):
        if not useful[row]:
            continue
        useful[row] = False
        for place in range(near_rows.shape[1]):
            other = near_rows[row, place]
            if part[other] != part[row]:
                useful[row] = True
                weight = max(near_squared[row, place], core[row], core[other])
                offer(row, other, weight, part, best, best_from, best_to)
    for edge in range(len(left)):
        if right[edge] >= 0 and part[left[edge]] != part[right[edge]]:
            weight = max(squared[edge], core[left[edge]], core[right[edge]])
            offer(left[edge], right[edge], weight, part, best, best_from, best_to)


@compiled(
    "int64(int32[::1], bool_[::1], float64[::1], int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], int64)"
)
def merge(
    part: Array,
    idle: Array,
    best: Array,
    best_from: Array,
    best_to: Array,
    left: Array,
    right: Array,
    weight: Array,
    edges: int,
) -> int:
    """Add the best edge of each component not `idle` to the tree, renumber the parts; how many edges there are now."""
    components = len(best)
    parent = np.arange(components).astype(np.int32)
    for component in range(components):
        if idle[component]:
            continue
        one = root(parent, part[best_from[component]])
        other = root(parent, part[best_to[component]])
        if one != other:
            parent[max(one, other)] = min(one, other)
            left[edges], right[edges], weight[edges] = best_from[component], best_to[component], best[component]
            edges += 1
    number = np.empty(components, np.int32)
    count = 0
    for component in range(components):
        top = root(parent, component)  # the first of its set
        number[component] = count if top == component else number[top]
        count += top == component
    for row in range(len(part)):
        part[row] = number[part[row]]
    return edges
