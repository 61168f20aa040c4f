from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from segtui.declare import FloatGrid, IntGrid
from widgets.inputs.number_ranges import NumberGrammar

COUNTS = NumberGrammar(minimum=1)
POSITIVE = NumberGrammar(integer=False, minimum=0, above=True)
IN_A_PLAN = SimpleNamespace(whole=TypeAdapter(IntGrid), real=TypeAdapter(FloatGrid))

whole = st.integers(1, 500)
real = st.decimals("0.01", 50, places=2)
text = st.text(alphabet="0123456789. ,-+[]eE" + "step auto", max_size=20)


def in_a_plan(grid, value):
    try:
        return grid.validate_python(value)
    except ValidationError:
        return None


def read(grammar, written):
    try:
        return grammar.read(written)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("2..5", (2, 3, 4, 5)),
        (" 10 .. 40 step 10 ", (10, 20, 30, 40)),
        ("2..9 step 3", (2, 5, 8)),
        ("5, 10, 20", (5, 10, 20)),
        ("[5, 10]", (5, 10)),
        ("5, 10,", (5, 10)),
        ("7", (7,)),
        ("3, 3, 2", (3, 2)),
        ("2.0..4", (2, 3, 4)),
    ],
)
def test_whole_numbers_are_read_as_ranges_lists_and_single_values(written, values):
    assert COUNTS.read(written) == values
    assert all(type(value) is int for value in COUNTS.read(written))


@pytest.mark.parametrize(
    ("written", "values"),
    [("0.5, 0.8", (0.5, 0.8)), ("0.1..0.3 step 0.1", (0.1, 0.2, 0.3)), ("1e-3", (0.001,)), (".5", (0.5,))],
)
def test_real_numbers_are_read_without_the_noise_of_binary_fractions(written, values):
    assert POSITIVE.read(written) == values


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "write 2..12 or 5, 10, 20"),
        ("12..2", "a range must increase: 2..12"),
        ("2..", "a range is from..to, with or without a step: 10..100 step 10"),
        ("2..3, 8", "a range is from..to, with or without a step: 10..100 step 10"),
        ("2..12 step 0", "the step must be positive"),
        ("1.5", "1.5 is not a whole number"),
        ("0..4", "0 is too small: from 1"),
        ("5,,6", "a number is missing between two commas"),
        ("two", "“two” is not a number: write 2..12 or 5, 10, 20"),
        ("auto", "auto is not allowed here: write numbers"),
        ("1..999999", "999,999 values are more than 10,000: use a larger step"),
        ("1e400", "that number is too large"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(written, sentence):
    with pytest.raises(ValueError) as fault:
        COUNTS.read(written)
    assert str(fault.value) == sentence


def test_the_end_that_is_out_of_bounds_is_named():
    with pytest.raises(ValueError, match="127 is too large: up to 50"):
        NumberGrammar(minimum=1, maximum=50).read("2..127")


def test_a_bound_that_is_not_allowed_itself_is_said_so():
    with pytest.raises(ValueError, match="0 is too small: above 0"):
        POSITIVE.read("0, 0.5")


def test_auto_is_read_where_it_is_possible():
    assert NumberGrammar(auto=True).read(" Auto ") == "auto"


@given(whole, whole, st.integers(1, 50))
def test_a_range_is_read_as_a_plan_reads_it(low, span, step):
    written = f"{low}..{low + span} step {step}"
    assert COUNTS.read(written) == in_a_plan(IN_A_PLAN.whole, written)


@given(real, real, st.decimals("0.01", 5, places=2))
def test_a_range_of_real_numbers_is_read_as_a_plan_reads_it(low, span, step):
    written = f"{low}..{low + span} step {step}"
    assert read(POSITIVE, written) == in_a_plan(IN_A_PLAN.real, written)


@given(st.lists(whole, min_size=1, max_size=8))
def test_a_list_is_read_as_a_plan_reads_it(values):
    assert COUNTS.read(", ".join(map(str, values))) == in_a_plan(IN_A_PLAN.whole, values)


@given(text)
def test_any_text_is_read_or_answered_with_a_sentence(written):
    for grammar in (COUNTS, POSITIVE, NumberGrammar(integer=False)):
        try:
            values = grammar.read(written)
        except ValueError as fault:
            assert str(fault) and "\n" not in str(fault)
        else:
            assert values and len(set(values)) == len(values)


@given(text)
def test_a_range_that_a_plan_takes_is_taken_here(written):
    if ".." in written:
        for grid, grammar in ((IN_A_PLAN.whole, COUNTS), (IN_A_PLAN.real, POSITIVE)):
            planned = in_a_plan(grid, written)
            assert planned is None or planned == grammar.read(written)


@pytest.mark.parametrize(
    ("written", "up", "down"),
    [
        ("2..12", "2..13", "2..11"),
        ("10..100 step 10", "10..110 step 10", "10..90 step 10"),
        ("5, 10", "5, 11", "5, 9"),
        ("[5, 10]", "[5, 11]", "[5, 9]"),
        ("2..2", "2..3", "2..2"),
        ("nothing", "nothing", "nothing"),
    ],
)
def test_the_upper_end_is_nudged_by_a_step(written, up, down):
    assert COUNTS.nudge(written, 1) == up
    assert COUNTS.nudge(written, -1) == down


def test_a_real_number_is_nudged_in_its_last_decimal_place():
    assert POSITIVE.nudge("0.5, 0.25", 1) == "0.5, 0.26"
    assert POSITIVE.nudge("0.1..0.5 step 0.1", 1) == "0.1..0.6 step 0.1"
    assert POSITIVE.nudge("0.1", -1) == "0.1"


def test_nudging_stops_at_the_bounds():
    assert NumberGrammar(maximum=12).nudge("2..12", 1) == "2..12"
    assert COUNTS.nudge("1", -1) == "1"


@given(st.integers(1, 300), st.integers(0, 300), st.integers(1, 20))
def test_up_and_then_down_is_where_one_was(low, span, step):
    written = f"{low}..{low + span} step {step}"
    assert COUNTS.nudge(COUNTS.nudge(written, 1), -1) == written
