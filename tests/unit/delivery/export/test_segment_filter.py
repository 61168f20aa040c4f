"""Names of segments as people type them: whole names first, whatever they hold."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.delivery.export.segment_filter import chosen
from segtui.errors import PlanError

NAMES = {-1: "Noise", 0: "Low charges, new", 1: "High charges", 2: "New", 3: 'Says "hello", often'}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["Low charges, new"], [0]),
        (["  low CHARGES,   new "], [0]),
        (["Low charges,new"], [0]),
        (['"Low charges, new"'], [0]),
        (["Low charges, new, High charges"], [0, 1]),
        (["High charges, Low charges, new"], [0, 1]),
        (["High charges,0"], [0, 1]),
        (["Low charges, new", "2"], [0, 2]),
        ([0, "New"], [0, 2]),
        (["noise, 1,"], [-1, 1]),
        (['Says "hello", often'], [3]),
        (['"Says ""hello"", often", New'], [2, 3]),
        (["-1"], [-1]),
        (None, [0, 1, 2, 3]),
    ],
)
def test_segments_are_found_by_whole_names_numbers_and_lists_of_both(asked, found):
    assert chosen(asked, NAMES) == found


def test_whole_names_come_before_lists_of_shorter_ones():
    names = {0: "A", 1: "B", 2: "A, B"}
    assert chosen(["A, B"], names) == [2]
    assert chosen(["B, A"], names) == chosen(["A", "B"], names) == chosen(['"A","B"'], names) == [0, 1]
    assert chosen(["A, B, A"], names) == [0, 2]


def test_a_text_with_two_equally_long_readings_is_refused_until_the_names_are_quoted():
    names = {0: "A, B", 1: "C", 2: "A", 3: "B, C"}
    with pytest.raises(PlanError, match=re.escape('"A, B" (0) and "C" (1) or "A" (2) and "B, C" (3)')):
        chosen(["A, B, C"], names)
    assert chosen(['"A, B", C'], names) == [0, 1]
    assert chosen(['A, "B, C"'], names) == [2, 3]


def test_a_number_that_is_the_name_of_another_segment_is_refused_until_it_is_quoted():
    names = {0: "1", 1: "Large"}
    with pytest.raises(PlanError, match=re.escape('1 can be read as "1" (0) or "Large" (1)')):
        chosen(["1"], names)
    assert chosen(['"1"'], names) == [0]
    assert chosen([1], names) == chosen(["large"], names) == [1], "a number in the plan that is no text is a number"
    assert chosen(["1"], {0: "0", 1: "1"}) == [1], "both readings are one segment"


def test_names_that_differ_by_case_or_blanks_only_are_told_apart_as_written():
    names = {0: "New", 1: "new", 2: "Low  spend"}
    assert (chosen(["New"], names), chosen(["new"], names)) == ([0], [1])
    with pytest.raises(PlanError, match=re.escape('"New" (0) or "new" (1)')):
        chosen(["NEW"], names)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Low chrges, new", 'there is no segment "Low chrges"\n.*did you mean "Low charges, new"'),
        ("Low charges", 'there is no segment "Low charges"\n.*did you mean "'),
        ("High charges, Low chages, old", 'there is no segment "Low chages, old"\n.*did you mean "Low charges, new"'),
        ("9", 'there is no segment "9"\n.*segments: "Low charges, new" \\(0\\), "High charges" \\(1\\)'),
        ("", "a segment name is empty"),
        (" , ", "a segment name is empty"),
    ],
)
def test_what_is_no_segment_is_told_with_names_as_they_can_be_typed(asked, told):
    with pytest.raises(PlanError, match=told):
        chosen([asked], NAMES)


@settings(max_examples=60)
@given(st.lists(st.text('ab, "1', min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=5, unique=True))
def test_any_name_in_quotes_means_its_segment_and_nothing_else(texts):
    folded = {" ".join(t.split()).casefold(): t for t in texts}
    names = dict(enumerate(folded.values()))
    for number, name in names.items():
        quoted = '"' + name.replace('"', '""') + '"'
        if quoted.strip() not in {n.strip() for n in names.values()}:
            assert chosen([quoted], names) == [number]


def test_a_list_of_a_thousand_commas_is_read_at_once():
    with pytest.raises(PlanError, match="there is no segment"):
        chosen(["x," * 1_000], NAMES)
