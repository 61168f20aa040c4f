"""Mixtures over parts are those that scikit-learn and the fit in memory find in all rows."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from segtui.clustering.mixtures.fit import fit
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, as_spilled
from segtui.pipeline.partitioned.searching import mixtures_of_parts
from segtui.pipeline.partitioned.searching.mixtures_of_parts import settle_mixtures

TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}
CENTERS = np.array([[0.0, 0, 0], [6, 0, 0], [0, 6, 6]])
CLOSE = {"tolerance": 1e-12, "steps": 400}


def _parts(folder, values, rows=500):
    found = []
    for number, first in enumerate(range(0, len(values), rows)):
        file = f"{folder}/{number}.npy"
        np.save(file, values[first : first + rows].astype(np.float32))
        found.append(MatrixPart(number, file, len(values[first : first + rows])))
    return found


@pytest.fixture
def values():
    rng = np.random.default_rng(5)
    groups = [rng.normal(size=(600, 3)) * rng.uniform(0.5, 2, 3) + centre for centre in CENTERS]
    return as_spilled(np.vstack(groups)[rng.permutation(1_800)])


def _labels(rows, centers):
    return ((rows[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)


def test_the_likelihood_is_that_of_memory_and_scikit_learn(values, tmp_path):
    parts, sample = _parts(tmp_path, values), values[:400]
    shapes = list(TYPES)
    begin = [(fit(sample, _labels(sample, CENTERS), 3, shape), shape) for shape in shapes]
    found = settle_mixtures(Threads(2), parts, begin, **CLOSE)
    for shape, (start, _shape), by in zip(shapes, begin, found, strict=True):
        mean = by.memberships(values)[1] / len(values)
        labels = start.memberships(values)[0].argmax(axis=1)
        memory = fit(values, labels, 3, shape, **CLOSE).memberships(values)[1] / len(values)
        assert mean == pytest.approx(memory, abs=1e-6)
        peer = GaussianMixture(3, covariance_type=TYPES[shape], tol=1e-12, max_iter=400, means_init=start.means)
        assert mean == pytest.approx(peer.fit(values).score(values), abs=1e-6)


def test_threads_batches_and_a_stop_between_change_no_bit(values, tmp_path, monkeypatch):
    parts, sample = _parts(tmp_path, values), values[:400]
    begin = [(fit(sample, _labels(sample, values[:k]), k, shape), shape) for k in (2, 3) for shape in TYPES]
    states = []
    whole = settle_mixtures(Threads(1), parts, begin, keep=states.append)
    resumed = settle_mixtures(Threads(2), parts, begin, kept=states[0])
    monkeypatch.setattr(mixtures_of_parts, "_SUMS", 100)
    several = settle_mixtures(Threads(2), parts, begin)
    for one, *others in zip(whole, resumed, several, strict=True):
        for name, array in one.arrays().items():
            assert all(np.array_equal(array, other.arrays()[name]) for other in others)


def test_a_gaussian_without_rows_and_an_empty_part_are_no_trouble(values, tmp_path):
    parts = _parts(tmp_path, values)
    np.save(f"{tmp_path}/none.npy", np.empty((0, 3), np.float32))
    parts.append(MatrixPart(len(parts), f"{tmp_path}/none.npy", 0))
    far = Gaussians(np.array([[0.0, 0, 0], [1e6, 0, 0]]), np.ones((2, 3)), np.array([-3.0, -3.0]))
    (found,) = settle_mixtures(Threads(1), parts, [(far, "diagonal")])
    assert np.isfinite(found.means).all() and np.isfinite(found.factors).all()
