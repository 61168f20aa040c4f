"""Agreement of labelings against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import adjusted_rand_score

from segtui.validity.agreement import adjusted_rand_index


@given(arrays.arrays(np.int64, st.tuples(st.just(2), st.integers(2, 40)), elements=st.integers(0, 5)))
def test_the_index_is_scikit_learns(labels):
    one, other = labels
    table = np.zeros((6, 6))
    np.add.at(table, (one, other), 1)
    assert adjusted_rand_index(table) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)
