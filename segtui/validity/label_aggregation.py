"""How sums over the classes of a refinement aggregate into the clusters of every labeling, half of them at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.validity.refinement import Indices, Labels, Refinement, split_by


@dataclass(frozen=True)
class Folding:
    """The steps that lead from U classes to the clusters of L labelings, as the kernel `fold` reads them.

    Labelings are halved again and again; a half's own common refinement is coarser, so folding step by step touches
    far fewer numbers than folding all classes into every labeling. `nodes` stand in preorder and each level of the
    tree writes to slots of its own, `slots` in all, so room does not grow with the number of labelings.
    """

    nodes: NDArray[np.int64]
    maps: NDArray[np.int32]
    slots: int


@dataclass(frozen=True)
class _Step:
    """One node: where each class of the node above goes; `labeling` is -1 where more halving follows."""

    level: int
    into: Indices
    count: int
    labeling: int


def folding(refinement: Refinement) -> Folding:
    """The steps for all labelings of a refinement."""
    steps: list[_Step] = []
    if refinement.labelings == 1:
        steps.append(_last(refinement.table[:, 0], 0, 1))
    else:
        _halve(refinement.table, 0, 1, steps)
    widest = [refinement.classes, *[0] * max(step.level for step in steps)]
    for step in steps:
        widest[step.level] = max(widest[step.level], step.count)
    slots = np.cumsum([0, *widest])
    lengths = [len(step.into) for step in steps]
    places = np.cumsum([0, *lengths])
    nodes = [
        (slots[step.level - 1], len(step.into), slots[step.level], step.count, place, step.labeling)
        for step, place in zip(steps, places[:-1], strict=True)
    ]
    maps = np.concatenate([step.into for step in steps]).astype(np.int32)
    return Folding(np.array(nodes, np.int64), maps, int(slots[-1]))


def _halve(table: Labels, first: int, level: int, steps: list[_Step]) -> None:
    """Add the steps from the classes of `table` (U, 2 or more labelings, numbered from `first`) to its labelings."""
    middle = table.shape[1] // 2
    for start, part in ((first, table[:, :middle]), (first + middle, table[:, middle:])):
        if part.shape[1] == 1:
            steps.append(_last(part[:, 0], start, level))
            continue
        into, count, heads = split_by(part)
        steps.append(_Step(level, into, count, -1))
        _halve(part[heads], start, level + 1, steps)


def _last(labels: Labels, labeling: int, level: int) -> _Step:
    clusters = int(labels.max()) + 1
    return _Step(level, np.where(labels < 0, clusters, labels).astype(np.intp), clusters + 1, labeling)
