"""New rows by hierarchical clustering: what most of the nearest clustered rows are."""

from __future__ import annotations

import numpy as np

from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Labels, Rule, RuleState
from segtui.language.sentences import say
from segtui.libraries.compiled import processors

NEIGHBOURS = 5


def keep(found: FitInput) -> RuleState:
    """Nothing: the rows and their segments say it."""
    return RuleState()


def rule(fit: Fit) -> Rule:
    """A tree of merges has no place for new rows, so the nearest rows vote (Cover and Hart 1967).

    A row that was clustered, or is equal to one, takes that one's segment without a vote.
    """
    return vote_of_nearest(fit.values, fit.labels)


def vote_of_nearest(rows: Floats, labels: Labels, power: int = 2) -> Rule:
    """The rule by which the nearest of the clustered rows (n, p) vote; distances are Minkowski's of that power."""
    from scipy.spatial import cKDTree

    tree = cKDTree(rows, leafsize=32)
    count = min(NEIGHBOURS, len(rows))

    def assign(values: Floats) -> Assignment:
        away, near = tree.query(values, k=range(1, count + 1), p=power, workers=processors())
        voted = labels[near]
        votes = (voted[:, :, None] == voted[:, None, :]).sum(axis=2)
        votes[away[:, 0] == 0, 0] = count + 1
        return Assignment(voted[np.arange(len(values)), votes.argmax(axis=1)])

    return assign


NEAREST_ROWS = Assigner(
    say("to the majority segment of the {count} nearest rows, with ties going to the nearest", count=NEIGHBOURS),
    keep,
    rule,
)
