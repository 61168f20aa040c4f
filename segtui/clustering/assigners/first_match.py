"""New rows by rules: the segment of the first rule that they match."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Labels, Rule, RuleState
from segtui.language.sentences import say


def keep(found: FitInput) -> RuleState:
    """The number of each segment's rule."""
    return RuleState(segments={"rule": found.fitted["rule"]})


def rule(fit: Fit) -> Rule:
    """Rows (m, 1) are numbers of rules; one that no row of the run went to has no segment."""
    fitted = fit.kept.segments

    def assign(values: Floats) -> Assignment:
        labels = labelled(values, fitted)
        return Assignment(labels, (labels >= 0).astype(np.float64))

    return assign


def labelled(values: Floats, fitted: Mapping[str, Floats]) -> Labels:
    """The cluster of each row's rule, -1 where there is none."""
    labels = np.full(len(values), -1, dtype=np.int32)
    for cluster, number in enumerate(fitted["rule"].tolist()):
        labels[values[:, 0] == number] = cluster
    return labels


FIRST_MATCH = Assigner(say("by the first rule that they match"), keep, rule, labels=labelled)
