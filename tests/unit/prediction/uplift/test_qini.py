"""Qini, AUUC and the uplift of groups, against their definitions in plain loops."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from segtui.prediction.uplift.by_group import uplift_by_group, uplift_deciles
from segtui.prediction.uplift.experiment import Experiment
from segtui.prediction.uplift.qini import score_uplift, uplift_curves
from segtui.segments.campaigns.uplift import TrialArm, uplift_of_rates


def experiment(n, seed, strata=1, share=0.6):
    rng = np.random.default_rng(seed)
    treated, outcome = rng.random(n) < share, rng.random(n) < 0.3
    ids = pl.Series([str(i) for i in range(n)])
    return Experiment(pl.DataFrame(), ids, treated, outcome, rng.integers(0, strata, n))


def by_loop(predicted, people):
    """Share, Qini and gain after each distinct prediction from the top, as the papers write them."""
    points, everyone = [(0.0, 0.0, 0.0)], range(len(people))
    for value in sorted(set(predicted), reverse=True):
        top = [i for i in everyone if predicted[i] >= value]
        n = sum(people.treated[i] for i in top)
        y = sum(people.outcome[i] for i in top if people.treated[i])
        held = len(top) - n
        held_y = sum(people.outcome[i] for i in top if not people.treated[i])
        qini = y - held_y * n / held if held else y
        uplift = (y / n if n else 0) - (held_y / held if held else 0)
        points.append((len(top) / len(people), qini / people.treated.sum(), uplift * len(top) / len(people)))
    return np.array(points).T


@pytest.mark.parametrize("values", [5, 10_000])
def test_curves_and_areas_are_those_of_the_definitions(values):
    people = experiment(300, 1)
    predicted = np.random.default_rng(2).integers(0, values, 300) / values
    share, qini, gain = by_loop(predicted, people)
    curves = uplift_curves(predicted, people)
    assert curves.share[0] == pytest.approx(share)
    assert curves.qini[0] == pytest.approx(qini) and curves.gain[0] == pytest.approx(gain)
    scores = score_uplift(predicted, people)
    assert scores.qini.value == pytest.approx(np.trapezoid(qini, share) - qini[-1] / 2)
    assert scores.auuc.value == pytest.approx(np.trapezoid(gain, share))
    rates = [people.outcome[people.treated == arm].mean() for arm in (True, False)]
    assert scores.uplift.value == pytest.approx(rates[0] - rates[1])


def test_intervals_are_those_of_people_drawn_one_by_one():
    people, rng = experiment(900, 3, strata=2), np.random.default_rng(4)
    predicted = rng.random(900)
    drawn = []
    for _ in range(600):
        who = rng.integers(0, 900, 900)
        again = Experiment(pl.DataFrame(), people.ids, people.treated[who], people.outcome[who], people.strata[who])
        curves = uplift_curves(predicted[who], again)
        drawn.append([curves.uplift()[0], curves.qini_coefficient()[0], curves.auuc()[0]])
    scores = score_uplift(predicted, people)
    for values, figure in zip(np.array(drawn).T, (scores.uplift, scores.qini, scores.auuc), strict=True):
        low, high = np.quantile(values, [0.025, 0.975])
        assert figure.high - figure.low == pytest.approx(high - low, rel=0.15)
        assert figure.low == pytest.approx(low, abs=0.15 * (high - low))


def test_intervals_hold_the_truth_as_often_as_they_say(simulate):
    whole = simulate(60_000, seed=9)
    truth = float(uplift_curves(whole.truth, whole.experiment).qini_coefficient()[0])
    held = 0
    for seed in range(12):
        one = simulate(800, seed=seed)
        found = score_uplift(one.truth, one.experiment).qini
        held += found.low <= truth <= found.high
    assert held >= 10


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0.3, 0.0])
def test_figures_of_two_hundred_experiments_are_unbiased_and_their_intervals_hold_the_truth(simulate, effect):
    whole = simulate(200_000, effect=effect, seed=999)
    by = whole.experiment.frame["visits"].to_numpy()  # an order that is no guess of the outcomes
    curves = uplift_curves(by, whole.experiment)
    # the truth is that of people of whom it is known what both would have done
    truth = whole.truth[np.argsort(-by)]
    share = np.arange(len(truth) + 1) / len(truth)
    gain = np.concatenate([[0.0], np.cumsum(truth)]) / len(truth)
    area = float(np.trapezoid(gain, share))
    expected = {"uplift": gain[-1], "auuc": area, "qini": area - gain[-1] / 2}
    assert float(curves.auuc()[0]) == pytest.approx(area, abs=0.004)
    found = [
        score_uplift(one.experiment.frame["visits"].to_numpy(), one.experiment, seed)
        for seed in range(200)
        for one in [simulate(2_000, effect=effect, seed=seed)]
    ]
    for name, true in expected.items():
        figures = [getattr(each, name) for each in found]
        values = np.array([each.value for each in figures])
        assert abs(values.mean() - true) < 3 * values.std() / np.sqrt(200), name
        held = np.mean([each.low <= true <= each.high for each in figures])
        assert 0.90 <= held <= 0.99, (name, held)


def test_strata_with_other_shares_of_control_do_not_pass_for_uplift():
    rng = np.random.default_rng(6)
    strata = rng.integers(0, 2, 20_000)
    treated = rng.random(20_000) < np.array([0.5, 0.9])[strata]
    outcome = rng.random(20_000) < np.array([0.1, 0.5])[strata]  # whatever was done
    people = Experiment(pl.DataFrame(), pl.Series(np.arange(20_000)), treated, outcome, strata)
    assert outcome[treated].mean() - outcome[~treated].mean() > 0.1
    uplift = score_uplift(rng.random(20_000), people).uplift
    assert uplift.low < 0 < uplift.high and abs(uplift.value) < 0.03


def test_groups_have_newcombes_interval_as_the_readout_has():
    people = experiment(900, 7)
    predicted = np.random.default_rng(8).random(900)
    groups = uplift_deciles(predicted, people.ids)
    table = uplift_by_group(predicted, people, groups)
    assert table["group"].to_list() == list(range(10, 0, -1))
    assert (table["treated"] + table["control"]).to_list() == [90] * 10
    assert predicted[groups == 10].min() > predicted[groups == 9].max()
    for row in table.iter_rows(named=True):
        arms = [people.outcome[(groups == row["group"]) & (people.treated == arm)] for arm in (True, False)]
        told = uplift_of_rates(*(TrialArm(*(np.array([x]) for x in (a.size, a.mean(), 0.0))) for a in arms))
        assert (row["uplift"], row["low"], row["high"]) == pytest.approx((told.uplift, told.low, told.high))


def test_equal_predictions_fall_into_deciles_by_chance_and_an_arm_alone_tells_nothing():
    people = experiment(200, 9)
    deciles = uplift_deciles(np.zeros(200), people.ids)
    assert np.bincount(deciles)[1:].tolist() == [20] * 10
    backwards = uplift_deciles(np.zeros(200), people.ids.reverse())
    assert (backwards[::-1] == deciles).all()
    alone = uplift_by_group(np.zeros(200), people, people.treated.astype(np.int64))
    assert alone["uplift"].null_count() == 2 and alone["low"].null_count() == 2
