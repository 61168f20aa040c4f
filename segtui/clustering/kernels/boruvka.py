"""Rounds of Borůvka's algorithm over mutual reachability: offers from lists, searches in a block tree, merges.

Distances are squared throughout. `part` (n) numbers the component of each row. `best` (components) is the least weight
of an edge leaving each that was seen so far, `best_from` and `best_to` are its rows. Of equal edges the first seen is
kept, and rows are gone through in one order, so the tree depends on nothing but the rows.
"""

import numpy as np

from segtui.clustering.kernels.blocks import Array, first_child, push, to_children, to_rows
from segtui.clustering.kernels.nearest import STACK
from segtui.clustering.kernels.sets import root
from segtui.compiled import compiled


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


@compiled("void(int32[::1], int32[::1], int64, int64, int64, int32[::1], int32[::1])")
def parts_of_nodes(
    rows: Array, part: Array, room: int, inner: int, fan: int, slot_part: Array, node_part: Array
) -> None:
    """The component of each slot, and of each node of the tree: -1 where it holds rows of several."""
    for node in range(len(node_part) - 1, -1, -1):
        if node >= inner:
            first = (node - inner) * room
            node_part[node] = part[rows[first]]
            for slot in range(first, first + room):
                if rows[slot] >= 0:
                    slot_part[slot] = part[rows[slot]]
                    if slot_part[slot] != node_part[node]:
                        node_part[node] = -1
        else:
            child = first_child(node, fan)
            node_part[node] = node_part[child]
            for i in range(1, fan if node == 0 else 8):
                if node_part[child + i] != node_part[node]:
                    node_part[node] = -1


@compiled(
    "void(float64[:, :, ::1], int32[::1], float64[:, :, :, ::1], int64, float64[::1], float64[::1], int32[::1],"
    " int32[::1], float64[::1], int64[::1], float64[::1], int32[::1], int64, int64)"
)
def search(
    leaves: Array,
    rows: Array,
    boxes: Array,
    fan: int,
    slot_core: Array,
    node_core: Array,
    slot_part: Array,
    node_part: Array,
    best: Array,
    asked: Array,
    lower: Array,
    found: Array,
    start: int,
    stop: int,
) -> None:
    """For the slots asked[start:stop], in order of component: the nearest row of another, if nearer than `best`.

    Sets `found` to its row, or to -1, and `lower` to a weight below which no edge leaves: read as such a bound, too.
    """
    columns, room = leaves.shape[1], leaves.shape[2]
    inner = boxes.shape[0]
    point = np.empty(columns)
    squared = np.empty(max(room, 8))
    stack, key = np.empty(STACK, np.int64), np.empty(STACK)
    own, bound = -1, np.inf
    for at in range(start, stop):
        slot = asked[at]
        found[at] = -1
        if slot_part[slot] != own:
            own = slot_part[slot]
            bound = best[own]
        for column in range(columns):
            point[column] = leaves[slot // room, column, slot % room]
        stack[0], key[0], top = 0, node_core[0], 1
        while top and bound > lower[at]:
            top -= 1
            if key[top] >= bound:
                continue
            node = stack[top]
            if node < inner:
                child, bottom = first_child(node, fan), top
                to_children(boxes, node, point, squared)
                for i in range(8):
                    if squared[i] < bound and node_part[child + i] != own:
                        weight = max(squared[i], node_core[child + i])
                        if weight < bound:
                            top = push(stack, key, bottom, top, child + i, weight)
                continue
            to_rows(leaves, node - inner, point, squared)
            for i in range(room):
                other = (node - inner) * room + i
                if squared[i] < bound and slot_part[other] != own:
                    weight = max(squared[i], slot_core[slot], slot_core[other])
                    if weight < bound:
                        bound, found[at] = weight, rows[other]
        lower[at] = max(lower[at], bound)


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
