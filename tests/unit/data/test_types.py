"""Each column of raw cell text gets the type that its cells say, and nothing is lost in silence."""

from __future__ import annotations

import math
import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.source import Source
from segtui.data.table import ColumnReading
from segtui.data.types.cell_words import BLANKS, NULL_WORDS
from segtui.data.types.infer_types import Typed, type_columns

SOURCE = Source(path="x.csv")


def typed(source: Source = SOURCE, /, **columns: list[str | None]) -> Typed:
    return type_columns(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), source)


def one(cells: list[str | None], source: Source = SOURCE) -> tuple[list[object], ColumnReading, tuple[str, ...]]:
    result = typed(source, x=cells)
    return result.frame["x"].to_list(), result.columns[0], result.notes


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", " 2 ", "-3"], "integer", [1, 2, -3]),
        (["0", "1", "1"], "integer", [0, 1, 1]),
        (["1,234", "12,345,678"], "integer", [1234, 12345678]),
        (["1.5", "2"], "number", [1.5, 2.0]),
        (["1e5", "2"], "number", [100000.0, 2.0]),
        (["12 %", "3 %"], "number", [12.0, 3.0]),
        (["1", "inf"], "number", [1.0, math.inf]),
        (["Yes", "no", "YES"], "boolean", [True, False, True]),
        (["oui", "non"], "boolean", [True, False]),
        (["y", "n"], "boolean", [True, False]),
        (["true", None, "true"], "boolean", [True, None, True]),
        (["2020-01-31", "1999-12-01"], "date", [date(2020, 1, 31), date(1999, 12, 1)]),
        (["20240131", "19991201"], "date", [date(2024, 1, 31), date(1999, 12, 1)]),
        (["2020-01-31 10:00"], "datetime", [datetime(2020, 1, 31, 10)]),
        (["red", " green\u00a0"], "text", ["red", "green"]),
        (["n", "n"], "text", ["n", "n"]),
        (["N", "S"], "text", ["N", "S"]),
        (["yes", "nein"], "text", ["yes", "nein"]),
        (["yes", "no", "maybe"], "text", ["yes", "no", "maybe"]),
        (["M", "F"], "text", ["M", "F"]),
        (["00123", "04567"], "text", ["00123", "04567"]),
        (["1234567890123456", "1"], "text", ["1234567890123456", "1"]),
        (["+33612345678", "+33698765432"], "text", ["+33612345678", "+33698765432"]),
        (["0", "10", "-0.5"], "number", [0.0, 10.0, -0.5]),
        (["inf", "inf"], "text", ["inf", "inf"]),
        (["12345678", "87654321"], "integer", [12345678, 87654321]),
    ],
)
def test_a_column_becomes_what_its_cells_say(cells: list[str | None], kind: str, values: list[object]) -> None:
    found, reading, _ = one(cells)
    assert reading.kind == kind
    assert found == values


def test_null_words_are_empty_and_counted_and_the_source_may_name_its_own() -> None:
    values, reading, notes = one(
        ["1", "NA", "N/A", " - ", "?", "", "null", "None", "NaN", "#N/A", "n/a", "NULL", "2", "?"]
    )
    assert values == [1, *[None] * 11, 2, None]
    assert reading.kind == "integer"
    assert '"?" (2)' in notes[0]
    values, _, _ = one(["1", "none yet", " "], Source(path="x", nulls=("none yet",)))
    assert values == [1, None, None]
    assert one(["a", "NA"], Source(path="x", nulls=()))[0] == ["a", "NA"]


def test_a_column_without_any_cell_is_text_and_noted() -> None:
    values, reading, notes = one([None, "", "NA"])
    assert (values, reading.kind) == ([None] * 3, "text")
    assert 'column "x" is empty: none of its 3 cells has a value' in notes


def test_few_cells_that_are_no_number_become_null_and_are_told_with_examples() -> None:
    values, reading, notes = one([*(f"{i}.5" for i in range(97)), "oops", "12.x", "oops"])
    assert values[97:] == [None] * 3
    assert (reading.kind, reading.unread, reading.examples) == ("number", 3, ("oops", "12.x"))
    assert notes == ('column "x" has 3 cells of 100 without a readable number, left empty: "oops", "12.x"',)


def test_many_cells_that_are_no_number_keep_the_column_text_and_are_told() -> None:
    cells = [*(f"{i}.5" for i in range(90)), *["oops"] * 10]
    values, reading, notes = one(cells)
    assert values == cells
    assert (reading.kind, reading.unread) == ("text", 0)
    assert notes == ('column "x" stays text: 90 cells of 100 are numbers, but 10 are not: "oops"',)


