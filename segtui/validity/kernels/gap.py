"""One pass over the edges of a graph, shortest first: where each group of a labeling is joined and where it is left."""

from segtui.clustering.kernels.blocks import Array
from segtui.clustering.kernels.union_find import root
from segtui.libraries.compiled import compiled


@compiled(
    "void(int32[::1], int32[::1], float64[::1], int32[::1], int64[::1], int64[::1], int64[::1],"
    " int32[::1], int32[::1], float64[:, ::1], int64[::1])"
)
def walk(  # noqa: PLR0912 - one pass
    left: Array,
    right: Array,
    weight: Array,
    labels: Array,
    sizes: Array,
    leaving: Array,
    large: Array,
    parent: Array,
    part: Array,
    found: Array,
    parts: Array,
) -> None:
    """Fill `found` (groups, 4), zero at first, with the weights at which something happens to each group.

    Columns: the `leaving`-th edge to another group or to noise; the last edge that leaves; the last edge inside that
    joins two parts of at least `large` rows; the edge that first makes a part of half of the group's rows.
    `parts` (groups) is how many parts of `large` rows are left at the end. `parent` and `part` (n) are scratch.
    """
    for row in range(len(labels)):
        parent[row], part[row] = row, 1
    seen = parts.copy()
    for edge in range(len(left)):
        one, other = labels[left[edge]], labels[right[edge]]
        if one != other:
            for side in range(2):
                group = one if side == 0 else other
                if group >= 0:
                    seen[group] += 1
                    found[group, 1] = weight[edge]
                    if seen[group] == leaving[group]:
                        found[group, 0] = weight[edge]
        elif one >= 0:
            if parent[left[edge]] == parent[right[edge]]:  # most edges are inside a part already
                continue
            first, second = root(parent, left[edge]), root(parent, right[edge])
            parent[left[edge]], parent[right[edge]] = first, second
            if first == second:
                continue
            if part[first] >= large[one] and part[second] >= large[one]:
                found[one, 2] = weight[edge]
            if part[first] < part[second]:
                first, second = second, first
            parent[second] = first
            part[first] += part[second]
            if found[one, 3] == 0.0 and 2 * part[first] >= sizes[one]:
                found[one, 3] = weight[edge]
    for row in range(len(labels)):
        if labels[row] >= 0 and parent[row] == row and part[row] >= large[labels[row]]:
            parts[labels[row]] += 1
