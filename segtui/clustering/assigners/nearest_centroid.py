"""New rows by K-means: the nearest fitted centroid."""

from __future__ import annotations

import numpy as np

from segtui.clustering.assigner import (
    Assigner,
    Assignment,
    Fit,
    FitInput,
    Floats,
    Labels,
    Rule,
    RuleState,
    squared,
)
from segtui.language.sentences import say


def keep(found: FitInput) -> RuleState:
    """The centres as fitted, and the rows that stand between two of them and were given the other one.

    A row as near to two centres as rounding tells goes where scikit-learn's arithmetic put it: it is marked, and rows
    of the same values will follow it.
    """
    centers = found.fitted["centers"]
    return RuleState({"tied": nearest(found.values, centers) != found.labels}, {"centers": centers})


def rule(fit: Fit) -> Rule:
    """Every row belongs somewhere; a row that was clustered gets its own segment back, ties included."""
    centers = fit.kept.segments["centers"]
    tied = fit.kept.rows["tied"].astype(bool)
    known, first = np.unique(_rows(fit.values[tied]), return_index=True)
    theirs = fit.labels[tied][first]

    def assign(values: Floats) -> Assignment:
        labels = nearest(values, centers)
        if len(known):
            rows = _rows(values)
            at = np.minimum(np.searchsorted(known, rows), len(known) - 1)
            labels = np.where(known[at] == rows, theirs[at], labels).astype(np.int32)
        return Assignment(labels)

    return assign


def nearest(values: Floats, centers: Floats) -> Labels:
    """The number of the nearest centre of each row, int32 (m), the lowest of equally near ones."""
    labels = np.zeros(len(values), dtype=np.int32)
    least = np.full(len(values), np.inf)
    for number, center in enumerate(centers):
        away = squared(values, center)
        closer = away < least
        labels[closer], least[closer] = number, away[closer]
    return labels


def _rows(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """Each row as one value that can be sorted and compared; -0.0 is 0.0."""
    plain = np.ascontiguousarray(values + 0.0)
    return plain.view(np.dtype((np.void, plain.itemsize * plain.shape[1]))).reshape(len(plain))


NEAREST_CENTROID = Assigner(
    say("to the nearest fitted centroid"),
    keep,
    rule,
)
