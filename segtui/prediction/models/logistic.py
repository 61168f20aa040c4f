"""Logistic regression with a quadratic penalty."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from segtui.language.translation import to_translate
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.layers import Layers


class Logistic(Learner):
    """Log-odds as a weighted sum of the features: simple, fast, and hard to beat with few outcomes."""

    name: ClassVar[str] = "logistic"
    title: ClassVar[str] = to_translate("logistic regression")

    C: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """How freely weights may grow: the inverse of the penalty on their squares."""

    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Layers:
        """By Newton's method, whose end does not depend on where it begins."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=self.C, solver="newton-cholesky", max_iter=100, tol=1e-8)
        model.fit(rows, outcome)
        return Layers((np.ascontiguousarray(model.coef_.T),), (model.intercept_,))

    def seconds(self, rows: int, columns: int) -> float:
        """By the squares of the columns, for some ten steps of Newton's method."""
        return 0.02 + 1.2e-8 * rows * columns**2
