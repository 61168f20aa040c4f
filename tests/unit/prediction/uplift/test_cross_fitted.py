"""Uplift found again in simulated experiments whose effects are known."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from segtui.errors import DataError
from segtui.prediction.models.boosting import Boosting
from segtui.prediction.models.forest import RandomForest
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.uplift.by_group import uplift_by_group, uplift_deciles
from segtui.prediction.uplift.cross_fitted import cross_fit
from segtui.prediction.uplift.experiment import Experiment
from segtui.prediction.uplift.methods import METHODS, fit_uplift
from segtui.prediction.uplift.qini import score_uplift


@pytest.fixture(scope="module")
def fitted(mailing):
    return cross_fit(mailing.experiment, (Logistic(),))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("learner", [Logistic(), Boosting(trees=40)], ids=lambda learner: learner.name)
def test_both_methods_find_who_is_moved_and_by_how_much(simulate, method, learner):
    one, other = simulate(12_000), simulate(4_000, seed=2)
    model = fit_uplift(method, one.experiment, learner)
    predicted = model.uplift(other.experiment.frame, other.experiment.chance())
    assert np.corrcoef(predicted, other.truth)[0, 1] > 0.75
    assert predicted.mean() == pytest.approx(other.truth.mean(), abs=0.025)


def test_deciles_hold_who_is_moved_and_the_intervals_their_true_uplift(mailing, fitted):
    people = mailing.experiment
    assert fitted.scores.uplift.low < mailing.truth.mean() < fitted.scores.uplift.high
    assert fitted.scores.qini.low > 0 and fitted.scores.auuc.low > 0
    assert sum(tried.chosen for tried in fitted.tried) == 5
    table = uplift_by_group(fitted.predicted, people, uplift_deciles(fitted.predicted, people.ids))
    truth = [mailing.truth[uplift_deciles(fitted.predicted, people.ids) == g].mean() for g in table["group"]]
    assert np.corrcoef(table["predicted"], truth)[0, 1] > 0.9
    assert sum(low <= t <= high for low, t, high in zip(table["low"], truth, table["high"], strict=True)) >= 8


def test_without_any_effect_nobody_is_found_also_by_models_that_learn_rows_by_heart(simulate):
    one = simulate(3_000, effect=0.0, seed=3).experiment
    by_heart = RandomForest(trees=3, least_rows=1)
    seen = fit_uplift("t_learner", one, by_heart).uplift(one.frame, one.chance())
    assert score_uplift(seen, one).qini.low > 0.02
    scores = cross_fit(one, (by_heart,)).scores
    assert scores.qini.low < 0 < scores.qini.high and scores.uplift.low < 0 < scores.uplift.high


def test_an_effect_that_is_the_same_for_all_makes_no_order(simulate):
    rng, one = np.random.default_rng(5), simulate(6_000, effect=0.0, seed=4).experiment
    outcome = one.outcome | (one.treated & (rng.random(6_000) < 0.1))
    scores = cross_fit(Experiment(one.frame, one.ids, one.treated, outcome, one.strata), (Logistic(),)).scores
    assert scores.uplift.low > 0 and scores.qini.low < 0 < scores.qini.high


def test_the_order_of_the_rows_changes_nothing(mailing, fitted):
    people = mailing.experiment
    order = np.random.default_rng(6).permutation(len(people))
    mixed = Experiment(
        people.frame[order.tolist()],
        people.ids[order.tolist()],
        people.treated[order],
        people.outcome[order],
        people.strata[order],
    )
    assert cross_fit(mixed, (Logistic(),)).predicted == pytest.approx(fitted.predicted[order], abs=1e-6)


def test_shares_of_control_that_differ_by_segment_are_known_to_the_transformed_outcome():
    rng, n = np.random.default_rng(7), 20_000
    strata = rng.integers(0, 2, n)
    treated = rng.random(n) < np.array([0.4, 0.9])[strata]
    truth = np.array([0.2, 0.05])[strata]
    outcome = rng.random(n) < 0.1 + truth * treated
    frame = pl.DataFrame({"segment": np.array(["A", "B"])[strata], "noise": rng.random(n)})
    people = Experiment(frame, pl.Series(np.arange(n)), treated, outcome, strata)
    for method in METHODS:
        predicted = fit_uplift(method, people, Logistic()).uplift(frame, people.chance())
        for stratum in (0, 1):
            assert predicted[strata == stratum].mean() == pytest.approx(0.2 if stratum == 0 else 0.05, abs=0.03)


def test_a_small_experiment_is_refused(simulate):
    with pytest.raises(DataError, match="too small"):
        cross_fit(simulate(300).experiment, (Logistic(),))
