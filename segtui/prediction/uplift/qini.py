"""How well an order of people by predicted uplift finds those whom treatment moves: Qini and AUUC."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.prediction.metrics.ranking import Floats, rank
from segtui.prediction.metrics.scores import FigureWithInterval, interval
from segtui.prediction.uplift.experiment import Experiment

DRAWS = 1_000
_STEPS = 200
"""Steps of the curves that are drawn: their areas are those of finer ones within a thousandth of the uplift."""


@dataclass(frozen=True)
class UpliftCurves:
    """From nobody to everybody by falling predicted uplift, in g steps, for b ways to count the people; all (b, g + 1).

    `share` is the share of the people, `qini` the outcomes gained among the treated so far, as a share of all treated
    (Radcliffe 2007): (Y - Y' N / N') / all treated, with N people and Y outcomes so far, those of the control primed.
    `gain` is the uplift of the people so far times their share (Gutierrez and Gérardy 2017): (Y / N - Y' / N') share.
    Both end at the uplift of all.
    """

    share: Floats
    qini: Floats
    gain: Floats

    @classmethod
    def of(cls, people: Floats) -> UpliftCurves:
        """The curves of people counted by way, step, arm (control first) and outcome (without first): (b, g, 2, 2)."""
        reached = np.cumsum(people, axis=1)
        reached = np.concatenate([np.zeros((len(people), 1, 2, 2)), reached], axis=1)
        (held, n), (held_y, y) = np.moveaxis(reached.sum(axis=3), 2, 0), np.moveaxis(reached[..., 1], 2, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            rate, held_rate = np.where(n > 0, y / n, 0.0), np.where(held > 0, held_y / held, 0.0)
            share = (n + held) / (n + held)[:, -1:]
            return cls(share, (y - held_rate * n) / n[:, -1:], (rate - held_rate) * share)

    def uplift(self) -> Floats:
        """The uplift of all (b)."""
        return self.gain[:, -1]

    def qini_coefficient(self) -> Floats:
        """The area (b) between the Qini curve and the straight line to its end: 0 for an order by chance."""
        return _area(self.share, self.qini) - self.qini[:, -1] / 2

    def auuc(self) -> Floats:
        """The area (b) under the gain curve: half of the uplift of all for an order by chance."""
        return _area(self.share, self.gain)


@dataclass(frozen=True)
class UpliftScores:
    """The figures of one order of the people of an experiment.

    `uplift` is that of all, `qini` the Qini coefficient, `auuc` the area under the uplift curve: all are differences of
    rates, with intervals by a bootstrap of the customers.
    """

    uplift: FigureWithInterval
    qini: FigureWithInterval
    auuc: FigureWithInterval


def uplift_curves(predicted: Floats, experiment: Experiment) -> UpliftCurves:
    """The curves by predicted uplift (n); people of equal uplift are one step."""
    step = _steps(predicted, experiment, None)
    counts = np.zeros(4 * (int(step.max()) + 1))
    np.add.at(counts, _cell(step, experiment), experiment.weights())
    return UpliftCurves.of(counts.reshape(1, -1, 2, 2))


def score_uplift(predicted: Floats, experiment: Experiment, seed: int = 0) -> UpliftScores:
    """The figures of predicted uplift (n) of people that nothing was learned from."""
    curves, drawn = uplift_curves(predicted, experiment), _drawn_curves(predicted, experiment, seed)
    figures = (UpliftCurves.uplift, UpliftCurves.qini_coefficient, UpliftCurves.auuc)
    return UpliftScores(*(FigureWithInterval(float(of(curves)[0]), *interval(of(drawn))) for of in figures))


def _drawn_curves(predicted: Floats, experiment: Experiment, seed: int) -> UpliftCurves:
    """The curves of people drawn with replacement, in few steps, for every draw.

    Those of one step, arm, outcome and stratum are alike. How many of each kind are drawn is multinomial, which gives
    the same distribution as drawing them one by one.
    """
    step = _steps(predicted, experiment, _STEPS)
    _, stratum = np.unique(experiment.strata, return_inverse=True)
    kinds, first, counts = np.unique(
        _cell(step, experiment) * (int(stratum.max()) + 1) + stratum, return_index=True, return_counts=True
    )
    cell = kinds // (int(stratum.max()) + 1)
    drawn = np.random.default_rng(seed).multinomial(len(experiment), counts / len(experiment), DRAWS)
    weighted = drawn * experiment.weights()[first]
    people = np.zeros((DRAWS, 4 * (int(step.max()) + 1)))
    cells, starts = np.unique(cell, return_index=True)
    people[:, cells] = np.add.reduceat(weighted, starts, axis=1)
    return UpliftCurves.of(people.reshape(DRAWS, -1, 2, 2))


def _steps(predicted: Floats, experiment: Experiment, most: int | None) -> NDArray[np.int64]:
    """The step (n) of each from the top, from 0; equal predictions share one, and of `most` all are about as large."""
    ranking = rank(predicted, experiment.outcome)
    sizes = np.diff(np.concatenate([[0], ranking.ends]))
    of_group = np.arange(sizes.size) if most is None else (ranking.ends - 1) * most // predicted.size
    step = np.empty(predicted.size, dtype=np.int64)
    step[ranking.order] = np.repeat(of_group, sizes)
    return step


def _cell(step: NDArray[np.int64], experiment: Experiment) -> NDArray[np.int64]:
    return (step * 2 + experiment.treated) * 2 + experiment.outcome


def _area(x: Floats, y: Floats) -> Floats:
    return np.asarray(np.sum(np.diff(x, axis=1) * (y[:, 1:] + y[:, :-1]) / 2, axis=1))
