"""Learns a prediction: tries the learners, chooses one on later rows, calibrates it on still later ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.prediction.calibration import Calibration, CalibrationMethod, calibrate
from segtui.prediction.learner import Floats, Learner
from segtui.prediction.metrics.ranking import best_threshold, rank
from segtui.prediction.metrics.scores import bootstrap, row_losses
from segtui.prediction.predictors.predictor import Predictor
from segtui.prediction.predictors.read_predictor import predictor_of
from segtui.prediction.preparation import FeaturePreparation, learn_preparation
from segtui.prediction.snapshots.snapshot_rows import LabeledRows

ChooseBy = Literal["average_precision", "log_loss", "roc_auc"]
_DRAWS = 200
FEWEST_POSITIVES = 50
"""Rows of either outcome that are needed to learn from."""


@dataclass(frozen=True)
class Prediction:
    """What was learned and is kept: from features to a true probability.

    `learner` is the name of the one that was chosen, with its settings; `threshold` the calibrated probability with the
    highest F1 on the rows of the calibration, from which on customers count as chosen.
    """

    learner: str
    settings: Mapping[str, Any]
    preparation: FeaturePreparation
    predictor: Predictor
    calibration: Calibration
    threshold: float

    def probabilities(self, frame: pl.DataFrame) -> Floats:
        """The probability (n) of the outcome for rows with the features; features that the frame lacks are empty."""
        return self.of_prepared(self.preparation.rows(frame))

    def of_prepared(self, rows: Floats) -> Floats:
        """The same for prepared rows (n, d)."""
        return self.calibration.probabilities(self.predictor.probabilities(rows))

    def facts(self) -> dict[str, Any]:
        """Everything but the trees, as plain data (JSON)."""
        return {
            "learner": self.learner,
            "settings": dict(self.settings),
            "preparation": self.preparation.facts(),
            "predictor": self.predictor.facts(),
            "calibration": self.calibration.facts(),
            "threshold": self.threshold,
        }

    def table(self) -> pl.DataFrame | None:
        """The trees as a table, where it has trees."""
        return self.predictor.table()

    @classmethod
    def of(cls, facts: Mapping[str, Any], table: pl.DataFrame | None) -> Prediction:
        """What `facts` and `table` gave; raises KeyError, TypeError or ValueError for other data."""
        return cls(
            facts["learner"],
            facts["settings"],
            FeaturePreparation.of(facts["preparation"]),
            predictor_of(facts["predictor"], table),
            Calibration.of(facts["calibration"]),
            float(facts["threshold"]),
        )


@dataclass(frozen=True)
class Tried:
    """One learner on the rows for choosing, which it did not learn from."""

    learner: str
    average_precision: float
    roc_auc: float
    log_loss: float

    def is_better(self, other: Tried, by: ChooseBy) -> bool:
        """Whether it does better by that figure."""
        mine, others = (getattr(each, by) for each in (self, other))
        return bool(mine < others if by == "log_loss" else mine > others)


@dataclass(frozen=True)
class FittedPrediction:
    """A prediction, and how each learner did (`tried`, in the plan's order) when one was chosen."""

    prediction: Prediction
    tried: tuple[Tried, ...]


def fit_prediction(
    training: LabeledRows,
    validation: LabeledRows,
    calibration: LabeledRows,
    learners: Sequence[Learner],
    *,
    choose_by: ChooseBy = "average_precision",
    method: CalibrationMethod = "sigmoid",
    aside: Collection[str] = (),
    apart: bool = True,
    seed: int = 0,
    where: str = "predict",
    tick: Callable[[float], None] = lambda _: None,
) -> FittedPrediction:
    """Fit each learner to the rows for training, choose by those for validation, calibrate by those for calibration.

    Chosen is the first of `learners`, which the plan has the simplest first, whose figure is no more than a standard
    error from the best one's: what is better by less may be so by chance (Breiman et al. 1984).

    The chosen one learns again from the rows for training and validation together, unless the latter are those of the
    calibration (`apart` is false). `aside` are features that are not used. `tick` hears the share that is done.

    Raises DataError, naming `where`, where there are too few outcomes to learn, to choose or to calibrate.
    """
    refuse_unlearnable(training, validation, where)
    preparation = learn_preparation(training.frame, aside)
    if not preparation.columns:
        why = preparation.why_nothing()
        what = say("no feature can be learned from: {why}", why=why)
        raise DataError(what, where=where, fix=say("exclude fewer, or derive features from a log"))
    rows, later = preparation.rows(training.frame), preparation.rows(validation.frame)
    fitted = []
    for number, learner in enumerate(learners, start=1):
        fitted.append(learner.fit(rows, training.outcome, seed))
        tick(number / (len(learners) + 1))
    said = [each.probabilities(later) for each in fitted]
    tried = [_tried(learner, each, validation) for learner, each in zip(learners, said, strict=True)]
    best = _simplest_of_best(tried, said, validation, choose_by, seed)
    chosen, predictor = learners[best], fitted[best]
    if apart:
        together = LabeledRows.together([training, validation])
        preparation = learn_preparation(together.frame, aside)
        predictor = chosen.fit(preparation.rows(together.frame), together.outcome, seed)
    raw = predictor.probabilities(preparation.rows(calibration.frame))
    made = calibrate(raw, calibration.outcome, method, f"{where}.calibrate")
    threshold = best_threshold(made.probabilities(raw), calibration.outcome) if calibration.positives else 1.0
    settings = chosen.model_dump(mode="json")
    return FittedPrediction(Prediction(chosen.name, settings, preparation, predictor, made, threshold), tuple(tried))


def refuse_unlearnable(training: LabeledRows, validation: LabeledRows, where: str) -> None:
    """Raise DataError, naming `where`, if there are too few outcomes to learn, or only one kind to choose by."""
    _refuse_few(training, where)
    _refuse_one_kind(validation, where)


def _simplest_of_best(
    tried: Sequence[Tried], said: Sequence[Floats], rows: LabeledRows, by: ChooseBy, seed: int
) -> int:
    """The number of the first learner that is within a standard error of the best, by customers drawn again."""
    best = 0
    for number in range(1, len(tried)):
        best = number if tried[number].is_better(tried[best], by) else best
    if not best:
        return best
    drawn = [bootstrap(each, rows.outcome, rows.ids, 0.5, seed, _DRAWS)[by] for each in said[: best + 1]]
    for number in range(best):
        away = abs(getattr(tried[best], by) - getattr(tried[number], by))
        if away <= np.nanstd(drawn[best] - drawn[number]):
            return number
    return best


def _tried(learner: Learner, probability: Floats, rows: LabeledRows) -> Tried:
    counts = rank(probability, rows.outcome).counts()
    lost = float(np.mean(row_losses(probability, rows.outcome)[1]))
    return Tried(learner.name, float(counts.average_precision()[0]), float(counts.roc_auc()[0]), lost)


def _refuse_few(training: LabeledRows, where: str) -> None:
    yes = training.positives
    fewer = min(yes, len(training) - yes)
    if fewer < FEWEST_POSITIVES:
        told = (
            to_translate("only {few:,} of {rows:,} rows for training have the outcome; {least} are needed")
            if yes == fewer
            else to_translate("only {few:,} of {rows:,} rows for training don't have the outcome; {least} are needed")
        )
        raise DataError(
            say(told, few=fewer, rows=len(training), least=FEWEST_POSITIVES),
            where=where,
            fix=say("choose a longer horizon, more snapshots or a longer log"),
        )


def _refuse_one_kind(rows: LabeledRows, where: str) -> None:
    if rows.positives in (0, len(rows)):
        what = say("all {rows:,} rows for choosing a model have the same outcome", rows=len(rows))
        raise DataError(what, where=where, fix=say("choose a longer horizon, or a longer log"))
