"""Agreement of labelings against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import adjusted_rand_score

from segtui.validity.agreement import adjusted_rand_index, agreements


@given(arrays.arrays(np.int64, st.tuples(st.just(2), st.integers(2, 40)), elements=st.integers(0, 5)))
def test_the_index_is_scikit_learns(labels):
    one, other = labels
    table = np.zeros((6, 6))
    np.add.at(table, (one, other), 1)
    assert adjusted_rand_index(table) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)


@settings(max_examples=40)
@given(arrays.arrays(np.int32, st.tuples(st.integers(1, 8), st.integers(1, 30)), elements=st.integers(-1, 3)))
def test_agreements_are_the_indices_of_each_two_over_the_rows_in_a_cluster_of_both(labelings):
    found = agreements(list(labelings))
    for one, agreement in zip(labelings, found, strict=True):
        for other, index in zip(labelings, agreement, strict=True):
            both = (one >= 0) & (other >= 0)
            expected = adjusted_rand_score(one[both], other[both]) if both.sum() > 1 else 0.0
            assert index == pytest.approx(expected, abs=1e-12)
