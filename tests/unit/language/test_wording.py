"""Names put together in one text can be told apart again, by a reader of CSV too, whatever they hold."""

import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segtui.language.wording import joined, parted


@given(st.lists(st.text(alphabet='ab ,"\n;\u2028', min_size=1), max_size=5))
@example(["Income, USD", 'the "one"', " blank ", "two\nlines"])
@example([])
def test_names_come_apart_as_they_were(names):
    assert next(csv.reader([joined(names)], skipinitialspace=True), []) == names
    assert parted(joined(names)) == names


def test_plain_names_stand_as_they_are():
    assert joined(["Age", "Income USD"]) == "Age, Income USD"
    assert joined(["Income, USD", "Age"]) == '"Income, USD", Age'


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("a,b", ["a", "b"]),
        (' a , " b" ,c', ["a", " b", "c"]),
        ("two\nlines, \rx", ["two\nlines", "x"]),
        ('"=1, x', ['"=1', "x"]),
        ('5" screen, "a, ""b"""', ['5" screen', 'a, "b"']),
        ('"a"b, c', ['"a"b', "c"]),
        ("a,,b,", ["a", "", "b", ""]),
        (" ", [""]),
        ("", []),
        ("x" * 200_000, ["x" * 200_000]),
    ],
)
def test_names_that_are_typed_come_apart_at_their_commas(typed, names):
    assert parted(typed) == names
