"""Figures against scikit-learn and brute force, and intervals against what they promise."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from segtui.prediction.leaks import find_leaks
from segtui.prediction.metrics.curves import calibration_error, deciles, ranking_curves, reliability, wilson
from segtui.prediction.metrics.ranking import best_threshold
from segtui.prediction.metrics.scores import FIGURES, bootstrap, interval, score

ROWS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=2, max_size=60).filter(
    lambda rows: len({yes for _, yes in rows}) == 2
)


def drawn(seed, n=800, grid=None):
    rng = np.random.default_rng(seed)
    p = rng.beta(1, 6, n)
    p = np.round(p * grid) / grid if grid else p
    return p, rng.random(n) < p


@settings(deadline=None, max_examples=12)
@given(ROWS)
def test_figures_are_scikit_learns_whatever_the_ties(rows):
    p = np.array([tick / 12 for tick, _ in rows])
    y = np.array([yes for _, yes in rows])
    found = score(p, y, pl.Series(range(len(y))), 0.5)
    assert found.roc_auc.value == pytest.approx(reference.roc_auc_score(y, p), abs=1e-12)
    assert found.average_precision.value == pytest.approx(reference.average_precision_score(y, p), abs=1e-12)
    assert found.brier.value == pytest.approx(reference.brier_score_loss(y, p), abs=1e-12)
    assert found.log_loss.value == pytest.approx(reference.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15)), abs=1e-9)
    chosen = p >= 0.5
    for name in ("precision", "recall", "f1"):
        expected = getattr(reference, f"{name}_score")(y, chosen, zero_division=0)
        assert getattr(found, name).value == pytest.approx(expected, abs=1e-12)
    assert found.gap.value == pytest.approx(p.mean() - y.mean(), abs=1e-12)
    f1 = {t: 2 * y[p >= t].sum() / (y.sum() + (p >= t).sum()) for t in p}
    assert best_threshold(p, y) == max(t for t in f1 if f1[t] > max(f1.values()) - 1e-12)


def test_drawn_figures_are_those_of_the_rows_that_were_drawn():
    p, y = drawn(1, 150, grid=20)
    customers = pl.Series(np.random.default_rng(5).integers(0, 60, 150))
    found = bootstrap(p, y, customers, 0.3, seed=9, draws=8)
    rng, people = np.random.default_rng(9), customers.unique().sort().to_list()
    for draw in range(8):
        times = np.bincount(rng.integers(0, len(people), len(people)), minlength=len(people))
        rows = np.repeat(np.arange(150), [times[people.index(c)] for c in customers])
        py, yy = p[rows], y[rows]
        assert found["roc_auc"][draw] == pytest.approx(reference.roc_auc_score(yy, py), abs=1e-12)
        assert found["average_precision"][draw] == pytest.approx(reference.average_precision_score(yy, py), abs=1e-12)
        assert found["brier"][draw] == pytest.approx(np.mean((py - yy) ** 2), abs=1e-12)
        assert found["f1"][draw] == pytest.approx(reference.f1_score(yy, py >= 0.3), abs=1e-12)
        assert found["rate"][draw] == pytest.approx(yy.mean(), abs=1e-12)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth = reference.roc_auc_score(*drawn(99, 400_000)[::-1])
    held = 0
    for seed in range(60):
        p, y = drawn(seed, 300)
        low, high = interval(bootstrap(p, y, pl.Series(range(300)), 0.5, seed, draws=200)["roc_auc"])
        held += low <= truth <= high
    assert 51 <= held <= 60


def test_customers_are_drawn_with_all_of_their_rows():
    p, y = drawn(2, 400)
    twice = bootstrap(np.repeat(p, 2), np.repeat(y, 2), pl.Series(np.repeat(np.arange(400), 2)), 0.2, 3, 50)
    once = bootstrap(p, y, pl.Series(np.arange(400)), 0.2, 3, 50)
    assert all(np.allclose(twice[name], once[name]) for name in FIGURES)


def test_one_kind_of_rows_leaves_figures_undefined_without_a_word():
    found = score(np.array([0.1, 0.2]), np.array([False, False]), pl.Series([1, 2]), 0.5)
    assert np.isnan(found.roc_auc.value) and np.isnan(found.roc_auc.low) and found.rate.value == 0.0


@pytest.mark.parametrize("grid", [None, 15])
def test_deciles_are_equal_parts_by_falling_probability(grid):
    p, y = drawn(4, 1_000, grid)
    table = deciles(p, y)
    assert table["rows"].to_list() == pytest.approx([100] * 10) and table["decile"].to_list() == [*range(10, 0, -1)]
    assert table["positives"].sum() == pytest.approx(y.sum()) and table["gain"][-1] == pytest.approx(1)
    assert (table["mean_probability"] * table["rows"]).sum() == pytest.approx(p.sum())
    rng, shuffled = np.random.default_rng(0), []
    for _ in range(1 if grid is None else 300):  # ties in every order, on average
        order = np.lexsort((rng.random(p.size), -p))
        shuffled.append([part.sum() for part in np.array_split(y[order], 10)])
    assert table["positives"].to_list() == pytest.approx(np.mean(shuffled, axis=0), abs=1e-9 if grid is None else 0.6)
    assert table["lift"][0] == pytest.approx(table["positives"][0] / 100 / y.mean())


def test_curves_are_scikit_learns_at_their_points():
    p, y = drawn(5, 500, grid=100)
    table = ranking_curves(p, y, points=10_000)
    false, true, thresholds = reference.roc_curve(y, p, drop_intermediate=False)
    assert table["true_positive_rate"].to_list() == pytest.approx(true[1:])
    assert table["false_positive_rate"].to_list() == pytest.approx(false[1:])
    assert table["threshold"].to_list() == pytest.approx(thresholds[1:])
    precision, _, _ = reference.precision_recall_curve(y, p)
    assert table["precision"].to_list() == pytest.approx(precision[:-1][::-1])
    assert ranking_curves(*drawn(6, 50_000)).height <= 202


def test_reliability_counts_what_came_in_bins_of_equal_size():
    p, y = drawn(7, 1_000)
    table = reliability(p, y)
    rate, mean = calibration_curve(y, p, n_bins=10, strategy="quantile")
    assert table["rate"].to_list() == pytest.approx(rate) and table["mean_probability"].to_list() == pytest.approx(mean)
    assert table["rows"].sum() == 1_000 and table["positives"].sum() == y.sum()
    expected = np.average(np.abs(rate - mean), weights=table["rows"].to_numpy())
    assert calibration_error(table) == pytest.approx(expected)
    same = reliability(np.full(50, 0.2), y[:50])
    assert same.height == 1 and same["low"][0] < same["rate"][0] < same["high"][0]


def test_wilsons_interval_is_scipys():
    from scipy.stats import binomtest

    for yes, rows in ((0, 9), (3, 40), (17, 17)):
        low, high = wilson(np.array([float(yes)]), np.array([float(rows)]))
        known = binomtest(yes, rows).proportion_ci(method="wilson")
        assert (low[0], high[0]) == pytest.approx((known.low, known.high), abs=1e-12)


def test_a_feature_that_tells_the_outcome_alone_is_found_and_others_are_not():
    rng = np.random.default_rng(8)
    y = rng.random(2_000) < 0.1
    frame = pl.DataFrame(
        {
            "after": np.where(y, rng.normal(5, 1, 2_000), 0.0),
            "filled_later": pl.Series([1.0 if yes else None for yes in y]),
            "place": [f"{int(yes)}{rng.integers(3)}" for yes in y],
            "code": [str(i) for i in range(2_000)],
            "weak": y + rng.normal(0, 2, 2_000),
        }
    )
    found = {leak.column: leak for leak in find_leaks(frame, y)}
    assert set(found) == {"after", "filled_later", "place"}
    assert found["filled_later"].empty and not found["after"].empty


@pytest.mark.parametrize("factor, is_off", [(1.0, False), (0.5, True), (1.6, True), (1.03, False)])
def test_a_mean_that_is_off_by_more_than_chance_is_told(factor, is_off):
    rng = np.random.default_rng(2)
    probability = rng.beta(1, 4, 4_000)
    outcome = rng.random(4_000) < probability
    found = score(np.minimum(probability * factor, 1.0), outcome, pl.Series(np.arange(4_000)), 0.5)
    assert found.is_off is is_off
