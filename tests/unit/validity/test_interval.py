"""How often a sampled silhouette's interval holds, and what is done where intervals leave the first place open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from segtui.validity.adaptive_sampling import contenders, refine_leaders
from segtui.validity.score import score
from segtui.validity.scores import Scores


@pytest.fixture(scope="module")
def customers():
    """4,000 rows of skewed amounts, and labelings that suit them more or less, noisy, tiny and random ones too."""
    from sklearn.cluster import DBSCAN, KMeans

    random = np.random.default_rng(3)
    values = np.exp(random.normal(size=(4_000, 3)) * [0.6, 0.9, 1.2])
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    labelings = [KMeans(k, n_init=1, random_state=0).fit_predict(values) for k in (2, 3, 5, 9, 30)]
    labelings += [DBSCAN(eps=eps, min_samples=5).fit_predict(values) for eps in (0.12, 0.2, 0.4)]
    labelings += [random.integers(0, k, 4_000) for k in (2, 6, 150)]
    labelings = [labels.astype(np.int32) for labels in labelings]
    return values, labelings, [found.silhouette for found in score(values, labelings)]


def held(values, labelings, exact, seed):
    """Whether the interval of each labeling holds the truth."""
    found = score(values, labelings, seed=seed, exact_rows=1_000, sample_rows=400)
    ends = [each.silhouette_interval for each in found]
    return [low - 1e-12 <= true <= high + 1e-12 for (low, high), true in zip(ends, exact, strict=True)]


def test_the_95_percent_interval_of_labelings_that_share_a_sample_holds_as_often_as_it_says(customers):
    values, labelings, exact = customers
    times = np.mean([held(values, labelings, exact, seed) for seed in range(40)], axis=0)
    assert times.mean() >= 0.95
    assert times.min() >= 0.9


def test_the_interval_of_a_labeling_that_is_scored_alone_holds_as_often_as_it_says(customers):
    values, labelings, exact = customers
    some = list(zip(labelings, exact, strict=True))[:8]
    times = [held(values, [labels], [true], seed)[0] for labels, true in some for seed in range(25)]
    assert np.mean(times) >= 0.95


def test_a_thousand_rows_tell_the_silhouette_to_about_a_thousandth():
    random = np.random.default_rng(0)
    centers = random.uniform(-8, 8, (6, 8))
    true = random.integers(0, 6, 6_000)
    values = centers[true] + random.normal(size=(6_000, 8))
    labelings = [np.where(true >= k, 0, true).astype(np.int32) for k in range(2, 7)]
    exact = [found.silhouette for found in score(values, labelings)]
    for seed in range(5):
        for found, known in zip(
            score(values, labelings, seed=seed, exact_rows=0, sample_rows=1_000), exact, strict=True
        ):
            assert found.silhouette == pytest.approx(known, abs=0.002)
            assert found.silhouette_margin < 0.005


def scored(silhouette: float | None, error: float | None = None, coverage: float = 1.0) -> Scores:
    return Scores(3, coverage, 1 - coverage, 0.1, silhouette, error)


def test_only_labelings_whose_interval_reaches_the_first_one_contend():
    many = [scored(0.5, 0.01), scored(0.47, 0.01), scored(0.4, 0.01), scored(None), scored(0.9, None, coverage=0.3)]
    assert contenders(many) == [0, 1]
    assert contenders([scored(None)]) == []
    assert contenders([scored(0.5), scored(0.5), scored(0.49)]) == [0, 1]


@pytest.fixture(scope="module")
def close_race():
    """9,000 rows, two labelings that differ in few rows, and one that is far behind, scored from 200 rows."""
    random = np.random.default_rng(1)
    true = random.integers(0, 4, 9_000)
    values = random.uniform(-3, 3, (4, 4))[true] + random.normal(size=(9_000, 4))
    near = np.where(random.random(9_000) < 0.0015, (true + 1) % 4, true)
    labelings = [near.astype(np.int32), true.astype(np.int32), (true % 2).astype(np.int32)]
    return values, labelings, score(values, labelings, exact_rows=100, sample_rows=200)


def test_more_rows_are_drawn_until_it_is_clear_who_leads(close_race):
    values, labelings, before = close_race
    assert contenders(before) == [0, 1]
    after = refine_leaders(values, labelings, before)
    assert contenders(after) == [1]
    assert after[2] == before[2]
    for old, new, exact in zip(before[:2], after[:2], score(values, labelings[:2]), strict=True):
        assert (new.silhouette_error or 0) < old.silhouette_error
        assert new.silhouette_interval[0] <= exact.silhouette <= new.silhouette_interval[1]
        assert replace(new, silhouette=None, silhouette_error=None, silhouette_note="") == replace(
            old, silhouette=None, silhouette_error=None, silhouette_note=""
        )


def test_drawing_more_rows_depends_on_the_seed_alone_and_keeps_to_its_budget(close_race):
    values, labelings, before = close_race
    one, two = (refine_leaders(values, labelings, before, threads=threads) for threads in (1, 2))
    assert one == two
    heard: list[float] = []
    assert refine_leaders(values, labelings, before, pairs=1_000, tick=heard.append) == before
    assert heard == [1.0]


def test_exact_scores_are_left_alone_even_where_they_tie(close_race):
    values, labelings, _ = close_race
    exact = score(values, [labelings[0], labelings[0]])
    assert refine_leaders(values, [labelings[0], labelings[0]], exact) == exact


def test_labelings_that_tie_end_exact(close_race):
    values, labelings, before = close_race
    after = refine_leaders(values, [labelings[0], labelings[0]], [before[0], before[0]])
    assert [found.silhouette_error for found in after] == [None, None]
    assert not any(found.silhouette_note for found in after)
