"""What every family's rule is: what it keeps when a run is written, and how it assigns rows that come later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.errors import UsageError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """The chosen candidate when its run is written.

    `values` (n, d) is the matrix, `labels` (n) the segments, -1 for noise. `fitted` is the candidate's, in the order of
    the segments. `seen` (n) says which rows the algorithm saw: all, or a sample that the others were assigned by.
    """

    values: Floats
    labels: Labels
    parameters: Mapping[str, Any]
    fitted: Mapping[str, Floats]
    seen: NDArray[np.bool_]


@dataclass(frozen=True)
class Kept:
    """What a rule needs beside matrix, labels and centroids: arrays by row (n), and by segment (s or s by d)."""

    rows: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    segments: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """A finished run as a rule sees it.

    `values` (n, d) and `labels` (n) are the rows that were clustered, `centroids` (s, d) the segments' means and
    `clusters` (s) what the algorithm numbered them; `kept` is what the rule kept.
    """

    values: Floats
    labels: Labels
    centroids: Floats
    clusters: NDArray[np.int64]
    parameters: Mapping[str, Any]
    kept: Kept


@dataclass(frozen=True)
class Placed:
    """Segments (m, int32, -1 is nowhere) and, where the family says it itself, how firmly (m, 0 to 1)."""

    labels: Labels
    strength: Floats | None = None


Rule = Callable[[Floats], Placed]
"""Rows (m, d), scaled as the matrix was, to their segments; each row for itself, whatever stands beside it."""


class FamilyRule(Protocol):
    """A module of this package; `HOW` is the method in a few words, for the summary."""

    HOW: str

    def keep(self, found: Found) -> Kept:
        """What to write beside the matrix."""

    def rule(self, fit: Fit) -> Rule:
        """The rule of a finished run."""


def rule_of(algorithm: str) -> FamilyRule:
    """The family's rule; raises UsageError where new rows can't be assigned by it."""
    name = f"{__package__}.{algorithm}"
    if find_spec(name) is None:
        raise UsageError(
            f"rows can't be assigned to segments of {algorithm}", fix="choose a candidate of another family"
        )
    return cast(FamilyRule, import_module(name))


def has_rule(algorithm: str) -> bool:
    """Whether the family has a rule."""
    return find_spec(f"{__package__}.{algorithm}") is not None


def squared(values: Floats, point: Floats) -> Floats:
    """Squared distances (m) of rows (m, d) to a point, added up column by column: the same for a row in any batch."""
    total: Floats = np.zeros(len(values))
    for column, at in zip(values.T, point.tolist(), strict=True):
        difference = column - at
        total += difference * difference
    return total
