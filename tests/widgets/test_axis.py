import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.drawing.axis import cells_of, horizontal_axis, short_number, tick_labels, vertical_axis
from widgets.drawing.ticks import nice_ticks

numbers = st.floats(-1e12, 1e12)


@given(numbers, numbers, st.integers(1, 20))
def test_ticks_are_few_evenly_apart_and_within_the_range(a, b, most):
    low, high = min(a, b), max(a, b)
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-6))
    ticks = nice_ticks(low, high, most)
    span = high - low
    assert len(ticks) <= most
    assert all(low - 1e-6 * span <= tick <= high + 1e-6 * span for tick in ticks)
    steps = [later - earlier for earlier, later in pairwise(ticks)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)


@given(numbers, st.floats(1e-6, 1e9), st.integers(2, 20))
def test_different_ticks_have_different_labels(low, span, most):
    assume(span > 1e-9 * abs(low))
    labels = tick_labels(nice_ticks(low, low + span, most))
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "high", "most", "labels"),
    [
        (0, 10, 6, ["0", "2", "4", "6", "8", "10"]),
        (-1, 1, 5, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
        (0, 160_000, 5, ["0", "50k", "100k", "150k"]),
        (0, 2_000_000, 5, ["0", "0.5M", "1.0M", "1.5M", "2.0M"]),
        (0, 3e7, 4, ["0", "10M", "20M", "30M"]),
        (1000, 1000.001, 3, ["1,000.0000", "1,000.0005", "1,000.0010"]),
        (0, 1e-9, 3, ["0", "5.0e-10", "1.0e-09"]),
    ],
)
def test_labels_are_short_and_share_their_decimals(low, high, most, labels):
    found = tick_labels(nice_ticks(low, high, most))
    assert found == labels


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_a_range_that_is_none_has_no_ticks(ends):
    assert nice_ticks(*ends, 5) == []
    assert tick_labels([]) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (12.345, "12.3"),
        (1234.5, "1,234"),
        (35303, "35.3k"),
        (4_500_000, "4.5M"),
        (-2.5e7, "-25M"),
        (1e-9, "1.00e-09"),
    ],
)
def test_a_figure_is_written_in_three_digits(value, text):
    assert short_number(value) == text


def test_a_figure_that_is_none_is_said():
    assert [short_number(value) for value in (math.nan, math.inf, -math.inf)] == ["nan", "inf", "-inf"]


def test_labels_never_run_into_each_other():
    line, labels = horizontal_axis([(0, "-10"), (2, "-9"), (19, "1,000")], 20)
    assert labels == "-10            1,000"
    assert line == "┬──────────────────┬"


def test_axes_are_drawn_in_ascii():
    assert horizontal_axis([(2, "5")], 5, ascii=True) == ("--+--", "  5  ")
    assert vertical_axis([(1, "10")], 3, 5, ascii=True) == ["    |", " 10 +", "    |"]


def test_the_upper_end_belongs_to_the_last_cell():
    assert cells_of([0, 5, 10], 0, 10, 4) == [0, 2, 3]
