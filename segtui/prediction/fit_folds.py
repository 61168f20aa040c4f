"""Learns a prediction of a column, and tests it on every row by models that never saw the row's customer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.prediction.calibration import CalibrationMethod
from segtui.prediction.fit_prediction import ChooseBy, FittedPrediction, Prediction, fit_prediction
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.snapshots.new_customers import folds
from segtui.prediction.snapshots.snapshot_rows import LabeledRows

FOLDS = 5
_FEWEST = 50


@dataclass(frozen=True)
class CrossFitted:
    """`fitted` is what is kept, `probability` (n) what models say that saw nothing of the row's customer.

    `threshold` is the mean of the thresholds of those models, each chosen on rows that it is not tested on. `folds` (n)
    say which of them, `tested`, has not seen a row's customer.
    """

    fitted: FittedPrediction
    probability: Floats
    threshold: float
    folds: NDArray[np.int64]
    tested: tuple[Prediction, ...]

    @property
    def held(self) -> Truth:
        """The rows (n) that what is kept was not fitted to."""
        found: Truth = self.folds == FOLDS - 1
        return found


def fit_folds(
    rows: LabeledRows,
    learners: Sequence[Learner],
    *,
    choose_by: ChooseBy = "average_precision",
    method: CalibrationMethod = "sigmoid",
    aside: Collection[str] = (),
    seed: int = 0,
    where: str = "predict",
    tick: Callable[[float], None] = lambda _: None,
) -> CrossFitted:
    """Stratified cross-validation by customer.

    For each fold a model is learned, chosen and calibrated on the others: on three of them, and on the one after it,
    which does both. What is kept is learned from four folds, chosen and calibrated on the fifth. `tick` hears the share
    that is done. Raises DataError where there are too few rows with or without the outcome.
    """
    refuse_few(rows, where)
    fold = folds(rows.ids, rows.outcome, FOLDS, seed)
    probability, models = np.empty(len(rows)), list[Prediction]()

    def fit(learn: Sequence[int], later: int) -> FittedPrediction:
        held = rows.where(fold == later)
        return fit_prediction(
            rows.where(np.isin(fold, learn)),
            held,
            held,
            learners,
            choose_by=choose_by,
            method=method,
            aside=aside,
            apart=False,
            seed=seed,
            where=where,
        )

    for tested in range(FOLDS):
        later = (tested + 1) % FOLDS
        found = fit([each for each in range(FOLDS) if each not in (tested, later)], later).prediction
        here = fold == tested
        probability[here] = found.probabilities(rows.where(here).frame)
        models.append(found)
        tick((tested + 1) / (FOLDS + 1))
    threshold = float(np.mean([each.threshold for each in models]))
    return CrossFitted(fit(range(FOLDS - 1), FOLDS - 1), probability, threshold, fold, tuple(models))


def refuse_few(rows: LabeledRows, where: str) -> None:
    """Raise DataError, naming `where`, if too few rows have the outcome, or too few don't."""
    yes, no = rows.positives, len(rows) - rows.positives
    least = -(-_FEWEST * FOLDS // (FOLDS - 2))
    if min(yes, no) < least:
        told = (
            to_translate("only {few:,} of {rows:,} rows have the outcome; {least} are needed to learn and to test")
            if yes <= no
            else to_translate(
                "only {few:,} of {rows:,} rows don't have the outcome; {least} are needed to learn and to test"
            )
        )
        what = say(told, few=min(yes, no), rows=len(rows), least=least)
        raise DataError(what, where=where, fix=say("use a longer table, or predict something that is less rare"))
