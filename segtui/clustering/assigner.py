"""What an assigner is: what it keeps when a run is written, and its rule for later rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class FitInput:
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
class RuleState:
    """What a rule needs beside matrix, labels and centroids: arrays by row (n), by segment (s; s by d; s by d by d)."""

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
    kept: RuleState


@dataclass(frozen=True)
class Assignment:
    """Segments (m, int32, -1 is nowhere) and, if the algorithm has them, the strength (m, 0 to 1) and the
    probability of each segment (m by s, rows summing to 1)."""

    labels: Labels
    strength: Floats | None = None
    memberships: Floats | None = None


Rule = Callable[[Floats], Assignment]
"""Assigns rows (m, d), scaled like the matrix, to their segments; each row independently of the others."""


@dataclass(frozen=True)
class Assigner:
    """A way to assign new rows, declared by an algorithm.

    `method` describes it in a few words, for the summary. `keep` returns what is written beside the matrix at the end
    of a run, `rule` the rule of a finished run. `memberships`, if the algorithm knows them, gives the probability of
    each cluster for rows (m, d) by what a candidate has `fitted`: (m, s), rows summing to 1; its own is the largest.
    `labels`, if they follow from `fitted` alone, gives the clusters (m).

    Assigners of algorithms for mixed tables see rows as `SharedStructures.gower` has them, not those of the matrix.
    """

    method: str
    keep: Callable[[FitInput], RuleState]
    rule: Callable[[Fit], Rule]
    memberships: Callable[[Floats, Mapping[str, Floats]], Floats] | None = None
    labels: Callable[[Floats, Mapping[str, Floats]], Labels] | None = None


def squared(values: Floats, point: Floats) -> Floats:
    """Squared distances (m) of rows (m, d) to a point, added up column by column: the same for a row in any batch."""
    total: Floats = np.zeros(len(values))
    for column, at in zip(values.T, point.tolist(), strict=True):
        difference = column - at
        total += difference * difference
    return total
