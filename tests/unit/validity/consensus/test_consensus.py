"""Consensus against its definition, written out, on random tables."""

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import make_blobs, make_moons
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.shared_structures import SharedStructures
from segtui.validity.consensus import gap as gap_module
from segtui.validity.consensus.consensus import consensus
from segtui.validity.consensus.density_graph import density_graph
from segtui.validity.consensus.gap import gaps
from segtui.validity.consensus.misfit import evidence
from segtui.validity.consensus.recurrence import recurrences
from segtui.validity.consensus.valley import valley


def table(seed, rows=200, columns=3, decimals=None):
    values, _ = make_blobs(rows, columns, centers=4, random_state=seed, cluster_std=2.0)
    values = values if decimals is None else np.round(values, decimals)
    return (values - values.mean(axis=0)) / values.std(axis=0)


def labelings(values):
    found = [KMeans(k, n_init=1, random_state=0).fit_predict(values) for k in (2, 3, 5, 8)]
    found += [DBSCAN(eps=eps, min_samples=4).fit_predict(values) for eps in (0.3, 0.5, 0.8)]
    return [labels.astype(np.int32) for labels in found if labels.max() >= 1]


def edges(values):
    """Every pair in the 15-nearest-neighbour graph or the spanning tree, with its weight, shortest first."""
    distances = cdist(values, values)
    order = np.argsort(distances + np.diag(np.full(len(values), -1.0)), axis=1)[:, 1:16]
    core = np.take_along_axis(distances, order, axis=1)[:, 4]
    reach = np.maximum(np.maximum(distances, core[:, None]), core)
    tree = minimum_spanning_tree(reach + 1e-12).tocoo()
    pairs = {tuple(sorted((i, int(j)))) for i, row in enumerate(order) for j in row}
    pairs |= {tuple(sorted(pair)) for pair in zip(tree.row.tolist(), tree.col.tolist(), strict=True)}
    return sorted((reach[i, j], i, j) for i, j in pairs)


def defined_gap(edges, labels):
    """The definition, edge by edge."""
    rows, longest, total = len(labels), 2 * edges[-1][0], 0.0
    for group in range(labels.max() + 1):
        size = int((labels == group).sum())
        part = {i: {i} for i in np.flatnonzero(labels == group).tolist()}
        large, left, inner, half = max(4, int(np.ceil(0.05 * size))), [], 0.0, None
        for weight, i, j in edges:
            if (labels[i] == group) != (labels[j] == group):
                left.append(weight)
            elif labels[i] == group and part[i] is not part[j]:
                if min(len(part[i]), len(part[j])) >= large:
                    inner = weight
                joined = part[i] | part[j]
                part.update(dict.fromkeys(joined, joined))
                if half is None and 2 * len(joined) >= size:
                    half = weight
        unjoined = len({id(p) for p in part.values() if len(p) >= large})
        inner = longest if unjoined > 1 else inner or half or longest
        leaves = max(1, int(size**0.5))
        separation = left[leaves - 1] if len(left) >= leaves else left[-1] if left else longest
        total += size * (separation - inner) / max(separation, inner)
    return total / rows


