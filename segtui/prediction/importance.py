"""Which features a prediction goes by, and how it changes with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.column_roles import is_category
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.learner import Floats
from segtui.prediction.metrics.ranking import rank
from segtui.prediction.snapshots.snapshot_rows import LabeledRows

_MOST_ROWS = 20_000
_SHOWN_ROWS = 2_000
_POINTS = 20


@dataclass(frozen=True)
class Importance:
    """How much the ROC-AUC falls when the feature's values are dealt out at random among the rows.

    `mean` and `spread` (standard deviation) are over the `repeats`. All columns made of a feature are dealt together.
    """

    feature: str
    mean: float
    spread: float
    repeats: int


@dataclass(frozen=True)
class Dependence:
    """The mean probability where all rows have the same value of a feature, at each of its `values`."""

    feature: str
    values: tuple[float, ...] | tuple[str, ...]
    probability: Floats


def importances(prediction: Prediction, rows: LabeledRows, repeats: int = 5, seed: int = 0) -> tuple[Importance, ...]:
    """The importance of each feature on rows of the test (20,000 drawn where there are more), the highest first.

    Features that say the same share it: each alone looks less important than both are.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(rows), min(len(rows), _MOST_ROWS), replace=False))
    prepared = prediction.preparation.rows(rows.frame[chosen.tolist()])
    outcome = rows.outcome[chosen]

    def auc(values: Floats) -> float:
        return float(rank(prediction.of_prepared(values), outcome).counts().roc_auc()[0])

    whole, found = auc(prepared), []
    for feature in prediction.preparation.sources:
        places = prediction.preparation.places(feature)
        falls = []
        for _ in range(repeats):
            dealt = prepared.copy()
            dealt[:, places] = prepared[rng.permutation(len(prepared))][:, places]
            falls.append(whole - auc(dealt))
        found.append(Importance(feature, float(np.mean(falls)), float(np.std(falls)), repeats))
    return tuple(sorted(found, key=lambda each: (-each.mean, each.feature)))


def dependences(
    prediction: Prediction, rows: LabeledRows, features: Sequence[str], seed: int = 0
) -> tuple[Dependence, ...]:
    """How the mean probability changes with each of these features, the others as they are, of 2,000 rows drawn.

    Numbers go through up to 20 of their quantiles, of 2.5 to 97.5 %, text through the values that were learned.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(rows), min(len(rows), _SHOWN_ROWS), replace=False))
    frame = rows.frame[chosen.tolist()]
    return tuple(_dependence(prediction, frame, feature) for feature in features)


def _dependence(prediction: Prediction, frame: pl.DataFrame, feature: str) -> Dependence:
    column = frame.get_column(feature)
    values: tuple[float, ...] | tuple[str, ...]
    if is_category(column):
        values = tuple(c.value for c in prediction.preparation.columns if c.source == feature and c.kind == "value")
    else:
        known = column.cast(pl.Float64).fill_nan(None).drop_nulls().to_numpy()
        points = np.linspace(0.025, 0.975, _POINTS)  # the ends may be one person's
        values = tuple(np.unique(np.quantile(known, points, method="nearest")).tolist()) if known.size else ()
    means = [_mean(prediction, frame.with_columns(pl.lit(value).alias(feature))) for value in values]
    return Dependence(feature, values, np.array(means))


def _mean(prediction: Prediction, frame: pl.DataFrame) -> float:
    return float(prediction.probabilities(frame).mean())
