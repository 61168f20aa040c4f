"""New rows by a mixture: the segment whose Gaussian they most likely come from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.language.sentences import say


def keep(found: FitInput) -> RuleState:
    """The Gaussians of the segments."""
    return RuleState(segments=found.fitted)


def rule(fit: Fit) -> Rule:
    """Every row belongs somewhere, however far from all it lies; a row that was clustered gets the same again.

    So that rounding and ties fall as in the fit, the Gaussians are taken in the order that they had there.
    """
    order = np.argsort(fit.clusters, kind="stable")
    gaussians = Gaussians.from_arrays(fit.kept.segments).only(order)

    def assign(values: Floats) -> Assignment:
        shares, _ = gaussians.memberships(values)
        labels = order[shares.argmax(axis=1)].astype(np.int32)
        return Assignment(labels, shares.max(axis=1), shares[:, np.argsort(order)])

    return assign


def memberships(values: Floats, fitted: Mapping[str, Floats]) -> Floats:
    """How likely each row belongs to each Gaussian."""
    shares, _ = Gaussians.from_arrays(fitted).memberships(values)
    return shares


LIKELIEST_GAUSSIAN = Assigner(
    say("to the segment that they most likely belong to"),
    keep,
    rule,
    memberships,
)
