"""New rows by DBSCAN: the cluster that has a core row within eps."""

from __future__ import annotations

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.density.neighbours import nearest_neighbours
from segtui.language.sentences import say
from segtui.libraries.compiled import processors

_BEYOND = 1 + 1e-9
"""The tree may round a distance of eps up; what it finds is measured again."""


def keep(found: FitInput) -> RuleState:
    """Which rows are cores: those with min_samples rows within eps, themselves counted."""
    others = found.parameters["min_samples"] - 1
    near = nearest_neighbours(found.values[found.seen], others, processors())
    within = found.parameters["eps"] ** 2
    core = np.zeros(len(found.values), dtype=bool)
    core[found.seen] = near.squared[:, others - 1] <= within if others else True
    return RuleState({"core": core})


def rule(fit: Fit) -> Rule:
    """A border row takes the first of its clusters, as in the scan that found them."""
    from scipy.spatial import cKDTree

    eps = float(fit.parameters["eps"])
    core = fit.kept.rows["core"].astype(bool) & (fit.labels >= 0)
    trees = []
    for segment in np.argsort(fit.clusters, kind="stable").tolist():
        cores = fit.values[core & (fit.labels == segment)]
        if len(cores):
            trees.append((segment, cores, cKDTree(cores, leafsize=32)))

    def assign(values: Floats) -> Assignment:
        labels = np.full(len(values), -1, dtype=np.int32)
        for segment, cores, tree in trees:
            rest = np.flatnonzero(labels == -1)
            away, near = tree.query(values[rest], distance_upper_bound=eps * _BEYOND, workers=processors())
            met = np.isfinite(away)
            rest, near = rest[met], near[met]
            inside = _apart(values[rest], cores[near]) <= eps * eps
            labels[rest[inside]] = segment
        return Assignment(labels)

    return assign


def _apart(left: Floats, right: Floats) -> Floats:
    """Squared distances of pairs of rows, added up column by column as in the fit."""
    total: Floats = np.zeros(len(left))
    for a, b in zip(left.T, right.T, strict=True):
        total += (a - b) ** 2
    return total


CORE_ROWS = Assigner(
    say("to the cluster with a core row within eps, the first one if there are several; without one, nowhere"),
    keep,
    rule,
)
