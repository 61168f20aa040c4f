"""Steps that rewrite cells: cast, text, replace, dates, convert; and the count of what they changed."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.cleaning.diff import as_text, cells_changed
from segtui.cleaning.steps.cast import Cast
from segtui.cleaning.steps.convert import Convert
from segtui.cleaning.steps.read_dates import ReadDates
from segtui.cleaning.steps.replace import Replace
from segtui.cleaning.steps.text import Text
from segtui.errors import PlanError


def framed(**columns: list) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    return pl.DataFrame({"id": list(range(height)), **columns})


maybe = st.one_of(st.none(), st.text(alphabet="aAé É ", max_size=3))


@given(st.lists(st.tuples(maybe, maybe), min_size=1, max_size=20))
def test_changed_cells_are_those_that_a_loop_counts(pairs: list[tuple]) -> None:
    before, after = framed(t=[a for a, _ in pairs]), framed(t=[b for _, b in pairs])
    before, after = before.cast({"t": pl.String}), after.cast({"t": pl.String})
    assert cells_changed(before, after, ["t"]) == sum(a != b for a, b in pairs)


@given(st.lists(maybe, min_size=1, max_size=20), st.sampled_from(["keep", "lower", "upper"]), st.booleans())
def test_text_changes_as_many_cells_as_it_says_and_nothing_twice(cells: list, case: str, trim: bool) -> None:
    frame = framed(t=cells).cast({"t": pl.String})
    step = Text(columns=("t",), case=case, trim=trim, accents="remove")
    done = step.apply(frame, id="id")
    out = done.frame.get_column("t").to_list()
    assert done.cells_changed == sum(a != b for a, b in zip(cells, out, strict=True))
    assert step.apply(done.frame, id="id").cells_changed == 0


def test_text_is_trimmed_cased_and_freed_of_accents() -> None:
    frame = framed(t=["  élan  vital ", "E\u0301TE\u0301", "   ", None])
    assert Text(columns=("t",)).apply(frame, id="id").frame.get_column("t").to_list() == [
        "élan vital",
        "ÉTÉ",
        None,
        None,
    ]
    plain = Text(columns=("t",), case="title", accents="remove").apply(frame, id="id").frame
    assert plain.get_column("t").to_list() == ["Elan Vital", "Ete", None, None]


@pytest.mark.parametrize(
    ("to", "cells", "read", "changed"),
    [
        ("number", ["1 234,50 €", "12", "x", None], [1234.5, 12.0, None, None], 2),
        ("integer", ["12", "3.0", "3.5", None], [12, 3, None, None], 2),
        ("integer", [1.0, 2.5, float("inf"), None], [1, None, None, None], 2),
        ("integer", [True, False, None, True], [1, 0, None, 1], 3),
        ("number", [1, 2, 3, None], [1.0, 2.0, 3.0, None], 0),
        ("text", [1.0, 2.5, None, -3.0], ["1", "2.5", None, "-3"], 0),
        ("text", [date(2024, 1, 2), None], ["2024-01-02", None], 0),
        ("text", [datetime(2024, 1, 2, 8, 30), datetime(2024, 1, 2)], ["2024-01-02 08:30:00", "2024-01-02"], 0),
        ("date", ["2024-01-02", "30/02/2024", None], [date(2024, 1, 2), None, None], 1),
        ("date", [20240102, 20241231], [date(2024, 1, 2), date(2024, 12, 31)], 2),
        ("datetime", [date(2024, 1, 2), None], [datetime(2024, 1, 2), None], 0),
        ("boolean", ["yes", "No", "maybe", None], [True, False, None, None], 3),
        ("boolean", [1, 0, 7, None], [True, False, None, None], 3),
    ],
)
def test_cast_reads_what_fits_and_empties_the_rest(to: str, cells: list, read: list, changed: int) -> None:
    frame = framed(c=cells)
    done = Cast(columns=("c",), to=to).apply(frame, id="id")
    assert done.frame.get_column("c").to_list() == read
    assert done.cells_changed == changed
    lost = sum(a is not None and b is None for a, b in zip(cells, read, strict=True))
    assert len(done.notes) == bool(lost)


def test_cast_says_what_did_not_fit() -> None:
    done = Cast(columns=("c",), to="number").apply(framed(c=["1", "x", "y"]), id="id")
    assert done.notes == ('2 cells of 3 in c could not be read as number and became empty, such as "x", "y"',)


def test_cast_minds_the_decimal_mark() -> None:
    frame = framed(c=["1,234", "5,678"])
    assert Cast(columns=("c",), to="number", decimal=",").apply(frame, id="id").frame.item(0, "c") == 1.234
    assert Cast(columns=("c",), to="number", decimal=".").apply(frame, id="id").frame.item(0, "c") == 1234


def test_whole_values_are_replaced_in_any_kind() -> None:
    frame = framed(t=["a", "b", None], n=[1, 666666, 3], b=[True, False, None], d=[date(2020, 1, 1)] * 3)
    text = Replace(columns=("t",), values={"a": "z", "q": "r"}).apply(frame, id="id")
    assert text.frame.get_column("t").to_list() == ["z", "b", None]
    assert (text.cells_changed, text.notes) == (1, ('"q" does not occur',))
    number = Replace(columns=("n",), values={"666666": "", "1": 1.5}).apply(frame, id="id")
    assert number.frame.get_column("n").to_list() == [1.5, None, 3]
    assert number.cells_changed == 2
    flag = Replace(columns=("b",), values={"true": False}).apply(frame, id="id")
    assert flag.frame.get_column("b").to_list() == [False, False, None]
    day = Replace(columns=("d",), values={"2020-01-01": date(2021, 1, 1)}).apply(frame, id="id")
    assert day.frame.item(0, "d") == date(2021, 1, 1)


def test_a_value_that_a_column_cannot_hold_is_a_fault() -> None:
    with pytest.raises(PlanError, match='"many" can\'t stand in "n", which is integer'):
        Replace(columns=("n",), values={"1": "many"}).apply(framed(n=[1, 2]), id="id")


def test_a_pattern_is_replaced_in_text_and_what_is_left_of_nothing_is_empty() -> None:
    frame = framed(t=["+33 6 12", "abc", None])
    done = Replace(columns=("t",), pattern=r"\D", to="").apply(frame, id="id")
    assert done.frame.get_column("t").to_list() == ["33612", None, None]
    grouped = Replace(columns=("t",), pattern=r"^(\w)(\w)", to="$2$1").apply(frame, id="id")
    assert grouped.frame.item(1, "t") == "bac"


@pytest.mark.parametrize("more", [{}, {"values": {"a": "b"}, "pattern": "x"}, {"pattern": "("}])
def test_replace_takes_values_or_a_pattern_that_can_be_read(more: dict) -> None:
    with pytest.raises(ValidationError):
        Replace(columns=("t",), **more)


def test_dates_in_mixed_formats_are_read_and_impossible_ones_are_empty() -> None:
    frame = framed(d=["2024-01-31", "31/01/2024", "30/02/2024", None], t=["x", "y", "z", "v"])
    done = ReadDates(columns=("*",)).apply(frame, id="id")
    assert done.columns == ("d",)
    assert done.frame.get_column("d").to_list() == [date(2024, 1, 31), date(2024, 1, 31), None, None]
    assert done.cells_changed == 2
    assert done.notes[0] == "d read as %Y-%m-%d 1, %d/%m/%Y 1"
    assert 'could not be read as a date and became empty, such as "30/02/2024"' in done.notes[-1]


def test_dates_in_a_given_format_and_dates_already_read() -> None:
    frame = framed(d=["01/02/2024"], e=[date(2024, 1, 1)])
    done = ReadDates(columns=("d", "e"), format="%m/%d/%Y").apply(frame, id="id")
    assert done.frame.row(0)[1:] == (date(2024, 1, 2), date(2024, 1, 1))
    with pytest.raises(PlanError, match='"x" is number'):
        ReadDates(columns=("x",)).apply(framed(x=[1.5]), id="id")


def test_amounts_with_their_unit_in_the_cell_are_converted() -> None:
    frame = framed(p=["10 kg", "500 g", "3", "2 lb", "?", "heavy"])
    done = Convert(columns=("p",), to="kg", rates={"G": 0.001}).apply(frame, id="id")
    assert done.frame.get_column("p").to_list() == [10.0, 0.5, 3.0, None, None, None]
    assert done.notes == (
        "p in g 1, kg 1, now in kg",
        "1 amount in p without a unit read as kg",
        '1 amount in p became empty: no rate for "lb"',
        '2 cells in p no amount, now empty, such as "?", "heavy"',
    )


def test_numbers_beside_a_column_of_units_are_converted_and_relabelled() -> None:
    frame = framed(p=[10, 20, 30, None], c=["EUR", "usd", "CHF", "USD"])
    done = Convert(columns=("p",), unit="c", to="EUR", rates={"USD": 0.5}).apply(frame, id="id")
    assert done.frame.get_column("p").to_list() == [10.0, 10.0, None, None]
    assert done.frame.get_column("c").to_list() == ["EUR", "EUR", "CHF", "EUR"]
    assert done.cells_changed == 4
    assert Convert(columns=("p",), unit="cc", to="EUR", rates={"USD": 1}).faults(frame.columns, "clean[1]")[0].key == (
        "clean[1].unit"
    )


@pytest.mark.parametrize("rate", [0, -1, float("inf")])
def test_a_rate_is_above_zero(rate: float) -> None:
    with pytest.raises(ValidationError):
        Convert(columns=("p",), to="kg", rates={"g": rate})


def test_numbers_become_text_without_a_trailing_zero() -> None:
    assert as_text(pl.Series([1.0, 1e20, 0.1, None])).to_list() == ["1", "1e+20", "0.1", None]
