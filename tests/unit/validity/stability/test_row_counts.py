"""Numbers of rows in a draw: their share and one standard deviation, as an exact count of draws has it."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from segtui.validity.stability.row_counts import scaled_count


def test_all_rows_have_the_count_itself():
    assert [scaled_count(count, 1.0) for count in (2, 5, 25)] == [2, 5, 25]


def test_no_count_is_under_two():
    assert scaled_count(2, 0.1) == 2


@pytest.mark.parametrize("count", [10, 25, 60, 200])
def test_a_group_that_was_just_too_small_is_seldom_large_enough_in_a_draw(count: int):
    assert binom.sf(scaled_count(count, 0.63) - 1, count - 1, 0.63) < 0.16
