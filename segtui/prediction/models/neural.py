"""A small neural net."""

from __future__ import annotations

import warnings
from typing import Annotated, ClassVar

from pydantic import Field

from segtui.language.translation import to_translate
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.layers import Layers


class Neural(Learner):
    """One hidden layer: smooth bends and interactions, on request, as it needs many rows and time."""

    name: ClassVar[str] = "neural"
    title: ClassVar[str] = to_translate("neural net")
    by_default: ClassVar[bool] = False

    hidden: Annotated[int, Field(ge=1, le=1_000)] = 32
    """The units of the hidden layer."""
    penalty: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.001
    """The weight of the squares of its weights."""
    rounds: Annotated[int, Field(ge=1, le=10_000)] = 100
    """The most passes over the rows."""

    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Layers:
        """By Adam, until a pass improves nothing or the rounds are over."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier

        model = MLPClassifier((self.hidden,), alpha=self.penalty, max_iter=self.rounds, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(rows, outcome)
        return Layers(tuple(model.coefs_), tuple(model.intercepts_))

    def seconds(self, rows: int, columns: int) -> float:
        """By the rows, which it goes through some dozens of times."""
        return 0.2 + 9e-5 * rows * (1 + columns / 40)
