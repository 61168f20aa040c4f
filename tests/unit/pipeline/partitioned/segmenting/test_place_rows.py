"""Rows in parts go where the rule of their algorithm puts them."""

import numpy as np
import pytest

from segtui.clustering.registry import find_algorithm
from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts, JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, RowScale, as_spilled
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows, RuleView
from segtui.pipeline.partitioned.segmenting.place_rows import Placing, place_rows
from segtui.segments.confidence import confidence

FACTORS = np.array([0.1, 0.2, 0.05])
CASES = [
    ("kmeans", {"k": [3]}),
    ("mixture", {"k": [3], "covariance": "full"}),
    ("hierarchical", {"k": [3], "linkage": ["average"]}),
    ("dbscan", {"eps": [0.7], "min_samples": [5]}),
    ("hdbscan", {"min_cluster_size": [30], "min_samples": [5]}),
    ("kmedoids", {"k": [3]}),
    ("gower", {"k": [3]}),
]


@pytest.mark.parametrize(("name", "grid"), CASES)
def test_rows_that_were_clustered_get_their_own_cluster_again(tmp_path, name, grid):
    rng = np.random.default_rng(1)
    groups = [rng.normal(size=(300, 3)) * 0.6 + centre for centre in ([0, 0, 0], [6, 0, 0], [0, 6, 6])]
    values = np.vstack([*groups, rng.uniform(-9, 9, size=(60, 3))])[rng.permutation(960)]
    values, algorithm = as_spilled(values), find_algorithm(name)
    read = values * FACTORS if algorithm.mixed else None
    space = SharedStructures(values, 0, gower=read)
    (candidate,) = algorithm(**grid).fit_grid(space, algorithm(**grid).grid())
    joined = JoinedRows(CleanedParts(None))
    view = RuleView(joined, RowScale((), {}), FACTORS if algorithm.mixed else None)
    placed = place_rows(Threads(2), _parts(tmp_path, values), Placing.of(candidate, values, read), view, tmp_path)
    labels = np.concatenate([part.read()[0] for part in placed.parts])
    assert labels.tolist() == candidate.labels.tolist()


def test_rows_are_as_firm_as_centroids_of_all_rows_say(tmp_path):
    values = as_spilled(np.random.default_rng(3).normal(size=(900, 3)))
    grid = find_algorithm("kmedoids")(k=[3])
    (candidate,) = grid.fit_grid(SharedStructures(values[:200], 0), grid.grid())
    view = RuleView(JoinedRows(CleanedParts(None)), RowScale((), {}), None)
    placed = place_rows(Threads(2), _parts(tmp_path, values), Placing.of(candidate, values[:200]), view, tmp_path)
    labels, firm = (np.concatenate(each) for each in zip(*(part.read() for part in placed.parts), strict=True))
    means = [values[labels == segment].mean(axis=0) for segment in range(3)]
    np.testing.assert_allclose(placed.centroids, means, rtol=1e-12)
    np.testing.assert_allclose(firm, confidence(values, labels), atol=1e-6)
    assert placed.noise == (labels == -1).sum() and placed.counts.tolist() == np.bincount(labels[labels >= 0]).tolist()
    means = [values[labels == cluster].mean(axis=0) for cluster in range(len(placed.counts))]
    assert np.allclose(placed.centroids, means, atol=1e-6)


def _parts(folder, values, rows=500):
    found = []
    for number, first in enumerate(range(0, len(values), rows)):
        own = values[first : first + rows].astype(np.float32)
        file = f"{folder}/{number}.npy"
        np.save(file, own)
        found.append(PartRows(RowPart(number, first, "", first, len(own), (0, 0)), MatrixPart(number, file, len(own))))
    return found
