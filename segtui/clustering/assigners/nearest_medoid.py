"""New rows by K-medoids: the nearest medoid, by Gower's distance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Labels, Rule, RuleState
from segtui.language.sentences import say


def keep(found: FitInput) -> RuleState:
    """The medoids of the segments."""
    return RuleState(segments={"medoids": found.fitted["medoids"]})


def rule(fit: Fit) -> Rule:
    """Every row belongs somewhere; of equally near medoids the first in the fit's order."""
    order = np.argsort(fit.clusters, kind="stable")
    medoids = fit.kept.segments["medoids"][order]
    return lambda rows: Assignment(order[nearest_medoid(rows, medoids)].astype(np.int32))


def nearest_medoid(rows: Floats, medoids: Floats) -> Labels:
    """The place of the medoid (k, p) with the least sum of absolute differences to each row (m, p), int32 (m)."""
    labels, least = np.zeros(len(rows), np.int32), np.full(len(rows), np.inf)
    for number, medoid in enumerate(medoids):
        away = np.zeros(len(rows))
        for column, at in zip(rows.T, medoid.tolist(), strict=True):
            away += np.abs(column - at)
        closer = away < least
        labels[closer], least[closer] = number, away[closer]
    return labels


def labels_of(rows: Floats, fitted: Mapping[str, Floats]) -> Labels:
    """The cluster of rows beside a sample, by what its candidate has fitted."""
    return nearest_medoid(rows, fitted["medoids"])


NEAREST_MEDOID = Assigner(say("to the nearest medoid"), keep, rule, labels=labels_of)
