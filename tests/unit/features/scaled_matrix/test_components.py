"""The plane that rows are drawn on is the same on every machine."""

import numpy as np
import pytest

from segtui.features.scaled_matrix.components import principal_components


@pytest.mark.parametrize("noise", [0.0, 1e-12, -1e-12])
def test_of_columns_that_weigh_the_same_the_first_counts_upwards(noise):
    x = np.random.default_rng(0).normal(size=(200, 2)) @ [[1.0, 0.6], [0.0, 0.8]]
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    points, shares = principal_components(z * [1 + noise, 1.0])
    assert points[:, 0] == pytest.approx((z[:, 0] + z[:, 1]) / np.sqrt(2), abs=1e-6)
    assert points[:, 1] == pytest.approx((z[:, 0] - z[:, 1]) / np.sqrt(2), abs=1e-6)
    assert sum(shares) == pytest.approx(1.0)


def test_of_others_the_heaviest_counts_upwards():
    x = np.random.default_rng(1).normal(size=(300, 3)) * [1.0, 5.0, 2.0]
    points, _ = principal_components(-x)
    assert np.corrcoef(points[:, 0], -x[:, 1])[0, 1] > 0.99
