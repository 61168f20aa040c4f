"""Gradient boosting over histograms (Ke et al. 2017), as scikit-learn has it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from segtui.language.translation import to_translate
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.trees import DecisionTree, Trees


class Boosting(Learner):
    """Small trees one after the other, each on what those before it left: the strongest with many rows."""

    name: ClassVar[str] = "boosting"
    title: ClassVar[str] = to_translate("gradient boosting")

    trees: Annotated[int, Field(ge=1, le=5_000)] = 150
    """How many trees there are."""
    rate: Annotated[float, Field(gt=0, le=1)] = 0.05
    """How much of a tree's correction counts."""
    leaves: Annotated[int, Field(ge=2, le=255)] = 15
    """The most leaves of a tree."""
    least_rows: Annotated[int, Field(ge=1)] = 20
    """The fewest rows of a leaf."""

    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Trees:
        """All trees, without stopping early: so nothing is chosen on rows that were not kept for that."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier(
            max_iter=self.trees,
            learning_rate=self.rate,
            max_leaf_nodes=self.leaves,
            min_samples_leaf=self.least_rows,
            early_stopping=False,
            random_state=seed,
        )
        model.fit(rows, outcome)
        # the trees are private to scikit-learn: a test holds what is read here to its own predictions
        trees = [_as_arrays(each[0].nodes) for each in model._predictors]
        return Trees.planted(trees, float(np.ravel(model._baseline_prediction)[0]), 1.0, log_odds=True, single=False)

    def seconds(self, rows: int, columns: int) -> float:
        """By the cells that each tree counts."""
        return 0.2 + self.trees * (0.003 + 1.4e-8 * rows * columns)


def _as_arrays(nodes: Any) -> DecisionTree:
    leaf = nodes["is_leaf"].astype(bool)
    left = np.where(leaf, -1, nodes["left"].astype(np.int64))
    right = np.where(leaf, -1, nodes["right"].astype(np.int64))
    return DecisionTree(nodes["feature_idx"].astype(np.int64), nodes["num_threshold"], left, right, nodes["value"])
