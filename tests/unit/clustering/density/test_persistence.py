"""The densities that HDBSCAN's clusters live between are those that hdbscan predicts by."""

import hdbscan as library
import numpy as np
import pytest

from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.shared_structures import SharedStructures


@pytest.mark.parametrize("seed", range(4))
def test_births_and_deaths_are_those_of_hdbscans_tree(seed):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(rng.uniform(-8, 8, 3), rng.uniform(0.3, 1.5, 3), (150, 3)) for _ in range(5)]
    values = np.vstack([*groups, rng.uniform(-10, 10, (40, 3))])
    (found,) = HDBSCAN(min_cluster_size=[10], min_samples=[5]).fit_grid(
        SharedStructures(values), [{"min_cluster_size": 10, "min_samples": 5}]
    )
    theirs = library.HDBSCAN(min_cluster_size=10, min_samples=5, approx_min_span_tree=False, prediction_data=True).fit(
        values
    )
    assert np.array_equal(theirs.labels_, found.labels)
    known = theirs.prediction_data_
    tree = theirs.condensed_tree_.to_numpy()
    chosen = [known.reverse_cluster_map[i] for i in range(found.labels.max() + 1)]
    assert found.fitted["death"].tolist() == [known.max_lambdas[c] for c in chosen]
    assert found.fitted["birth"].tolist() == [tree["lambda_val"][tree["child"] == c][0] for c in chosen]