def test_a_letter_among_whole_numbers_makes_them_codes() -> None:
    cells = [*(str(536370 + i) for i in range(99)), "C536379"]
    values, reading, notes = one(cells)
    assert (values, reading.kind) == (cells, "text")
    assert notes == ('column "x" stays text: it holds 1 cell that is not only digits, such as "C536379"',)


def test_impossible_dates_become_null_when_few_and_are_told() -> None:
    values, reading, notes = one([*["2020-05-17"] * 39, "2020-02-31"])
    assert values[39] is None
    assert (reading.kind, reading.unread, reading.formats) == ("date", 1, {"%Y-%m-%d": 39})
    assert notes == ('column "x" has 1 cell of 40 without a readable date, left empty: "2020-02-31"',)


def test_amounts_in_different_currencies_stay_text_for_the_convert_step() -> None:
    values, reading, notes = one(["$5", "€6", "€7"])
    assert (values, reading.kind) == (["$5", "€6", "€7"], "text")
    assert 'its amounts are in different units ("€" 2, "$" 1): convert them first' in notes[0]


def test_cells_without_the_unit_of_the_others_are_told() -> None:
    values, reading, notes = one(["$5", "$6", "7"])
    assert (values, reading.unit, reading.written_as) == ([5.0, 6.0, 7.0], "$", "amount")
    assert notes == ('column "x" has 1 cell of 3 without a unit, read as $',)


def test_a_column_that_leaves_the_decimal_mark_open_follows_the_file_and_says_so() -> None:
    comma = typed(open=["1,234", "5,678"], price=["0,5", "12,75"])
    assert comma.decimal == ","
    assert comma.frame["open"].to_list() == [1.234, 5.678]
    assert "as in the other columns" in comma.notes[0]
    point = typed(open=["1,234", "5,678"], price=["0.5", "12.75"])
    assert point.decimal == "."
    assert point.frame["open"].to_list() == [1234, 5678]
    alone = typed(open=["1,234", "5,678"])
    assert alone.frame["open"].to_list() == [1234, 5678]
    assert "set decimal in the plan to change this" in alone.notes[0]
    told = typed(Source(path="x", decimal=","), open=["1,234", "5,678"])
    assert (told.frame["open"].to_list(), told.notes) == ([1.234, 5.678], ())


def test_the_sources_date_format_is_followed_where_it_fits_and_missed_aloud() -> None:
    source = Source(path="x", date_format="%m/%d/%Y")
    result = typed(source, when=["01/02/2020", "03/04/2020"], n=["1", "2"])
    assert result.frame["when"].to_list() == [date(2020, 1, 2), date(2020, 3, 4)]
    assert result.notes == ()
    assert "no column holds dates written as %m/%d/%Y" in typed(source, n=["1", "2"]).notes[0]


def test_columns_that_bring_a_type_keep_it() -> None:
    frame = pl.DataFrame(
        {
            "small": pl.Series([1, None], dtype=pl.Int8),
            "huge": pl.Series([2**64 - 1, 1], dtype=pl.UInt64),
            "float": [math.nan, 1.5],
            "flag": [True, None],
            "zoned": [datetime(2020, 1, 1, tzinfo=UTC), None],
            "kind": pl.Series(["a", "b"], dtype=pl.Categorical),
            "list": [[1, 2], None],
            "clock": [time(10, 30), None],
            "none": [None, None],
            "text": [" 1", "2"],
        }
    )
    result = type_columns(frame, SOURCE)
    kinds = {c.name: c.kind for c in result.columns}
    assert kinds == {
        **{
            "small": "integer",
            "huge": "text",
            "float": "number",
            "flag": "boolean",
            "zoned": "datetime",
            "kind": "text",
        },
        **{"list": "text", "clock": "text", "none": "text", "text": "integer"},
    }
    assert result.frame["float"].to_list() == [None, 1.5]
    assert result.frame["list"].to_list() == ["[1, 2]", None]
    assert result.frame["zoned"].to_list() == [datetime(2020, 1, 1), None]
    assert 'column "float" has 1 cell of NaN, left empty' in result.notes
    assert set(result.frame.dtypes) <= {pl.Int64, pl.Float64, pl.Boolean, pl.Date, pl.Datetime("us"), pl.String}


