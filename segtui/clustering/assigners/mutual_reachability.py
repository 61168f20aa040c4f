"""New rows by HDBSCAN: approximate prediction by the nearest row in mutual reachability."""

from __future__ import annotations

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.density.neighbours import nearest_neighbours
from segtui.language.sentences import say
from segtui.libraries.compiled import processors

_ROUNDING = 1 - 1e-12


def keep(found: FitInput) -> RuleState:
    """Each row's core distance (NaN where the algorithm did not see it), each cluster's first and last density."""
    k = found.parameters["min_samples"]
    near = nearest_neighbours(found.values[found.seen], k, processors())
    core = np.full(len(found.values), np.nan)
    core[found.seen] = np.sqrt(near.squared[:, k - 1])
    return RuleState({"core_distance": core}, found.fitted)


def rule(fit: Fit) -> Rule:
    """The rule of hdbscan's `approximate_predict` (McInnes, Healy and Astels 2017), on the core distances of the fit.

    Of the 2 min_samples nearest rows the one counts that is nearest in mutual reachability. The new row takes its
    cluster if that was born at no higher a density than the one at which the two meet; the strength is that density
    over the cluster's last. hdbscan measures the core distances of its prediction one neighbour nearer than those of
    its fit; here they are the fit's, so that a row that was clustered meets itself.
    """
    from scipy.spatial import cKDTree

    seen = np.isfinite(fit.kept.rows["core_distance"])
    core, labels = fit.kept.rows["core_distance"][seen], fit.labels[seen]
    birth, death = np.append(fit.kept.segments["birth"], np.inf), np.append(fit.kept.segments["death"], np.inf)
    tree = cKDTree(fit.values[seen], leafsize=32)
    k = int(fit.parameters["min_samples"])
    count = min(2 * k, len(core))

    def assign(values: Floats) -> Assignment:
        away, near = tree.query(values, k=range(1, count + 1), workers=processors())
        reach = np.maximum(np.maximum(core[near], away), away[:, [min(k, count - 1)]])
        best = reach.argmin(axis=1)
        rows = np.arange(len(values))
        with np.errstate(divide="ignore", invalid="ignore"):
            density = 1.0 / reach[rows, best]
            found = labels[near[rows, best]]
            found = np.where(density >= birth[found] * _ROUNDING, found, -1).astype(np.int32)
            strength = np.minimum(density, death[found]) / death[found]
        whole = np.isinf(density) | (death[found] == 0)
        return Assignment(found, np.where(found == -1, 0.0, np.where(whole, 1.0, strength)))

    return assign


MUTUAL_REACHABILITY = Assigner(
    say("with the nearest row by mutual reachability, if the cluster exists at that density; else nowhere"),
    keep,
    rule,
)
