import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from segtui.declare import FloatGrid, IntGrid

ints, floats = TypeAdapter(IntGrid), TypeAdapter(FloatGrid)


@pytest.mark.parametrize(
    ("text", "values"),
    [("2..5", (2, 3, 4, 5)), ("10..30 step 10", (10, 20, 30)), (" 3 .. 3 ", (3,)), ("1..10 step 4", (1, 5, 9))],
)
def test_a_range_stands_for_its_numbers(text, values):
    assert ints.validate_python(text) == values


def test_a_range_of_fractions_has_no_rounding_dust():
    assert floats.validate_python("0.1..0.5 step 0.1") == (0.1, 0.2, 0.3, 0.4, 0.5)


@given(st.lists(st.integers(1, 99), min_size=1))
def test_a_list_keeps_its_order_and_loses_its_repeats(values):
    assert ints.validate_python(values) == tuple(dict.fromkeys(values))


@pytest.mark.parametrize("wrong", ["", "5..2", "a..b", "2..", [], [0], [-1], [2.5], "1..5 step 0", "1..999999", None])
def test_what_is_no_grid_is_refused(wrong):
    with pytest.raises(ValidationError):
        ints.validate_python(wrong)


@pytest.mark.parametrize("wrong", [[0.0], [-1.0], [float("inf")], [float("nan")], "x"])
def test_what_is_no_grid_of_positive_numbers_is_refused(wrong):
    with pytest.raises(ValidationError):
        floats.validate_python(wrong)
