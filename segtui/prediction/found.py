"""What one prediction of a run found, as its reports tell it, and the model that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.fit_prediction import Prediction, Tried
from segtui.prediction.importance import Importance
from segtui.prediction.judge import BaselineScores
from segtui.prediction.leaks import Leak
from segtui.prediction.learner import Floats, Truth
from segtui.prediction.metrics.scores import PredictionScores
from segtui.prediction.money import ContactMoney

Predicts = Literal["purchase", "churn", "column"]


@dataclass(frozen=True)
class Predicted:
    """What is predicted: in the `horizon` days after a snapshot, or that `column` is `yes` and not `no`.

    `guessed` says that nothing but its rarity made `yes` the outcome.
    """

    predicts: Predicts
    horizon: int = 0
    column: str = ""
    yes: str = ""
    no: str = ""
    guessed: bool = False


@dataclass(frozen=True)
class RowsLearned:
    """The rows of one role: which `days` (ISO), how many rows, and how many of them have the outcome."""

    role: Literal["training", "validation", "calibration", "test", "folds"]
    rows: int
    positives: int
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paying:
    """Whom to contact where the plan says what that costs: in the test, with those who have the outcome, and now."""

    rows: int = 0
    positives: int = 0
    now: int = 0


@dataclass(frozen=True)
class RowsTested:
    """The rows of a prediction's test: what was said (n probabilities), what came (n) and whose they are (n ids).

    They are rows of the run, whose numbers are `rows` (n), or customers at an earlier day, with their features then.
    """

    probability: Floats
    outcome: Truth
    ids: pl.Series
    rows: NDArray[np.int64] | None = None
    frame: pl.DataFrame | None = None


@dataclass(frozen=True)
class FoundPrediction:
    """One [[predict]] of a run.

    `learner` was chosen of those `tried`. `all`, `known` and `new` are the test's figures for all customers, those whom
    it learned from at earlier days, and others; `deciles`, `reliability` and `curves` its tables, as in
    `segtui.prediction.metrics.curves`. `dependences` has feature, value (as text) and probability. `skipped` are the
    snapshots that were too early, with why, `untimed` the [[derive]] tables that do not say when their rows came.
    Of the run's rows `scored` have a probability, with this `mean`; `edges` are the nine between their tenths. `model`
    is what the run keeps, `test` the rows of the test; a report that is written again has neither. Where there were too
    many, it learned from those `drawn` of all `customers`, else both are 0.
    """

    name: str
    predicted: Predicted
    learner: str
    tried: tuple[Tried, ...]
    chosen_by: str
    calibrated: str
    rows: tuple[RowsLearned, ...]
    all: PredictionScores
    known: PredictionScores | None
    new: PredictionScores | None
    baselines: tuple[BaselineScores, ...]
    deciles: pl.DataFrame
    reliability: pl.DataFrame
    curves: pl.DataFrame
    importances: tuple[Importance, ...]
    dependences: pl.DataFrame
    leaks: tuple[Leak, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    untimed: tuple[str, ...] = ()
    as_of: str = ""
    scored: int = 0
    unscored: int = 0
    mean: float = float("nan")
    edges: tuple[float, ...] = ()
    bands: Mapping[str, float] = field(default_factory=dict)
    money: ContactMoney | None = None
    paying: Paying = Paying()
    model: Prediction | None = None
    test: RowsTested | None = None
    drawn: int = 0
    customers: int = 0

    @property
    def unbeaten(self) -> tuple[BaselineScores, ...]:
        """The baselines that it does not do better than beyond chance, by ROC-AUC or by average precision."""
        return tuple(
            each for each in self.baselines if min(each.roc_auc_gained.low, each.average_precision_gained.low) <= 0
        )