def test_an_empty_frame_is_no_trouble() -> None:
    assert type_columns(pl.DataFrame(), SOURCE).frame.shape == (0, 0)
    assert typed(x=[]).columns[0].kind == "text"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=12))
def test_a_text_column_is_changed_by_nothing_but_stripping_and_null_words(cells: list[str | None]) -> None:
    values, reading, _ = one(cells)
    if reading.kind == "text":
        stripped = [None if cell is None else cell.strip(BLANKS) for cell in cells]
        assert values == [None if cell in NULL_WORDS else cell for cell in stripped]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-(10**15) + 1, 10**15 - 1)), min_size=1, max_size=20))
def test_integers_read_back_whatever_they_are(values: list[int | None]) -> None:
    if any(v is not None for v in values) and not all(v is None or 19000101 <= v <= 21001231 for v in values):
        assert one([None if v is None else str(v) for v in values])[0] == values


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["1", "1,5", "x", "2020-01-01", "yes", "$3", "4 €", "007", "NA", "1.234", "C12"]), max_size=60
    )
)
def test_every_cell_is_kept_read_or_counted_as_unread(cells: list[str]) -> None:
    values, reading, _ = one(cells)
    empty = sum(cell == "NA" for cell in cells)
    assert values.count(None) == empty + reading.unread
    assert reading.unread <= 0.05 * (len(cells) - empty)


def real(name: str, separator: str = ",") -> pl.DataFrame:
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    return pl.read_csv(Path(folder) / name, infer_schema=False, separator=separator)


@pytest.mark.parametrize(
    ("name", "separator"),
    [
        ("Mall_Customers.csv", ","),
        ("cc_general.csv", ","),
        ("marketing_campaign.csv", "\t"),
        ("wholesale_customers.csv", ","),
        ("cdnow_customers_summary.csv", ","),
        ("rfm_data_orders.csv", ","),
    ],
)
def test_real_files_get_the_types_that_polars_finds_and_their_dates_too(name: str, separator: str) -> None:
    raw = real(name, separator)
    result = type_columns(raw, SOURCE)
    inferred = pl.read_csv(raw.write_csv().encode(), infer_schema_length=None)
    for column in result.columns:
        if column.kind != "date":
            assert result.frame[column.name].equals(
                inferred[column.name].str.strip_chars() if column.kind == "text" else inferred[column.name]
            )
        assert column.unread == 0
    assert {c.name for c in result.columns if c.kind == "date"} <= {"Dt_Customer", "order_date"}
    assert result.notes == ()


def test_real_orders_keep_their_cancelled_invoices_and_are_dated_month_first() -> None:
    result = type_columns(real("online_retail_france.csv"), SOURCE)
    kinds = {c.name: c.kind for c in result.columns}
    assert kinds["InvoiceNo"] == kinds["StockCode"] == "text"
    assert result.frame["InvoiceNo"].str.starts_with("C").sum() == 149
    assert result.frame["CustomerID"].null_count() == 66
    assert result.frame["InvoiceDate"].min() == datetime(2010, 12, 1, 8, 45)
    assert round((result.frame["Quantity"] * result.frame["UnitPrice"]).sum(), 2) == 197_403.90


@given(st.lists(st.one_of(st.integers().map(str), st.floats().map(str), st.sampled_from(["007", "+5", "1.234", "-"]))))
@settings(max_examples=150, deadline=None)
def test_cells_that_are_numbers_as_they_stand_are_read_as_if_looked_at_for_blanks_and_null_words(
    cells: list[str],
) -> None:
    quick, thorough = one(list(cells)), one(list(cells), Source(path="x.csv", nulls=NULL_WORDS))
    assert repr(quick) == repr(thorough)


def test_columns_are_typed_the_same_whatever_stands_beside_them() -> None:
    columns: dict[str, list[str | None]] = {
        "a": ["1", "2", "NA"],
        "b": ["1,5", "2,25", "-"],
        "c": ["1,234", "2,345", "3,456"],
        "d": ["2020-01-01", "2021-01-01", None],
    }
    together = typed(SOURCE, **columns)
    assert together.frame.schema == {"a": pl.Int64, "b": pl.Float64, "c": pl.Float64, "d": pl.Date}
    assert together.notes[0] == 'cells with only one of these words were read as empty: "-" (1), "NA" (1)'
    assert typed(SOURCE, **dict(reversed(columns.items()))).frame.select(list(columns)).equals(together.frame)
