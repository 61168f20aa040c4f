"""Average linkage of Gower's distances: SciPy's, and the rows beside a sample."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithms import gower
from segtui.clustering.algorithms.gower import Gower
from segtui.clustering.shared_structures import SharedStructures


def fitted(values, ks):
    space = SharedStructures(values)
    return list(Gower(k=ks).fit_grid(space, [{"k": k} for k in ks]))


def test_the_cuts_are_scipys():
    values = np.random.default_rng(0).normal(size=(90, 3))
    tree = linkage(pdist(values / np.ptp(values, axis=0), "cityblock"), "average")
    for candidate in fitted(values, [2, 4, 7]):
        expected = fcluster(tree, candidate.parameters["k"], "maxclust")
        assert adjusted_rand_score(expected, candidate.labels) == 1.0


def test_of_more_rows_a_sample_is_merged_and_the_others_follow_the_nearest(monkeypatch):
    monkeypatch.setattr(gower, "MOST_ROWS", 60)
    groups = np.repeat([0, 1, 2], 100)
    values = np.random.default_rng(2).normal(size=(300, 2)) * 0.1 + groups[:, None]
    assert adjusted_rand_score(groups, fitted(values, [3])[0].labels) == 1.0
