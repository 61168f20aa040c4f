"""Random forest (Breiman 2001)."""

from __future__ import annotations

from math import log2, sqrt
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from segtui.language.translation import to_translate
from segtui.libraries.compiled import processors
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.trees import DecisionTree, Trees


class RandomForest(Learner):
    """The mean of many trees, each of other rows: finds bends and interactions, seldom overfits."""

    name: ClassVar[str] = "forest"
    title: ClassVar[str] = to_translate("random forest")

    trees: Annotated[int, Field(ge=1, le=5_000)] = 300
    """How many trees there are."""
    least_rows: Annotated[int, Field(ge=1)] = 20
    """The fewest rows of a leaf: more make smoother probabilities."""
    most_drawn: Annotated[int, Field(ge=100)] = 50_000
    """The most rows that one tree is given: of more, each tree draws this many."""

    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Trees:
        """Each tree by its own seed, so that threads don't change one."""
        from sklearn.ensemble import RandomForestClassifier

        model = RandomForestClassifier(
            n_estimators=self.trees,
            min_samples_leaf=self.least_rows,
            max_samples=self.most_drawn if len(rows) > self.most_drawn else None,
            n_jobs=processors(),
            random_state=seed,
        )
        model.fit(rows, outcome)
        trees = [_as_arrays(each.tree_) for each in model.estimators_]
        return Trees.planted(trees, 0.0, 1 / len(trees), log_odds=False, single=True)

    def seconds(self, rows: int, columns: int) -> float:
        """By the rows that each tree sorts, for as many columns as it tries."""
        drawn = min(rows, self.most_drawn)
        return 0.3 + 1.2e-8 * self.trees * drawn * log2(drawn + 2) * sqrt(columns)


def _as_arrays(tree: object) -> DecisionTree:
    names = ("feature", "threshold", "children_left", "children_right", "value")
    feature, threshold, left, right, value = (np.asarray(getattr(tree, name)) for name in names)
    shares = value[:, 0, :]
    return DecisionTree(feature, threshold, left, right, shares[:, 1] / shares.sum(axis=1))
