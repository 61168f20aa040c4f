"""Scores: type-7 quantiles, ties, order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.features.rfm.scores import edges, empty_scores, score

WHOLE = st.lists(st.integers(-50, 50), min_size=1, max_size=80)
REAL = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80)
BINS = st.integers(2, 10)


@given(REAL, BINS)
def test_edges_are_numpys_linear_quantiles(values, bins):
    expected = np.quantile(np.array(values), np.arange(1, bins) / bins, method="linear")
    np.testing.assert_allclose(edges(np.array(values), bins), expected, rtol=1e-9, atol=1e-6)


@given(st.integers(1, 60), BINS)
def test_an_edge_that_falls_on_a_value_is_that_value(steps, bins):
    values = np.arange(steps * bins + 1) * 0.1
    assert edges(values, bins).tolist() == values[steps::steps][: bins - 1].tolist()


@given(REAL, BINS)
def test_scores_rise_with_the_value_and_stay_on_the_scale(values, bins):
    array = np.sort(np.array(values))
    scores = score(array, edges(array, bins))
    assert np.all(np.diff(scores) >= 0)
    assert scores.min() >= 1 and scores.max() <= bins


@given(WHOLE, BINS)
def test_equal_values_share_a_score(values, bins):
    array = np.array(values)
    scores = score(array, edges(array, bins))
    assert all(len(set(scores[array == v])) == 1 for v in set(values))


@given(WHOLE, BINS)
def test_a_scale_where_low_is_best_is_the_same_scale_turned_round(values, bins):
    array = np.array(values)
    cuts = edges(array, bins)
    assert np.array_equal(score(array, cuts, low_is_best=True), bins + 1 - score(array, cuts))


@given(st.lists(st.integers(-(2**50), 2**50), min_size=10, max_size=80, unique=True), BINS)
def test_distinct_values_fill_bins_of_nearly_equal_size(values, bins):
    array = np.array(values)
    sizes = np.bincount(score(array, edges(array, bins)), minlength=bins + 1)[1:]
    assert sizes.max() - sizes.min() <= 2


def test_a_value_on_the_edge_belongs_to_the_bin_below():
    assert score(np.array([1.0, 2.0, 2.5, 3.0]), np.array([2.0, 2.5])).tolist() == [1, 1, 2, 3]


def test_ties_that_leave_a_score_empty_keep_the_scale_and_are_told():
    values = np.array([1] * 6 + [2, 3, 4, 9])
    scores = score(values, edges(values, 5))
    assert scores.tolist() == [1, 1, 1, 1, 1, 1, 4, 4, 5, 5]
    note = empty_scores(values, scores, 5)
    assert note == (
        "scores 2, 3 are empty, because equal values share a score; 6 of 10 customers have the value 1. "
        "The scale of 1 to 5 is kept."
    )


@pytest.mark.parametrize("bins", [2, 5, 10])
def test_one_customer_gets_the_lowest_bin(bins):
    assert score(np.array([7.0]), edges(np.array([7.0]), bins)).tolist() == [1]


def test_nothing_is_told_when_every_score_is_taken():
    values = np.arange(10)
    assert empty_scores(values, score(values, edges(values, 5)), 5) is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3, 8, 20], "scores 2, 4 are empty, because there are 3 customers for 5 scores."),
        ([3, 3, 3], "scores 2, 3, 4, 5 are empty, because there are 3 customers for 5 scores."),
        ([7], "scores 2, 3, 4, 5 are empty, because there is 1 customer for 5 scores."),
    ],
)
def test_fewer_customers_than_scores_are_told_as_that_and_not_as_ties(values, told):
    values = np.array(values)
    note = empty_scores(values, score(values, edges(values, 5)), 5)
    assert note == f"{told} The scale of 1 to 5 is kept."


def test_bins_of_an_earlier_run_that_nobody_falls_into_are_no_ties():
    values, cuts = np.arange(40, 60), np.array([10.0, 20.0, 30.0, 50.0])
    note = empty_scores(values, score(values, cuts), 5, learned=True)
    assert note == (
        "scores 1, 2, 3 are empty, because the 20 customers fall into other bins of the earlier run. "
        "The scale of 1 to 5 is kept."
    )


@settings(max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(2, 10))
def test_ties_are_blamed_only_where_there_are_some(values, bins):
    values = np.array(values)
    note = empty_scores(values, score(values, edges(values, bins)), bins)
    if note and "equal values" in note:
        assert len(values) >= bins and len(np.unique(values)) < len(values)
