"""The figures of one model on one set of rows, with intervals by a bootstrap of the customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.metrics.ranking import Floats, Ranking, Truth, rank

TINY = 1e-15
"""Probabilities are kept this far from 0 and 1 where their logarithms are taken."""
_CELLS = 4_000_000
"""Weights that are in memory at once."""
_WORK = 50_000_000
"""Rows times draws that a bootstrap takes: with more rows there are fewer draws, as the intervals are narrower."""


@dataclass(frozen=True)
class FigureWithInterval:
    """A figure with its interval of 95 %; NaN where it is not defined, as without both kinds of rows."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PredictionScores:
    """The figures of one model on `rows` of which `positives` have the outcome.

    Precision, recall and F1 are at `threshold`, which was chosen on earlier rows. `top_decile_lift` is the rate among
    the tenth with the highest probabilities by the rate of all; `gap` is mean probability less rate.
    """

    rows: int
    positives: int
    threshold: float
    roc_auc: FigureWithInterval
    average_precision: FigureWithInterval
    brier: FigureWithInterval
    log_loss: FigureWithInterval
    precision: FigureWithInterval
    recall: FigureWithInterval
    f1: FigureWithInterval
    top_decile_lift: FigureWithInterval
    mean_probability: FigureWithInterval
    rate: FigureWithInterval
    gap: FigureWithInterval

    @property
    def is_off(self) -> bool:
        """Whether the mean probability is away from the rate by more than chance, and by more than a tenth of it."""
        return (self.gap.low > 0 or self.gap.high < 0) and abs(self.gap.value) > 0.1 * self.rate.value


FIGURES = tuple(field.name for field in fields(PredictionScores) if field.type == "FigureWithInterval")
"""The names of those that are estimates."""


def score(
    probability: Floats, outcome: Truth, customers: pl.Series, threshold: float, seed: int = 0
) -> PredictionScores:
    """The figures of probabilities (n) for outcomes (n) of `customers` (n ids), whose rows are drawn together."""
    exact = figures(probability, outcome, threshold)
    draws = bootstrap(probability, outcome, customers, threshold, seed)
    found = {name: FigureWithInterval(exact[name], *interval(draws[name])) for name in FIGURES}
    return PredictionScores(rows=outcome.size, positives=int(outcome.sum()), threshold=threshold, **found)


def figures(probability: Floats, outcome: Truth, threshold: float) -> dict[str, float]:
    """Each figure of probabilities (n) for outcomes (n)."""
    found = _figures(rank(probability, outcome), probability, outcome, threshold, np.ones((1, outcome.size)))
    return {name: float(values[0]) for name, values in found.items()}


def bootstrap(
    probability: Floats, outcome: Truth, customers: pl.Series, threshold: float, seed: int = 0, draws: int | None = None
) -> dict[str, Floats]:
    """Each figure for every draw of the customers, with replacement; the same draws for all models of the same rows.

    So the difference of two models' figures, draw by draw, is theirs on the same customers.
    """
    count = draws or int(np.clip(_WORK // max(outcome.size, 1), 200, 1_000))
    person = customers.rank("dense").to_numpy().astype(np.int64) - 1
    # sorted once: what follows would sort the rows for each draw
    order = rank(probability, outcome).order
    probability, outcome = probability[order], outcome[order]
    ranking = rank(probability, outcome)
    parts = [_figures(ranking, probability, outcome, threshold, w) for w in _weights(person[order], count, seed)]
    return {name: np.concatenate([part[name] for part in parts]) for name in FIGURES}


def interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % of drawn values, without those that are not defined; NaN where none is."""
    known = values[np.isfinite(values)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def row_losses(probability: Floats, outcome: Truth) -> tuple[Floats, Floats]:
    """The squared error and the logarithmic loss of each row (n)."""
    kept = np.clip(probability, TINY, 1 - TINY)
    return (probability - outcome) ** 2, -np.where(outcome, np.log(kept), np.log1p(-kept))


def _weights(person: NDArray[np.int64], draws: int, seed: int) -> Iterator[Floats]:
    """How often each row (n) is drawn, for some draws at a time (b, n)."""
    rng, people = np.random.default_rng(seed), int(person.max()) + 1
    at_once = max(_CELLS // person.size, 1)
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        drawn = [np.bincount(rng.integers(0, people, people), minlength=people) for _ in range(count)]
        yield np.array(drawn, dtype=np.float64)[:, person]


def _figures(
    ranking: Ranking, probability: Floats, outcome: Truth, threshold: float, counted: Floats
) -> dict[str, Floats]:
    """Each figure (b) of rows counted by weights (b, n)."""
    counts = ranking.counts(counted)
    total = counted.sum(axis=1)
    squared, logarithmic = row_losses(probability, outcome)
    precision, recall, f1 = counts.at(threshold)
    mean, rate = counted @ probability / total, counts.positives[:, 0] / total
    return {
        "roc_auc": counts.roc_auc(),
        "average_precision": counts.average_precision(),
        "brier": counted @ squared / total,
        "log_loss": counted @ logarithmic / total,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "top_decile_lift": counts.gain(np.array([0.1]))[:, 0] * 10,
        "mean_probability": mean,
        "rate": rate,
        "gap": mean - rate,
    }
