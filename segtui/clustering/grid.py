"""The grids of all algorithms together: which there are, what they will need, which labelings are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.clustering.family import Candidate, Family, Labels
from segtui.declare import declarations


def families() -> list[type[Family]]:
    """Every algorithm, in order of its file's name."""
    return declarations("segtui.clustering", Family)  # type: ignore[type-abstract]


@dataclass(frozen=True)
class Forecast:
    """What sweeping these grids will need.

    `bytes` is the peak: the hungriest family, for they run one after the other, with the shared neighbours and the
    labels of all cells. `families` is each family's own bytes by name, `seconds` a rough total (factor 3), `cells` how
    many cells there are at most.
    """

    bytes: int
    families: dict[str, int]
    seconds: float
    cells: int


def forecast(grids: Sequence[Family], rows: int, columns: int) -> Forecast:
    """What these grids will need on a matrix of so many rows and columns; they need not be resolved.

    The constants behind it were measured on one core of a shared x86-64 server at 2,000 to 100,000 rows.
    """
    own = {grid.name: grid.memory(rows, columns) for grid in grids}
    cells = sum(grid.size() for grid in grids)
    neighbours = 12 * rows * max((grid.expects() for grid in grids), default=0)
    kept = 12 * rows * cells  # labels, and strengths where there are any
    seconds = sum(grid.duration(rows, columns) for grid in grids)
    return Forecast(max(own.values(), default=0) + neighbours + kept, own, seconds, cells)


def distinct(candidates: Iterable[Candidate]) -> list[str | None]:
    """For each candidate None if its partition is new, else the key of the first that has the same one."""
    first: dict[bytes, str] = {}
    twins: list[str | None] = []
    for candidate in candidates:
        digest = hashlib.sha256(canonical(candidate.labels).tobytes()).digest()
        twins.append(first.get(digest))
        first.setdefault(digest, candidate.key)
    return twins


def canonical(labels: Labels) -> Labels:
    """The same partition with clusters numbered by their first row, 0, 1, …; -1 stays noise."""
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    clusters = labels[first] >= 0
    order = np.argsort(np.where(clusters, first, -1), kind="stable")
    renumbered = np.empty(len(first), dtype=np.int32)
    renumbered[order] = np.arange(len(first)) - np.count_nonzero(~clusters)
    return renumbered[number]
