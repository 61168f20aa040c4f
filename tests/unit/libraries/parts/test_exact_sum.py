"""Sums of floats in batches are rounded once."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.libraries.parts.exact_sum import ExactSum


def _sum(batches: list[list[float]]) -> float:
    total = ExactSum()
    for batch in batches:
        total.add(np.array(batch, np.float64))
    return total.total()


@given(st.lists(st.lists(st.floats(-1e300, 1e300), max_size=9), max_size=9))
def test_a_sum_in_batches_is_that_of_fsum(batches: list[list[float]]) -> None:
    assert _sum(batches) == math.fsum(value for batch in batches for value in batch)


@pytest.mark.parametrize(
    ("batches", "expected"),
    [([[5e-324], [5e-324]], 1e-323), ([[1e308], [1e308]], math.inf), ([[1.0, -math.inf]], -math.inf), ([[]], 0.0)],
)
def test_the_ends_of_floats(batches: list[list[float]], expected: float) -> None:
    assert _sum(batches) == expected
    assert math.isnan(_sum([[math.inf], [-math.inf]]))
