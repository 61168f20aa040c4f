"""Kernels against the plain path, at sizes where they are used."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries import compiled
from segtui.validity import silhouette_batches
from segtui.validity.refinement import REFINED_CLASSES, compact, refine
from segtui.validity.score import score
from segtui.validity.silhouette import row_silhouettes


@pytest.fixture(scope="module")
def groups():
    """5,000 rows in groups of unequal size and spread, and labelings of all kinds: nested, noisy, random, tiny."""
    random = np.random.default_rng(4)
    centers = random.uniform(-6, 6, (7, 6))
    true = random.choice(7, 5_000, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.04, 0.01])
    values = centers[true] + random.normal(size=(5_000, 6)) * (0.5 + true[:, None] / 4)
    labelings = [np.minimum(true, k) for k in range(1, 7)]
    labelings += [np.where(random.random(5_000) < share, -1, true) for share in (0.01, 0.3, 0.9)]
    away = ((values - centers[true]) ** 2).sum(axis=1)
    labelings += [np.where(away > limit, -1, true) for limit in (2.0, 8.0, 20.0)]
    labelings += [random.integers(0, k, 5_000) for k in (2, 9, 1_700)]
    return values, [compact(labels.astype(np.int32)) for labels in labelings]


@pytest.mark.parametrize("sample_rows", [None, 400])
def test_kernels_and_the_plain_path_give_the_same_scores(groups, sample_rows, monkeypatch):
    values, labelings = groups
    asked = {} if sample_rows is None else {"exact_rows": 1_000, "sample_rows": sample_rows}
    by_kernels = score(values, labelings, **asked)
    monkeypatch.setattr(compiled, "PLAIN_ROWS", len(values))
    for found, expected in zip(by_kernels, score(values, labelings, **asked), strict=True):
        for name in ("silhouette", "silhouette_error", "dunn", "davies_bouldin", "calinski_harabasz"):
            assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-12, abs=1e-12), name
        assert found.notes == expected.notes
        assert not found.dunn_is_bound


def test_a_spanning_tree_that_is_at_hand_gives_the_same_dunn_to_the_last_bit(groups):
    values, labelings = groups
    space = SharedStructures(values)
    space.neighbours(5)
    searched, read_off = score(values, labelings), score(values, labelings, space=space)
    assert [found.dunn for found in read_off] == [found.dunn for found in searched]
    assert not any(found.dunn_is_bound for found in read_off)


def test_many_small_refinements_and_one_large_one_give_the_same_silhouettes(groups, monkeypatch):
    values, labelings = groups
    assert len(refine(labelings, 40)) > 3 and len(refine(labelings, REFINED_CLASSES)) < 3
    expected = [found.silhouette for found in score(values, labelings)]
    monkeypatch.setattr("segtui.validity.indices.REFINED_CLASSES", 40)
    monkeypatch.setattr("segtui.validity.indices.LANE_CLASSES", 40)
    found = [found.silhouette for found in score(values, labelings)]
    assert found == pytest.approx(expected, abs=1e-12)


def test_float32_distances_change_no_silhouette_by_a_millionth(groups, monkeypatch):
    values, labelings = groups
    expected = [row_silhouettes(values, labels) for labels in labelings]
    monkeypatch.setattr(silhouette_batches, "SINGLE_ROWS", 1_000)
    for labels, exact in zip(labelings, expected, strict=True):
        found = row_silhouettes(values, labels)
        assert 0 < np.nanmax(np.abs(found - exact)) < 1e-6
    for found, labels in zip(score(values, labelings), labelings, strict=True):
        assert found.silhouette == pytest.approx(np.nanmean(row_silhouettes(values, labels)), abs=1e-8)


def test_where_float32_would_show_distances_stay_float64(monkeypatch):
    random = np.random.default_rng(0)
    clumps = np.repeat([0, 1, 2], 1_200)
    values = random.normal(size=(3_600, 3)) * 1e-7 + clumps[:, None] * 4e-6
    values[clumps == 2] += 1.0  # far off: what float32 has left for the others is 1e-7
    labels = clumps.astype(np.int32)
    expected = row_silhouettes(values, labels)
    monkeypatch.setattr(silhouette_batches, "SINGLE_ROWS", 1_000)
    np.testing.assert_array_equal(row_silhouettes(values, labels), expected)


def test_a_share_of_the_rows_has_the_silhouettes_of_all(groups):
    values, labelings = groups
    for labels in labelings[:8]:
        whole, some = row_silhouettes(values, labels), row_silhouettes(values, labels, share=600)
        seen = ~np.isnan(some)
        np.testing.assert_allclose(some[seen], whole[seen], atol=1e-14)
        shares = [np.mean(labels[seen] == c) - np.mean(labels[labels >= 0] == c) for c in range(labels.max() + 1)]
        assert np.abs(shares).max() < 0.02
