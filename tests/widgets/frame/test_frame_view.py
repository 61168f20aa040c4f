"""The row numbers of a sorted and filtered view against Polars; find, column places and repaints for any input."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from widgets.frame import find as frame_find
from widgets.frame.cells import ASCII, UNICODE, CellWriter, decimal, fitted, safe, writer
from widgets.frame.column_layout import PADDING, FrameColumns
from widgets.frame.find import scan
from widgets.frame.fit import sampled_rows
from widgets.frame.strip_changes import changed_span
from widgets.frame.view import FrameView

floats = st.none() | st.sampled_from([float("nan"), float("inf"), -1.5, 0.0, 2.0, 1e9])
rows = st.lists(st.tuples(st.none() | st.integers(-3, 3), floats, st.none() | st.text("aAbé", max_size=2)), max_size=30)
schema = {"whole": pl.Int64, "real": pl.Float64, "text": pl.String}
columns = st.sampled_from(list(schema))
conditions = st.sampled_from([None, pl.col("whole") > 0, pl.col("text").is_null(), pl.lit(True), pl.col("real") < 1])


def frame_of(data):
    return pl.DataFrame(data, schema=schema, orient="row")


@given(rows, columns | st.none(), st.booleans(), conditions, conditions)
def test_a_view_holds_the_rows_that_polars_would_filter_and_sort(data, column, descending, first, second):
    frame = frame_of(data)
    view = FrameView(frame)
    view.filter(first)
    if second is not None:
        view.narrow(second, "second")
    view.sort(column, descending)

    expected = frame.with_row_index("row").filter(*[test for test in (first, second) if test is not None])
    if column:
        key = pl.col(column).fill_nan(None) if column == "real" else pl.col(column)
        expected = expected.sort(key, descending=descending, nulls_last=True, maintain_order=True)
    assert view.rows(0, view.height).tolist() == expected["row"].to_list()
    assert view.height == expected.height
    assert view.take(1, 4, ["text", "whole"]).equals(expected.slice(1, 3).select("text", "whole"))


@given(rows, columns, st.booleans(), conditions)
def test_the_order_of_sorting_and_filtering_makes_no_difference(data, column, descending, condition):
    sorted_first, filtered_first = FrameView(frame_of(data)), FrameView(frame_of(data))
    sorted_first.sort(column, descending)
    sorted_first.filter(condition)
    filtered_first.filter(condition)
    filtered_first.sort(column, descending)
    assert sorted_first.rows(0, 99).tolist() == filtered_first.rows(0, 99).tolist()


@given(rows, columns, st.booleans(), conditions)
def test_a_rows_position_leads_back_to_the_row(data, column, descending, condition):
    view = FrameView(frame_of(data))
    view.sort(column, descending)
    view.filter(condition)
    shown = [view.row_at(position) for position in range(view.height)]
    assert [view.position_of(row) for row in shown] == list(range(view.height))
    assert all(view.position_of(row) is None for row in range(len(data)) if row not in shown)
    assert view.row_at(view.height) is None


def test_a_mask_filters_as_an_expression_does_and_one_of_another_length_changes_nothing():
    view = FrameView(pl.DataFrame({"a": [1, 2, 3]}))
    view.filter(np.array([True, False, True]))
    assert view.rows(0, 9).tolist() == [0, 2]
    view.filter(pl.Series([None, True, False]))
    assert view.rows(0, 9).tolist() == [1]
    with pytest.raises(ValueError, match="a mask of 3 booleans"):
        view.filter(np.array([True]))
    with pytest.raises(pl.exceptions.PolarsError):
        view.filter(pl.col("missing") > 1)
    assert view.rows(0, 9).tolist() == [1]


def test_another_frame_takes_over_what_of_the_sort_and_filter_fits_it():
    view = FrameView(pl.DataFrame({"a": [1, 2, 3], "b": [1, 1, 1]}))
    view.filter(pl.col("a") > 1, "a > 1")
    view.narrow(pl.col("b") == 1, "b = 1")
    view.sort("a", descending=True)
    newer = view.over(pl.DataFrame({"a": [5, 0, 9, 7]}))
    assert newer.rows(0, 9).tolist() == [2, 3, 0]
    assert newer.label == "a > 1"


@settings(max_examples=60)
@given(rows, st.sampled_from(["a", "A", "é", "3", "1.5", "n", "É", "-", "."]), st.booleans(), st.data())
def test_finding_again_and_again_visits_every_cell_with_the_text_in_reading_order(data, text, backwards, drawn):
    frame = frame_of(data)
    view = FrameView(frame)
    view.sort("whole")
    block, first = frame_find.CELLS_A_BLOCK, frame_find.FIRST_ROWS
    frame_find.CELLS_A_BLOCK, frame_find.FIRST_ROWS = 12, 2
    try:
        cells = view.take(0, view.height, frame.columns).select(pl.all().cast(pl.String)).rows()
        expected = [
            (row, column)
            for row, values in enumerate(cells)
            for column, value in enumerate(values)
            if value is not None and text.lower() in value.lower()
        ]
        start = drawn.draw(st.tuples(st.integers(0, max(len(data) - 1, 0)), st.integers(0, 2)))
        found, cell = [], start
        for _ in expected:
            hit = [at for at in scan(view, text, cell, backwards) if at]
            found += hit
            cell = hit[0]
        ahead = [at for at in expected if at < start] if backwards else [at for at in expected if at > start]
        around = [at for at in expected if at not in ahead]
        assert found == (ahead[::-1] + around[::-1] if backwards else ahead + around)
        if not expected:
            assert not any(scan(view, text, start, backwards))
    finally:
        frame_find.CELLS_A_BLOCK, frame_find.FIRST_ROWS = block, first


def test_texts_in_lists_dates_and_categories_are_found():
    frame = pl.DataFrame(
        {
            "list": [["x", "needle"], []],
            "date": pl.Series(["2024-01-31", "2025-01-01"]).str.to_date(),
            "kind": pl.Series(["one", "two"], dtype=pl.Categorical),
            "flag": [True, False],
        }
    )
    view = FrameView(frame)
    for text, cell in (("NEEDLE", (0, 0)), ("2025", (1, 1)), ("tw", (1, 2)), ("fal", (1, 3)), ("(", None)):
        assert next((at for at in scan(view, text, (0, 3)) if at), None) == cell


@given(st.lists(st.integers(3, 60), min_size=1, max_size=30), st.integers(0, 6), st.integers(20, 200), st.data())
def test_a_column_gone_to_is_whole_in_sight_if_it_can_be(widths, frozen, room, drawn):
    names = [f"c{number}" for number in range(len(widths))]
    layout = FrameColumns(names, widths, frozen)
    column = drawn.draw(st.integers(0, len(widths) - 1))
    left = layout.left_for(column, drawn.draw(st.integers(0, len(widths) - 1)), 1, room)
    slots = layout.slots(left, 1, room)
    held = layout.held(room - 1)
    assert column in [slot.column for slot in slots]
    assert all(slot.x >= 1 and slot.end <= room for slot in slots)
    assert all(one.end <= other.x for one, other in pairwise(slots))
    assert [slot.column for slot in slots][:held] == list(range(held))
    used = sum(width + PADDING for width in widths[:held]) + 1 + bool(held)
    if widths[column] + PADDING <= room - used:
        assert next(slot.whole for slot in slots if slot.column == column)


@given(st.text(max_size=40), st.integers(1, 30), st.booleans(), st.sampled_from([UNICODE, ASCII]))
def test_any_text_takes_exactly_the_cells_of_its_column_and_carries_no_control_characters(text, width, right, glyphs):
    drawn = fitted(safe(text, glyphs), width, right, glyphs)
    assert cell_len(drawn) == width
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 or letter == "\u202e" for letter in drawn)


@given(st.text("a界é\u0301🎉 ", max_size=20), st.text("b世e\u0301👍 ", max_size=20), st.booleans())
def test_painting_the_changed_span_over_the_old_line_gives_the_new_line(old, new, bold):
    width = 30
    before = Strip([Segment("> "), Segment(f"|{old}")]).adjust_cell_length(width)
    after = Strip([Segment("> ", Style(bold=bold)), Segment(f"|{new}")]).adjust_cell_length(width)
    start, stop = changed_span(before, after) or (0, 0)
    painted = Strip.join([after.crop(0, stop), before.crop(stop, width)])  # a repaint starts at the widget's edge
    assert painted.text == after.text
    assert before.crop(0, start).text == after.crop(0, start).text
    assert changed_span(after, after) is None


def test_numbers_read_as_their_column_needs_them():
    assert [decimal(value, 2) for value in (1.0, 2.345, 1e-9, 1e20, float("nan"), -0.5)] == [
        "1.00",
        "2.345",
        "1.000e-09",
        "1.000e+20",
        "NaN",
        "-0.50",
    ]
    assert writer(pl.Series([1.0, 2.5, None])).decimals == 1
    assert writer(pl.Series(["a"])).right is False


def test_a_formatted_text_keeps_its_styles_and_is_cut_to_its_column():
    written = CellWriter(format=lambda value: Text.assemble(("ab", "bold"), ("界界", "italic")))
    cell = written.cell(1, 5, UNICODE)
    assert "".join(text for text, _ in cell) == "ab界…"
    assert [style.bold for text, style in cell if text == "ab" and style] == [True]
    assert "".join(text for text, _ in CellWriter(format=lambda value: "x\x1b[31m").cell(1, 9, UNICODE)) == "x\\x1b[31m"


def test_widths_are_sampled_from_first_and_last_rows_but_never_from_all():
    assert sampled_rows(3, 2) == [0, 1, 2]
    assert sampled_rows(0, 2) == []
    some = sampled_rows(1_000_000, 12)
    assert some[:50] == list(range(50))
    assert some[-1] == 999_999
    assert len(set(some)) == 200
