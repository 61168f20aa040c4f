"""New rows by linkage of Gower's distances: what most of the nearest clustered rows are."""

from __future__ import annotations

import numpy as np

from segtui.clustering.assigner import Assigner, Fit, FitInput, Rule, RuleState
from segtui.clustering.assigners.nearest_rows import NEIGHBOURS, vote_of_nearest
from segtui.language.sentences import say


def keep(found: FitInput) -> RuleState:
    """The rows as Gower's distance has them."""
    return RuleState({f"gower_{i}": column for i, column in enumerate(found.values.T, 1)})


def rule(fit: Fit) -> Rule:
    """The nearest rows vote, as for other trees of merges."""
    rows = np.column_stack([fit.kept.rows[f"gower_{i}"] for i in range(1, len(fit.kept.rows) + 1)])
    return vote_of_nearest(rows, fit.labels, power=1)


NEAREST_GOWER_ROWS = Assigner(
    say(
        "to the majority segment of the {count} nearest rows by Gower's distance, with ties going to the nearest",
        count=NEIGHBOURS,
    ),
    keep,
    rule,
)
