"""Names put together in one text can be told apart again, by a reader of CSV too, whatever they hold."""

import csv

from hypothesis import example, given
from hypothesis import strategies as st

from segtui.wording import joined


@given(st.lists(st.text(alphabet='ab ,"\n;\u2028', min_size=1), max_size=5))
@example(["Income, USD", 'the "one"', " blank ", "two\nlines"])
@example([])
def test_names_come_apart_as_they_were(names):
    assert next(csv.reader([joined(names)], skipinitialspace=True), []) == names


def test_plain_names_stand_as_they_are():
    assert joined(["Age", "Income USD"]) == "Age, Income USD"
    assert joined(["Income, USD", "Age"]) == '"Income, USD", Age'
