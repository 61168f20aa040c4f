"""Silhouette past the exact size."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.validity.refinement import compact, refine
from segtui.validity.sample import draw
from segtui.validity.score import score


@pytest.fixture(scope="module")
def blobs():
    """3,000 rows in five groups of unequal size and spread, and labelings that suit them more or less."""
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_blobs

    values, true = make_blobs([1_500, 800, 500, 180, 20], 4, cluster_std=[1, 2, 3, 1, 0.5], random_state=3)
    values = np.ascontiguousarray(values, dtype=np.float64)
    labelings = [true.astype(np.int32), np.where(np.arange(3_000) % 9 == 0, -1, true).astype(np.int32)]
    labelings += [KMeans(k, n_init=1, random_state=0).fit_predict(values).astype(np.int32) for k in (2, 7)]
    labelings.append((np.random.default_rng(0).integers(0, 900, 3_000)).astype(np.int32))
    return values, labelings


def test_a_sampled_silhouette_says_so_and_the_other_indices_stay_exact(blobs):
    values, labelings = blobs
    for found, exact in zip(score(values, labelings, exact_rows=1_000), score(values, labelings), strict=True):
        assert exact.silhouette_error is None
        assert exact.silhouette_interval == (exact.silhouette, exact.silhouette)
        assert exact.notes == ()
        rows = round(found.coverage * 3_000)
        assert f"of {rows:,} rows, standard error" in found.silhouette_note
        assert found.dunn == exact.dunn
        assert found.davies_bouldin == exact.davies_bouldin
        assert found.calinski_harabasz == exact.calinski_harabasz


def test_every_cluster_of_every_labeling_is_in_the_sample(blobs):
    _, labelings = blobs
    clean = [compact(labels) for labels in labelings[:4]]
    (refinement,) = refine(clean)
    for seed in range(10):
        drawn = draw(refinement, seed, rows=200)
        rows = refinement.order[drawn.rows]
        assert len(rows) <= 400
        assert len(np.unique(rows)) == len(rows)
        for labels in clean:
            sizes, taken = np.bincount(labels + 1)[1:], np.bincount(labels[rows] + 1)[1:]
            assert (taken >= np.minimum(sizes, 10)).all()


def test_a_sample_of_all_rows_is_exact(blobs):
    values, labelings = blobs
    sampled = score(values, labelings, exact_rows=1_000, sample_rows=3_000)
    for found, exact in zip(sampled, score(values, labelings), strict=True):
        assert found.silhouette == pytest.approx(exact.silhouette, abs=1e-12)
        assert found.silhouette_error == 0.0


def test_the_seed_decides_the_sample(blobs):
    values, labelings = blobs
    first, again, other = (
        score(values, labelings[:1], seed=seed, exact_rows=1_000, sample_rows=300) for seed in (1, 1, 2)
    )
    assert first == again != other
