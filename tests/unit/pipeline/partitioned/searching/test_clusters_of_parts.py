"""What candidates have among all rows is what a loop over these finds, and scikit-learn."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
from sklearn.mixture import GaussianMixture

from segtui.clustering.algorithm import Candidate
from segtui.clustering.algorithms.mixture import Mixture, criteria
from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts, JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, RowScale, as_spilled
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows, RuleView
from segtui.pipeline.partitioned.searching.all_rows_scores import of_all_rows
from segtui.pipeline.partitioned.searching.clusters_of_parts import ByFit, Followed, clusters_of
from segtui.pipeline.partitioned.searching.measure_candidates import found_on, nearest_seconds
from segtui.segments.choosing.leaderboard import Scored
from segtui.validity.score import score

VIEW = RuleView(JoinedRows(CleanedParts(None)), RowScale((), {}))


@pytest.fixture
def values():
    rng = np.random.default_rng(8)
    groups = [rng.normal(size=(700, 3)) + centre for centre in ([0, 0, 0], [5, 0, 0], [0, 5, 5])]
    return as_spilled(np.vstack(groups)[rng.permutation(2_100)])


@pytest.fixture
def parts(values, tmp_path):
    found = []
    for number, first in enumerate(range(0, len(values), 500)):
        own = values[first : first + 500].astype(np.float32)
        np.save(f"{tmp_path}/{number}.npy", own)
        part = MatrixPart(number, f"{tmp_path}/{number}.npy", len(own))
        found.append(PartRows(RowPart(number, first, "", first, len(own), (0, 0)), part))
    return found


def _candidates(sample):
    (mixture,) = Mixture(k=[3], covariance="full").fit_grid(
        SharedStructures(sample, 0), [{"k": 3, "covariance": "full"}]
    )
    noisy = np.where(sample[:, 0] > 6, -1, (sample[:, 1] > 2.5).astype(np.int32)).astype(np.int32)
    return mixture, Candidate("hierarchical", {"k": 2, "linkage": "average"}, noisy, 0.0)


def _clusters(values, parts, folder):
    sample = values[:300]
    mixture, linked = _candidates(sample)
    followed = Followed((ByFit("mixture", mixture.fitted, VIEW),), (linked.labels,), sample, str(folder / "kept"))
    return (mixture, linked), clusters_of(Threads(2), parts, followed)


def test_indices_are_those_of_all_rows(values, parts, tmp_path):
    candidates, (found, (likelihood,)) = _clusters(values, parts, tmp_path)
    mixture, linked = candidates
    of_sample = [Scored(one, score(values[:300], [one.labels])[0]) for one in candidates]
    known = {one.key: each for one, each in zip(candidates, found, strict=True)}
    told = of_all_rows(of_sample, known, values[:300], len(values), 0)
    like = cdist(values, values[:300]).argmin(axis=1)
    for one, labels in zip(told, (_likeliest(mixture, values), linked.labels[like]), strict=True):
        kept = labels >= 0
        assert one.scores.davies_bouldin == pytest.approx(davies_bouldin_score(values[kept], labels[kept]), rel=1e-6)
        expected = calinski_harabasz_score(values[kept], labels[kept])
        assert one.scores.calinski_harabasz == pytest.approx(expected, rel=1e-6)
        assert one.scores.coverage == pytest.approx(kept.mean())
        assert one.scores.smallest_share == np.bincount(labels[kept]).min() / len(values)
        assert one.scores.dunn_is_bound and not one.scores.notes
    peer = GaussianMixture(3, means_init=mixture.fitted["means"], tol=1e-3).fit(values)
    bic, aic = criteria("full", 3, values.shape, likelihood)
    assert bic == pytest.approx(peer.bic(values), rel=2e-2) and bic - aic == pytest.approx(29 * (np.log(2_100) - 2))


def test_indices_of_candidates_that_were_not_measured_are_said_to_be_the_samples(values):
    _mixture, linked = _candidates(values[:300])
    scored = Scored(linked, score(values[:300], [linked.labels])[0])
    (told,) = of_all_rows([scored], {}, values[:300], len(values), 0)
    assert "estimated from 300 of 2,100 rows" in told.scores.notes[0]
    assert told.scores.davies_bouldin == scored.scores.davies_bouldin


def test_neighbours_are_looked_for_where_that_is_affordable():
    assert nearest_seconds(1_000_000, 50_000, 8) < 600 < nearest_seconds(100_000_000, 50_000, 8)
    assert nearest_seconds(1_000_000, 50_000, 100) < 10_000


def _likeliest(mixture, values):
    from segtui.clustering.mixtures.gaussians import Gaussians

    return Gaussians.from_arrays(mixture.fitted).memberships(values)[0].argmax(axis=1)


def test_what_settled_on_all_rows_is_not_said_to_be_found_on_fewer(values):
    scored = [Scored(one, score(values[:300], [one.labels])[0]) for one in _candidates(values[:300])]
    told = [one.assigned for one in found_on(scored, {}, 300, 2_000)]
    assert told[0] == ""
    assert told[1].startswith("found on 300 of 2,000 rows, the rest assigned to the")
