"""Indices against their definitions, written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segtui.libraries import compiled
from segtui.validity import diameter, pairwise, refinement, separation
from segtui.validity import dunn as dunns
from segtui.validity.score import memory, score
from segtui.validity.silhouette import row_silhouettes

Case = tuple[NDArray[np.float64], list[NDArray[np.int32]]]


def distances(x):
    return np.sqrt(((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2))


def silhouette(x, y):
    d, found = distances(x), []
    for i in range(len(x)):
        own = (y == y[i]) & (np.arange(len(x)) != i)
        if not own.any():
            found.append(0.0)
            continue
        a = d[i, own].mean()
        b = min(d[i, y == c].mean() for c in set(y) - {y[i]})
        found.append((b - a) / max(a, b) if max(a, b) > 0 else 0.0)
    return np.array(found)


def dunn(x, y):
    d, same = distances(x), y[:, None] == y[None, :]
    return d[~same].min() / d[same].max() if d[same].max() > 0 else None


def davies_bouldin(x, y):
    centers = np.array([x[y == c].mean(axis=0) for c in np.unique(y)])
    radius = np.array(
        [np.sqrt(((x[y == c] - m) ** 2).sum(axis=1)).mean() for c, m in zip(np.unique(y), centers, strict=True)]
    )
    apart = distances(centers)
    apart[apart < 1e-12] = np.inf
    if (radius < 1e-12).all():
        return 0.0
    return ((radius[:, None] + radius) / apart).max(axis=1).mean() if np.isfinite(apart).any() else None


def calinski_harabasz(x, y):
    names, sizes = np.unique(y, return_counts=True)
    centers = np.array([x[y == c].mean(axis=0) for c in names])
    between = (sizes * ((centers - x.mean(axis=0)) ** 2).sum(axis=1)).sum()
    within = sum(((x[y == c] - m) ** 2).sum() for c, m in zip(names, centers, strict=True))
    return between / (len(names) - 1) / (within / (len(x) - len(names))) if within > 1e-12 else None


@st.composite
def cases(draw) -> Case:
    rows, columns = draw(st.integers(1, 24)), draw(st.integers(1, 3))
    grid = st.integers(-16, 16)  # eighths: rows often coincide, and no sum is rounded
    values = np.array(draw(st.lists(grid, min_size=rows * columns, max_size=rows * columns)), np.float64) / 8
    most = draw(st.integers(0, rows))
    label = st.lists(st.integers(-1, most), min_size=rows, max_size=rows)
    labelings = draw(st.lists(label, min_size=1, max_size=5))
    return values.reshape(rows, columns), [np.array(labels, np.int32) for labels in labelings]


def close(found, expected, tolerance=1e-12):
    assert (found is None) == (expected is None)
    if expected is not None:
        assert found == pytest.approx(expected, rel=tolerance, abs=tolerance)


def check(values, labels, found):
    kept = labels >= 0
    x, y = values[kept], labels[kept]
    sizes = np.unique(y, return_counts=True)[1]
    assert found.clusters == len(sizes)
    assert found.coverage == pytest.approx(kept.mean())
    assert found.noise_share == pytest.approx(1 - kept.mean())
    assert found.smallest_share == pytest.approx(min(sizes, default=0) / len(labels))
    if not 2 <= len(sizes) < len(y):
        assert (found.silhouette, found.dunn, found.davies_bouldin, found.calinski_harabasz) == (None,) * 4
        assert found.notes
        return
    close(found.silhouette, silhouette(x, y).mean())
    close(found.dunn, dunn(x, y))
    close(found.davies_bouldin, davies_bouldin(x, y), 1e-9)
    close(found.calinski_harabasz, calinski_harabasz(x, y), 1e-9)


either_path = pytest.mark.parametrize("plain_rows", [3_000, 0], ids=["plain", "kernels"])


@either_path
@given(case=cases())
@settings(max_examples=200, deadline=None)
def test_every_index_of_every_labeling_is_its_definition(plain_rows: int, case: Case):
    values, labelings = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "PLAIN_ROWS", plain_rows)
        for labels, found in zip(labelings, score(values, labelings, threads=1), strict=True):
            check(values, labels, found)


@given(case=cases())
@settings(max_examples=200, deadline=None)
def test_a_search_of_small_steps_that_prunes_every_cluster_finds_the_same_dunn(case: Case):
    values, labelings = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "PLAIN_ROWS", 0)
        patch.setattr(diameter, "SMALL", 1)
        patch.setattr(diameter, "TURN", 1)
        patch.setattr(separation, "TURN", 1)
        patch.setattr(separation, "LEAF_ROWS", 1)
        for labels, found in zip(labelings, score(values, labelings, threads=2), strict=True):
            check(values, labels, found)


@given(case=cases())
@settings(max_examples=100, deadline=None)
def test_what_is_not_proven_is_an_upper_bound_and_can_be_proven(case: Case):
    values, labelings = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "PLAIN_ROWS", 0)
        patch.setattr(diameter, "SMALL", 1)
        patch.setattr(dunns, "VISITS", 1)
        patch.setattr(dunns, "PAIRS", 1)
        bounds, proven = score(values, labelings), score(values, labelings, prove=True)
    for labels, bound, found in zip(labelings, bounds, proven, strict=True):
        check(values, labels, found)
        assert not found.dunn_is_bound
        if found.dunn is not None and bound.dunn is not None:
            assert bound.dunn >= found.dunn - 1e-12
            assert bound.dunn_is_bound or bound.dunn == pytest.approx(found.dunn, rel=1e-12)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_small_blocks_chunks_and_groups_change_nothing(case: Case):
    values, labelings = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairwise, "CHUNK", 5)
        patch.setattr(pairwise, "BLOCK", 8)
        patch.setattr(refinement, "GROUP_CLASSES", 3)
        patch.setattr(refinement, "REFINED_CLASSES", 6)
        for labels, found in zip(labelings, score(values, labelings, threads=2), strict=True):
            check(values, labels, found)


@either_path
@given(case=cases())
@settings(max_examples=100, deadline=None)
def test_row_silhouettes_are_their_definition_and_nan_for_noise(plain_rows: int, case: Case):
    values, (labels, *_) = case
    kept = labels >= 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "PLAIN_ROWS", plain_rows)
        found = row_silhouettes(values, labels)
    if len(set(labels[kept])) < 2:
        assert np.isnan(found).all()
        return
    assert np.isnan(found[~kept]).all()
    assert found[kept] == pytest.approx(silhouette(values[kept], labels[kept]), abs=1e-12)


def overlapping(rows: int, columns: int, labelings: int, noise: float = 0.1) -> Case:
    """Random rows, and labelings by nearest of some rows, with noise in every second one."""
    random = np.random.default_rng(0)
    values = random.normal(size=(rows, columns))
    found = []
    for at in range(labelings):
        centers = values[random.choice(rows, 2 + at % 9, replace=False)]
        labels = ((values[:, None, :] - centers) ** 2).sum(axis=2).argmin(axis=1).astype(np.int32)
        labels[random.random(rows) < noise * (at % 2)] = -1
        found.append(labels)
    return values, found


@either_path
def test_the_number_of_threads_changes_no_bit(plain_rows: int, monkeypatch):
    monkeypatch.setattr(compiled, "PLAIN_ROWS", plain_rows)
    values, labelings = overlapping(1_500, 6, 20)
    one, two, five = (score(values, labelings, threads=threads) for threads in (1, 2, 5))
    assert repr(one) == repr(two) == repr(five)
    sampled = [repr(score(values, labelings, exact_rows=100, threads=threads)) for threads in (1, 2, 5)]
    assert len(set(sampled)) == 1
    rows = [row_silhouettes(values, labelings[3], threads=threads).tobytes() for threads in (1, 2, 5)]
    assert len(set(rows)) == 1


def test_a_labeling_scores_the_same_alone_and_among_others():
    values, labelings = overlapping(900, 4, 12)
    together = score(values, labelings)
    for labels, found in zip(labelings, together, strict=True):
        (alone,) = score(values, [labels])
        close(found.silhouette, alone.silhouette)
        assert found.dunn == alone.dunn
        close(found.davies_bouldin, alone.davies_bouldin)
        close(found.calinski_harabasz, alone.calinski_harabasz)


@pytest.mark.parametrize("rows", [800, 3_200])
def test_scikit_learn_gives_the_same_values(rows: int):
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    values, labelings = overlapping(rows, 5, 10)
    for labels, found in zip(labelings, score(values, labelings), strict=True):
        kept = labels >= 0
        x, y = values[kept], labels[kept]
        close(found.silhouette, silhouette_score(x, y))
        close(found.davies_bouldin, davies_bouldin_score(x, y), 1e-9)
        close(found.calinski_harabasz, calinski_harabasz_score(x, y), 1e-9)


@either_path
def test_rows_far_from_the_origin_lose_no_digits(plain_rows: int, monkeypatch):
    monkeypatch.setattr(compiled, "PLAIN_ROWS", plain_rows)
    values, labelings = overlapping(300, 3, 4)
    near = score(np.round(values, 3), labelings)
    far = score(np.round(values, 3) + 2.0**20, labelings)
    for a, b in zip(near, far, strict=True):
        assert b.silhouette == pytest.approx(a.silhouette, rel=1e-7)
        assert b.dunn == pytest.approx(a.dunn, rel=1e-6)
        assert b.calinski_harabasz == pytest.approx(a.calinski_harabasz, rel=1e-7)


def test_thousands_of_tiny_clusters_are_scored_like_few():
    random = np.random.default_rng(1)
    values = random.normal(size=(400, 2))
    labels = random.permutation(np.arange(400) // 2).astype(np.int32)
    labels[:40] = -1
    (found,) = score(values, [labels])
    check(values, labels, found)


def test_coinciding_clusters_are_said_and_never_infinite():
    values = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    (rings,) = score(values, [np.array([0, 0, 1, 1], np.int32)])
    assert rings.davies_bouldin is None
    assert any("centroids of all clusters coincide" in note for note in rings.notes)
    (points,) = score(np.array([[0.0], [0.0], [1.0], [1.0]]), [np.array([0, 0, 1, 1], np.int32)])
    assert (points.silhouette, points.dunn, points.davies_bouldin, points.calinski_harabasz) == (1.0, None, 0.0, None)
    assert len(points.notes) == 2


@either_path
def test_the_scale_of_the_data_changes_no_bit_however_large_or_small(plain_rows: int, monkeypatch):
    monkeypatch.setattr(compiled, "PLAIN_ROWS", plain_rows)
    values, labelings = overlapping(80, 3, 4)
    expected = score(values, labelings)
    for power in (-600, -40, 40, 900):
        assert score(np.ldexp(values, power), labelings) == expected


def test_a_group_as_fine_as_the_whole_but_numbered_otherwise_is_folded_right():
    values = np.zeros((23, 1))
    values[-1] = 0.125
    coarse, fine = np.zeros(23, np.int32), np.zeros(23, np.int32)
    coarse[[7, 19]] = 1
    fine[[6, 7, 19, 21]] = 2, 1, 1, -1
    expected = score(values, [fine])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refinement, "GROUP_CLASSES", 3)
        assert score(values, [coarse, fine])[1:] == expected


def test_gaps_in_the_numbers_of_clusters_do_not_matter():
    values, (labels, *_) = overlapping(60, 2, 1)
    assert score(values, [labels]) == score(values, [np.where(labels > 0, labels + 55, labels).astype(np.int32)])


def test_no_labelings_and_no_rows_score_nothing():
    assert score(np.empty((5, 2)), []) == []
    (found,) = score(np.empty((0, 2)), [np.empty(0, np.int32)])
    assert (found.clusters, found.coverage, found.silhouette) == (0, 0.0, None)


def test_a_labeling_of_the_wrong_length_or_below_minus_one_is_refused():
    with pytest.raises(ValueError, match="3 labels for 4 rows"):
        score(np.zeros((4, 1)), [np.zeros(3, np.int32)])
    with pytest.raises(ValueError, match="0 labels for 4 rows"):
        score(np.zeros((4, 1)), [np.zeros(0, np.int32)])
    with pytest.raises(ValueError, match="found -2"):
        score(np.zeros((2, 1)), [np.array([0, -2], np.int32)])


@pytest.mark.parametrize("rows", [2_500, 3_500])
def test_progress_rises_to_one(rows: int):
    values, labelings = overlapping(rows, 3, 6)
    for exact_rows in (5_000, 1_000):
        heard: list[float] = []
        score(values, labelings, exact_rows=exact_rows, tick=heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == pytest.approx(1.0)


def test_the_forecast_of_memory_grows_with_rows_but_not_with_their_square():
    assert memory(20_000, 8, 100) < 400 * 2**20
    assert memory(200_000, 8, 100) < 4 * 400 * 2**20
