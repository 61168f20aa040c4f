"""Prediction strength and the gap statistic: against their definitions written out, and on known data."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from segtui.validity.stability.gap import GapAtK, gap_statistic, pick
from segtui.validity.stability.prediction_strength import prediction_strength

FEW = (1, 2, 3, 4, 5)
"""One more than there are groups: what is tried beyond takes most of the time, and is past what the rules look at."""


def groups(k: int, rows: int = 60, noise: float = 0.5):
    random = np.random.default_rng(1)
    centers = np.array([[0.0, 0.0], [6.0, 0.0], [0.0, 6.0], [6.0, 6.0]])[:k]
    return np.concatenate([center + random.normal(size=(rows, 2)) * noise for center in centers])


@pytest.mark.parametrize("k", [2, 3, 4])
def test_both_find_groups_that_stand_apart(k: int):
    values = groups(k)
    assert gap_statistic(values, FEW).k == k
    assert prediction_strength(values, FEW[1:]).k == k


def test_both_find_one_group_where_there_are_none():
    values = np.random.default_rng(0).uniform(size=(200, 10))  # the paper's first model
    assert gap_statistic(values, FEW).k == 1
    assert prediction_strength(values, FEW[1:]).k == 1


def test_iris_has_two_or_three_groups():
    from sklearn.datasets import load_iris

    values = load_iris().data
    assert gap_statistic(values, [1, 2, 3]).by_k[2].log_inertia == pytest.approx(np.log(78.85144), abs=1e-4)
    assert prediction_strength(values, FEW[1:]).k in (2, 3)


def test_prediction_strength_is_its_definition_written_out():
    values = groups(3, 20, 3.0)
    random = np.random.default_rng([0, 0])
    order = random.choice(60, 60, replace=False)
    halves = [values[np.sort(order[:30])], values[np.sort(order[30:])]]
    fits = [KMeans(4, n_init=10, random_state=0).fit(half) for half in halves]
    shares = []
    for own, other, half in ((fits[1], fits[0], halves[1]), (fits[0], fits[1], halves[0])):
        told = other.predict(half)
        least = 1.0
        for cluster in range(4):
            places = np.flatnonzero(own.labels_ == cluster)
            pairs = [(i, j) for i in places for j in places if i != j]
            least = min(least, np.mean([told[i] == told[j] for i, j in pairs]) if pairs else 1.0)
        shares.append(least)
    given = prediction_strength(values, [4], splits=1)
    assert given.by_k[0].strength == pytest.approx(np.mean(shares))
    assert given.by_k[0].error == 0.0


def test_the_gap_is_its_definition_written_out():
    values = groups(2, 15, 2.0)
    turned = (values - values.mean(axis=0)) @ np.linalg.svd(values - values.mean(axis=0))[2].T
    logs = []
    for number in (1, 2, 3):
        random = np.random.default_rng([0, number])
        reference = random.uniform(turned.min(axis=0), turned.max(axis=0), (30, 2))
        logs.append(np.log(KMeans(2, n_init=10, random_state=0).fit(reference).inertia_))
    own = np.log(KMeans(2, n_init=10, random_state=0).fit(values).inertia_)
    (given,) = gap_statistic(values, [2], references=3).by_k
    assert given.gap == pytest.approx(np.mean(logs) - own)
    assert given.error == pytest.approx(np.std(logs) * (4 / 3) ** 0.5)


def test_the_rule_takes_the_first_k_that_the_next_does_not_beat_by_its_error():
    def by_k(*pairs):
        return [GapAtK(k, 0.0, 0.0, gap, error) for k, (gap, error) in enumerate(pairs, 1)]

    assert pick(by_k((0.1, 0.05), (0.3, 0.05), (0.33, 0.05), (0.9, 0.05))) == 2
    assert pick(by_k((0.1, 0.05), (0.3, 0.05), (0.5, 0.05))) is None
    assert pick(by_k((0.1, 0.05))) is None


def test_threads_change_nothing():
    values = groups(3, 40, 2.0)
    assert gap_statistic(values, references=3, threads=1) == gap_statistic(values, references=3, threads=3)
    one, three = (prediction_strength(values, [2, 3], splits=3, threads=threads) for threads in (1, 3))
    assert one == three


def test_many_rows_are_drawn_in_part_and_the_result_says_how_many():
    values = groups(3, 700)
    gap, strength = gap_statistic(values, [1, 2], references=2), prediction_strength(values, [3], splits=2)
    assert (gap.rows, gap.drawn, strength.rows, strength.drawn) == (2_100, 1_000, 2_100, 1_000)


@pytest.mark.parametrize("values", [np.zeros((0, 2)), np.zeros((9, 2)), np.arange(2.0)[:, None], np.eye(5)])
def test_few_or_equal_rows_give_a_result(values):
    gap, strength = gap_statistic(values), prediction_strength(values)
    assert all(np.isfinite(each.gap) for each in gap.by_k)
    assert strength.k == 1 or strength.by_k
