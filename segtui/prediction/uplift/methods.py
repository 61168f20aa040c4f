"""Two ways to learn uplift with the models that learn an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.predictor import Predictor
from segtui.prediction.preparation import FeaturePreparation, learn_preparation
from segtui.prediction.uplift.experiment import Experiment

Method = Literal["t_learner", "transformed_outcome"]
METHODS: tuple[Method, ...] = ("t_learner", "transformed_outcome")


@dataclass(frozen=True)
class UpliftModel:
    """What was learned; of the two predictors, `first` and `second` are

    t_learner (Künzel et al. 2019): the outcome of the treated and of the control. Uplift is their difference.

    transformed_outcome (Athey and Imbens 2016): the outcome Y of all, and of those with it whether they were treated
    (T). With the chance e of being treated, the mean of the transformed outcome Y (T - e) / (e (1 - e)) is the uplift,
    and equals P(Y) (P(T | Y) - e) / (e (1 - e)).
    """

    method: Method
    preparation: FeaturePreparation
    first: Predictor
    second: Predictor

    def uplift(self, frame: pl.DataFrame, chance: Floats) -> Floats:
        """By how much treatment raises the probability (n) of the outcome, -1 to 1; `chance` (n) is that of treatment.

        Only the transformed outcome looks at the chance.
        """
        rows = self.preparation.rows(frame)
        first, second = self.first.probabilities(rows), self.second.probabilities(rows)
        if self.method == "t_learner":
            return first - second
        return np.clip(first * (second - chance) / (chance * (1 - chance)), -1.0, 1.0)


def fit_uplift(method: Method, experiment: Experiment, learner: Learner, seed: int = 0) -> UpliftModel:
    """Learn from an experiment whose arms both have both kinds of outcomes.

    Raises DataError where no feature can be learned from.
    """
    preparation = learn_preparation(experiment.frame)
    if not preparation.columns:
        why = preparation.why_nothing()
        raise DataError(say("no feature can be learned from: {why}", why=why), where="uplift")
    rows, treated, outcome = preparation.rows(experiment.frame), experiment.treated, experiment.outcome

    def fit(chosen: Truth, what: Truth) -> Predictor:
        return learner.fit(np.ascontiguousarray(rows[chosen]), what[chosen], seed)

    if method == "t_learner":
        return UpliftModel(method, preparation, fit(treated, outcome), fit(~treated, outcome))
    everyone = np.ones(len(experiment), dtype=bool)
    return UpliftModel(method, preparation, fit(everyone, outcome), fit(outcome, treated))
