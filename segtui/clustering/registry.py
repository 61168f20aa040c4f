"""The registry of algorithms, the forecast of their grids, and duplicate labelings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Labels
from segtui.clustering.assigner import Assigner
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.clustering.rules.rule_table import RuleTable
from segtui.declare import declarations
from segtui.errors import UsageError
from segtui.language.sentences import say


def algorithms() -> list[type[Algorithm]]:
    """Every algorithm, in order of its file's name."""
    return declarations("segtui.clustering.algorithms", Algorithm)  # type: ignore[type-abstract]


def families() -> list[type[Algorithm]]:
    """Everything that a plan can search: the algorithms, and the table of rules."""
    return [*algorithms(), RuleTable]


def find_algorithm(name: str) -> type[Algorithm] | None:
    """The algorithm of that name, the table of rules, or what segments by a prediction; None if there is none."""
    every: list[type[Algorithm]] = [*families(), PredictedBands]
    return next((declared for declared in every if declared.name == name), None)


def assigner_of(name: str) -> Assigner:
    """How new rows are assigned to an algorithm's segments; raises UsageError if they can't be."""
    declared = find_algorithm(name)
    if declared is None or declared.assigner is None:
        raise UsageError(
            say("rows can't be assigned to segments of {name}", name=name),
            fix=say("choose a candidate of another algorithm"),
        )
    return declared.assigner


@dataclass(frozen=True)
class SearchForecast:
    """What sweeping these grids will need.

    `bytes` is the peak: the hungriest family (they run one after the other), with the shared neighbours and what is
    `kept` of all cells, their labels. `families` is each family's own bytes by name, `seconds` a total (factor 2),
    `cells` how many cells there are at most.
    """

    bytes: int
    families: dict[str, int]
    kept: int
    seconds: float
    cells: int


_SCRATCH = 2 << 20
"""Bytes that any search takes, even for few rows."""


def forecast(grids: Sequence[Algorithm], rows: int, columns: int, of: int | None = None) -> SearchForecast:
    """What these grids will need on a matrix of this many rows and columns; they need not be resolved.

    `of` is how many rows get labels, where `rows` are a sample of them. The constants behind it were measured on two
    cores of a shared x86-64 server at 1,000 to 1,000,000 rows of 8 columns.
    """
    own = {grid.name: _SCRATCH + grid.memory(rows, columns) for grid in grids}
    cells = sum(grid.size() for grid in grids)
    neighbours = 12 * rows * max((grid.expects() for grid in grids), default=0)
    kept = (of or rows) * sum(grid.kept_bytes * grid.size() for grid in grids)
    seconds = sum(grid.duration(rows, columns) - grid.shared(rows, columns) for grid in grids)
    seconds += max((grid.shared(rows, columns) for grid in grids), default=0.0)
    return SearchForecast(max(own.values(), default=0) + neighbours + kept, own, kept, seconds, cells)


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
    clustered = labels[labels >= 0]
    rows = len(clustered)
    if rows == 0:
        return labels.copy()
    first = np.full(int(clustered.max()) + 1, rows)
    first[clustered[::-1]] = np.arange(rows - 1, -1, -1)
    number = np.empty(len(first) + 1, dtype=np.int32)
    number[np.argsort(first, kind="stable")] = np.arange(len(first))
    number[-1] = -1
    return number[labels]
