"""How a prediction does on rows that nothing was learned, chosen or calibrated from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.baselines import Baselines
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.learner import Floats
from segtui.prediction.metrics.curves import deciles, ranking_curves, reliability
from segtui.prediction.metrics.scores import FigureWithInterval, PredictionScores, bootstrap, figures, interval, score
from segtui.prediction.snapshots.snapshot_rows import LabeledRows


@dataclass(frozen=True)
class BaselineScores:
    """A baseline on the same rows: its figures, and the prediction's less its own, drawn on the same customers."""

    name: str
    roc_auc: float
    average_precision: float
    roc_auc_gained: FigureWithInterval
    average_precision_gained: FigureWithInterval


@dataclass(frozen=True)
class Judgement:
    """The test: `probability` (n) for its rows; figures for all, for customers known before and for new ones.

    `known` and `new` are None where there are not both outcomes. The tables are those of `metrics.curves`.
    """

    probability: Floats
    all: PredictionScores
    known: PredictionScores | None
    new: PredictionScores | None
    deciles: pl.DataFrame
    reliability: pl.DataFrame
    curves: pl.DataFrame
    baselines: tuple[BaselineScores, ...] = ()


def judge(
    prediction: Prediction,
    test: LabeledRows,
    new: NDArray[np.bool_] | None = None,
    against: Baselines | None = None,
    seed: int = 0,
) -> Judgement:
    """The prediction's figures on the rows of the test; `new` (n) are customers that nothing was learned from."""
    return judge_probabilities(
        prediction.probabilities(test.frame), prediction.threshold, test, new=new, against=against, seed=seed
    )


def judge_probabilities(
    probability: Floats,
    threshold: float,
    test: LabeledRows,
    *,
    new: NDArray[np.bool_] | None = None,
    against: Baselines | None = None,
    seed: int = 0,
) -> Judgement:
    """The same for probabilities (n) of the rows of the test, and a threshold that was chosen on others."""
    parts = (
        [None, None] if new is None else [_part(probability, test, chosen, threshold, seed) for chosen in (~new, new)]
    )
    return Judgement(
        probability,
        score(probability, test.outcome, test.ids, threshold, seed),
        parts[0],
        parts[1],
        deciles(probability, test.outcome),
        reliability(probability, test.outcome),
        ranking_curves(probability, test.outcome),
        () if against is None else _compared(probability, test, against, seed),
    )


def _part(
    probability: Floats, test: LabeledRows, chosen: NDArray[np.bool_], threshold: float, seed: int
) -> PredictionScores | None:
    outcome = test.outcome[chosen]
    if outcome.all() or not outcome.any():
        return None
    return score(probability[chosen], outcome, test.ids.filter(pl.Series(chosen)), threshold, seed)


def _compared(probability: Floats, test: LabeledRows, against: Baselines, seed: int) -> tuple[BaselineScores, ...]:
    """Each baseline beside the prediction, by figures that need no probabilities."""
    named = {"bg_nbd": against.bg_nbd, "recency": against.recency}
    exact = figures(probability, test.outcome, 0.5)
    mine = bootstrap(probability, test.outcome, test.ids, 0.5, seed)
    found = []
    for name, values in named.items():
        if values is None:
            continue
        own = figures(values, test.outcome, 0.5)
        theirs = bootstrap(values, test.outcome, test.ids, 0.5, seed)
        gained = [
            FigureWithInterval(exact[figure] - own[figure], *interval(mine[figure] - theirs[figure]))
            for figure in ("roc_auc", "average_precision")
        ]
        found.append(BaselineScores(name, own["roc_auc"], own["average_precision"], *gained))
    return tuple(found)
