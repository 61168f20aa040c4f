"""The common refinement of many labelings: classes of rows that no labeling separates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]
Indices = NDArray[np.intp]

REFINED_CLASSES = 4096
GROUP_CLASSES = 256


@dataclass(frozen=True)
class Refinement:
    """The common refinement of L labelings of n rows: U classes, the rows sorted by class.

    `order` (n) lists the rows class by class; class u holds `order[starts[u]:starts[u + 1]]`, and `row_class` (n) gives
    the class of each row in that order. `table` (U, L) is the label of a class in each labeling, -1 for noise.
    """

    order: Indices
    starts: Indices
    row_class: Indices
    table: Labels

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.starts) - 1

    @property
    def labelings(self) -> int:
        """How many labelings there are."""
        return int(self.table.shape[1])

    @cached_property
    def sizes(self) -> list[NDArray[np.float64]]:
        """How many rows each cluster has: one array (clusters) for each labeling."""
        counts = np.diff(self.starts).astype(np.float64)
        kept = self.table >= 0
        return [
            np.bincount(labels[some], weights=counts[some]).astype(np.float64)
            for labels, some in zip(self.table.T, kept.T, strict=True)
        ]


@dataclass(frozen=True)
class Group:
    """Labelings `first` to `last` (exclusive), whose own refinement is small.

    `into` (U) maps a class of the whole refinement to one of the group's; `table` is the group's own.
    """

    first: int
    last: int
    into: Indices
    table: Labels

    @property
    def classes(self) -> int:
        """How many classes the group tells apart."""
        return int(self.table.shape[0])


def refine(labelings: Sequence[Labels], most: int | None = None) -> list[Refinement]:
    """Refine labelings (compact, see `compact`) together, in as few refinements as keep to `most` classes each.

    Labelings keep their order. One that alone has more clusters stands alone: past that size (4,096 if none is given),
    going over the distances again costs less than folding this many classes.
    """
    return [_refinement(labelings[cut.first : cut.last], cut) for cut in _cuts(labelings, most or REFINED_CLASSES)]


def groups(refinement: Refinement) -> list[Group]:
    """Cut the labelings, in their order, into groups of at most 256 classes each (or one labeling that has more).

    Folding classes into a group's classes once, and these into clusters, costs far less than folding all classes into
    the clusters of every labeling.
    """
    found = []
    for cut in _cuts(list(refinement.table.T), GROUP_CLASSES):
        # As many classes as the whole are the same ones: then they keep their numbers, and nothing is to be folded.
        into = cut.into if cut.classes < refinement.classes else np.arange(refinement.classes)
        heads = _heads(into, cut.classes)
        found.append(Group(cut.first, cut.last, into, refinement.table[heads, cut.first : cut.last]))
    return found


def split_by(table: Labels) -> tuple[Indices, int, Indices]:
    """The common refinement of the columns of a table (U, L): the class of each row, how many, a row of each."""
    into, count = np.zeros(len(table), np.intp), 1
    for labels in table.T:
        into, count = _split(into, count, labels)
    return into, count, _heads(into, count)


def _heads(into: Indices, count: int) -> Indices:
    """The first row of each class."""
    heads = np.zeros(count, np.intp)
    heads[into[::-1]] = np.arange(len(into))[::-1]
    return heads


def compact(labels: NDArray[np.int32]) -> Labels:
    """The same labeling (n) with its clusters numbered 0, 1, … without gaps; -1 stays.

    Raises ValueError for a label below -1.
    """
    if len(labels) and int(labels.min()) < -1:
        raise ValueError(f"labels start at -1 (noise), found {int(labels.min())}")
    number, _ = _rank(labels.astype(np.intp) + 1, int(labels.max(initial=-1)) + 2, first_taken=True)
    return (number - 1).astype(np.int32)


@dataclass(frozen=True)
class _Cut:
    """Labelings `first` to `last` (exclusive) and the class of each row in their refinement."""

    first: int
    last: int
    into: Indices
    classes: int


def _cuts(labelings: Sequence[Labels], most: int) -> Iterator[_Cut]:
    first = 0
    while first < len(labelings):
        into, classes = _split(np.zeros(len(labelings[first]), np.intp), 1, labelings[first])
        last = first + 1
        while last < len(labelings):
            finer, count = _split(into, classes, labelings[last])
            if count > most:
                break
            into, classes, last = finer, count, last + 1
        yield _Cut(first, last, into, classes)
        first = last


def _refinement(labelings: Sequence[Labels], cut: _Cut) -> Refinement:
    order = np.argsort(cut.into, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(cut.into, minlength=cut.classes))]).astype(np.intp)
    heads = order[starts[:-1]]
    table = np.stack([labels[heads] for labels in labelings], axis=1).astype(np.int32)
    return Refinement(order, starts, cut.into[order], table)


def _split(parts: Indices, count: int, labels: Labels) -> tuple[Indices, int]:
    """Split parts 0 … count - 1 by a labeling; the new parts are numbered in order of part, then label."""
    span = int(labels.max(initial=-1)) + 2
    return _rank(parts * span + labels + 1, count * span)


def _rank(keys: Indices, span: int, first_taken: bool = False) -> tuple[Indices, int]:
    """Number the distinct keys (0 … span - 1) by size; with `first_taken` key 0 counts as seen."""
    if span > 8 * len(keys) + 1024:  # too sparse to mark each possible key
        seen = np.unique(np.append(keys, 0) if first_taken else keys)
        return np.searchsorted(seen, keys), len(seen)
    mark = np.zeros(span, np.bool_)
    mark[keys] = True
    mark[0] |= first_taken
    number = np.cumsum(mark) - 1
    return number[keys], int(number[-1]) + 1
