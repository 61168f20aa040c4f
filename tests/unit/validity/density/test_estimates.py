"""DBCV at any number of rows: exact, or from samples with their standard error."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.validity.density.dbcv import dbcv
from segtui.validity.density.estimates import DbcvEstimate, estimates


@pytest.fixture(scope="module")
def two_groups():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 400).astype(np.int32)
    return random.normal(size=(800, 3)) + 8 * labels[:, None], labels


def test_up_to_the_exact_size_it_is_exact(two_groups):
    values, labels = two_groups
    assert estimates(values, [labels]) == [DbcvEstimate(dbcv(values, labels), 0.0)]


def test_past_it_the_mean_of_samples_is_near_the_exact_value_and_has_an_error(two_groups):
    values, labels = two_groups
    (found,) = estimates(values, [labels], exact_rows=700)
    assert found.error > 0
    assert found.value == pytest.approx(dbcv(values, labels), abs=0.15)
    assert [found] == estimates(values, [labels], exact_rows=700, threads=1)


def test_a_labeling_of_one_cluster_has_none_at_any_size(two_groups):
    values, labels = two_groups
    alone = np.zeros_like(labels)
    assert estimates(values, [alone]) == estimates(values, [alone], exact_rows=700) == [DbcvEstimate(None)]
    assert estimates(values, []) == estimates(values, [], exact_rows=700) == []