@pytest.mark.parametrize("kernel", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_gap_is_what_the_edges_say_one_by_one(seed, kernel, monkeypatch):
    monkeypatch.setattr(gap_module, "worthwhile", lambda rows: kernel)
    values = table(seed)
    some = labelings(values)
    found = gaps(density_graph(SharedStructures(values)), some)
    assert found == pytest.approx([defined_gap(edges(values), labels) for labels in some], abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_to_the_gap_agree_where_many_distances_are_equal(seed, monkeypatch):
    values = table(seed, 600, 2, decimals=0)
    some, graph = labelings(values), density_graph(SharedStructures(values))
    plain = gaps(graph, some)
    monkeypatch.setattr(gap_module, "worthwhile", lambda rows: True)
    assert gaps(graph, some) == plain


def test_recurrence_is_coverage_times_the_mean_fourth_power_of_agreement():
    some = labelings(table(5))
    counts = [1, 2, 1, 3, 1, 0, 1][: len(some)]
    expected = []
    for one in some:
        total = 0.0
        for count, other in zip(counts, some, strict=True):
            both = (one >= 0) & (other >= 0)
            total += count * max(adjusted_rand_score(one[both], other[both]), 0) ** 4
        expected.append((one >= 0).mean() * total / sum(counts))
    assert recurrences(some, counts).tolist() == pytest.approx(expected)


def log_density(values, mean, covariance):
    apart = values - mean
    inside = np.einsum("ij,jk,ik->i", apart, np.linalg.inv(covariance), apart)
    return -0.5 * (inside + values.shape[1] * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1])


@pytest.mark.parametrize("seed", range(3))
def test_evidence_is_the_better_of_two_classification_likelihoods(seed):
    values = table(seed)
    for labels in labelings(values):
        both = []
        for full in (False, True):
            likelihood, parameters = 0.0, 0
            for group in range(labels.max() + 1):
                rows = values[labels == group]
                own = np.cov(rows.T, bias=True)
                drawn = 0.5 * min(1, 2 * 3 / len(rows)) if full else 1.0
                shape = (1 - drawn) * own + drawn * np.diag(np.diag(own)) + 1e-3 * np.eye(3)
                likelihood += log_density(rows, rows.mean(axis=0), shape).sum() + len(rows) * np.log(len(rows) / 200)
                parameters += 3 + 6 if full else 2 * 3
            noise = int((labels < 0).sum())
            if noise:
                likelihood += noise * (np.log(noise / 200) - np.log(np.ptp(values, axis=0)).sum())
            parameters += labels.max() + (1 if noise else 0)
            both.append((2 * likelihood - parameters * np.log(200)) / 200)
        assert evidence(values, labels) == pytest.approx(max(both))


def test_the_sum_has_its_weights_and_duplicates_count_as_often_as_they_occur():
    values = table(1)
    some = labelings(values)
    found = consensus(values, some, [2] + [1] * (len(some) - 1))
    for one in found:
        assert one.score == pytest.approx(one.gap + one.recurrence + 0.2 * one.balance - 0.6 * one.misfit)
    assert [one.recurrence for one in found] == pytest.approx(
        [one.recurrence for one in consensus(values, [some[0], *some])][1:]
    )


def test_moons_go_to_their_true_shape():
    values, truth = make_moons(400, noise=0.05, random_state=0)
    some = [truth.astype(np.int32), *labelings(values)]
    scores = [one.score if one else -np.inf for one in consensus(values, some)]
    assert adjusted_rand_score(truth, some[int(np.argmax(scores))]) > 0.95


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_the_search_s_own_neighbours_change_nothing(threads):
    values = table(2, 4_000)
    some = labelings(values)
    space = SharedStructures(values)
    space.reserve(20)
    space.neighbours(20)
    assert consensus(values, some, space=space, threads=threads) == consensus(values, some)


def test_past_the_exact_size_a_sample_stands_for_all():
    values = table(3, 4_000)
    some = labelings(values)
    exact, sampled = consensus(values, some), consensus(values, some, exact_rows=3_500, seed=1)
    assert {one.rows for one in sampled if one} == {3_500}
    for one, other in zip(exact, sampled, strict=True):
        assert other.recurrence == pytest.approx(one.recurrence, abs=0.03)
        assert other.balance == one.balance


@pytest.mark.parametrize(
    "values",
    [np.zeros((50, 2)), np.arange(2.0)[:, None], np.random.default_rng(0).normal(size=(30, 400))],
    ids=["equal rows", "two rows", "400 columns"],
)
def test_what_can_hardly_be_scored_is_scored_all_the_same(values):
    halves = (np.arange(len(values)) % 2).astype(np.int32)
    alone, none, found = consensus(values, [halves * 0, halves * 0 - 1, halves])
    assert alone is None and none is None
    assert np.isfinite([found.gap, found.recurrence, found.misfit, found.score]).all()


class TestValley:
    def test_is_deep_between_groups_apart_and_flat_in_one_crowd_cut_in_two(self):
        rng = np.random.default_rng(0)
        crowd = rng.normal(size=(1_000, 3))
        halves = (crowd[:, 0] > 0).astype(np.int32)
        assert valley(crowd, halves) < 0.1
        assert valley(crowd + 4.0 * halves[:, None], halves) > 0.9

    def test_is_what_a_kernel_estimate_says(self):
        from scipy.stats import gaussian_kde

        rng = np.random.default_rng(1)
        line = np.concatenate([rng.normal(0, 1, 300), rng.normal(3, 1, 500)])
        labels = np.repeat([0, 1], [300, 500]).astype(np.int32)
        low, high = np.median(line[:300]), np.median(line[300:])
        width = 0.45 * min(line.std(), np.subtract(*np.percentile(line, [75, 25])) / 1.34) * 800**-0.2
        density = gaussian_kde(line, width / line.std(ddof=1))(np.linspace(low, high, 60))
        at = density[5:-5].argmin() + 5
        expected = 1 - density[at] / min(density[:at].max(), density[at:].max())
        assert valley(line[:, None], labels) == pytest.approx(expected, abs=1e-6)
