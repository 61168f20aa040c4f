"""The uplift of everyone in an experiment, predicted by models that did not learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.prediction.learner import Floats, Learner
from segtui.prediction.snapshots.new_customers import folds
from segtui.prediction.uplift.experiment import FEWEST_IN_ARM, Experiment, ExperimentPower, power_of
from segtui.prediction.uplift.methods import METHODS, Method, fit_uplift
from segtui.prediction.uplift.qini import UpliftScores, score_uplift, uplift_curves

FOLDS = 5


@dataclass(frozen=True)
class TriedUplift:
    """One method with one learner: its figures, and of how many folds it was chosen for."""

    method: Method
    learner: str
    scores: UpliftScores
    chosen: int


@dataclass(frozen=True)
class FittedUplift:
    """Predicted uplift (n) of each person, its figures, those of everything tried, and what the experiment can show."""

    predicted: Floats
    scores: UpliftScores
    tried: tuple[TriedUplift, ...]
    power: ExperimentPower


def cross_fit(
    experiment: Experiment, learners: Sequence[Learner], seed: int = 0, where: str = "uplift"
) -> FittedUplift:
    """Predict everyone's uplift by models of the other folds, each fold by what had the best Qini on the others.

    So no figure is of rows that a model learned from or that its choice looked at. Raises DataError, naming `where`,
    where the experiment is too small.
    """
    power = power_of(experiment.treated, experiment.outcome)
    refuse_small(power, where)
    fold = _folds(experiment, seed)
    chance = np.clip(experiment.chance(), 1e-6, 1 - 1e-6)
    candidates = [(method, learner) for learner in learners for method in METHODS]
    found = np.empty((len(candidates), len(experiment)))
    for number in range(FOLDS):
        others, mine = experiment.where(fold != number), fold == number
        frame = experiment.where(mine).frame
        for place, (method, learner) in enumerate(candidates):
            found[place, mine] = fit_uplift(method, others, learner, seed).uplift(frame, chance[mine])
    best = [_best(found[:, fold != number], experiment.where(fold != number)) for number in range(FOLDS)]
    predicted = found[np.array(best)[fold], np.arange(len(experiment))]
    tried = [
        TriedUplift(method, learner.name, score_uplift(found[place], experiment, seed), best.count(place))
        for place, (method, learner) in enumerate(candidates)
    ]
    return FittedUplift(predicted, score_uplift(predicted, experiment, seed), tuple(tried), power)


def refuse_small(power: ExperimentPower, where: str) -> None:
    """Raises DataError for an experiment that uplift can't be learned from, with the people that it would need."""
    if power.is_enough:
        return
    what = say(
        "the experiment is too small to predict uplift: {treated_positives:,} of {treated:,} treated and "
        "{control_positives:,} of {control:,} in control have the outcome",
        treated_positives=power.treated_positives,
        treated=power.treated,
        control_positives=power.control_positives,
        control=power.control,
    )
    if power.needed is None:
        fix = say(
            "each group needs at least {fewest_in_arm} people with the outcome and {fewest_in_arm} without it",
            fewest_in_arm=FEWEST_IN_ARM,
        )
    else:
        fix = say(
            "at these rates {needed:,} people are needed, {needed_control:,} of them in control",
            needed=power.needed,
            needed_control=power.needed_control,
        )
    raise DataError(what, where=where, fix=fix)


def _folds(experiment: Experiment, seed: int) -> NDArray[np.int64]:
    """The fold of each, so that each has its share of every arm and outcome."""
    made = np.empty(len(experiment), dtype=np.int64)
    for arm in (True, False):
        mine = experiment.treated == arm
        chosen = experiment.where(mine)
        made[mine] = folds(chosen.ids, chosen.outcome, FOLDS, seed)
    return made


def _best(predicted: Floats, experiment: Experiment) -> int:
    """Which candidate's predictions (c, n) have the highest Qini coefficient; the first of equals."""
    found = [float(uplift_curves(each, experiment).qini_coefficient()[0]) for each in predicted]
    return int(np.argmax(found))
