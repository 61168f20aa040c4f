"""Numbers written as text are read as the numbers they are."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.types.numbers import ParsedNumbers, parse_numbers


def read(*cells: str | None, decimal: str | None = None) -> ParsedNumbers:
    return parse_numbers(pl.Series("x", cells, dtype=pl.String), decimal=decimal)


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("1 234,50 €", 1234.5, "€"),
        ("1\u00a0234,50\u00a0€", 1234.5, "€"),
        ("1\u202f234,50\u202f€", 1234.5, "€"),
        ("$1,200", 1200.0, "$"),
        ("12 %", 12.0, "%"),
        ("12%", 12.0, "%"),
        ("1.234,56", 1234.56, ""),
        ("1,234.56", 1234.56, ""),
        ("1'234.50", 1234.5, ""),
        ("1’234.50", 1234.5, ""),
        ("1,23,456.78", 123456.78, ""),
        ("(1,200)", -1200.0, ""),
        ("($1,200.50)", -1200.5, "$"),
        ("$(1,200.50)", -1200.5, "$"),
        ("-5", -5.0, ""),
        ("+5", 5.0, ""),
        ("5-", -5.0, ""),
        ("\u22125", -5.0, ""),
        ("-$5", -5.0, "$"),
        ("$-5", -5.0, "$"),
        ("€ -5", -5.0, "€"),
        ("EUR 12", 12.0, "EUR"),
        ("12 EUR", 12.0, "EUR"),
        ("12EUR", 12.0, "EUR"),
        ("CHF 12.-", 12.0, "CHF"),
        ("12,-", 12.0, ""),
        ("12,- €", 12.0, "€"),
        ("5,50- €", -5.5, "€"),
        ("1e5", 100000.0, ""),
        ("1.5E-3", 0.0015, ""),
        (".5", 0.5, ""),
        ("0,123", 0.123, ""),
        ("70 kg", 70.0, "kg"),
        ("US$ 3", 3.0, "US$"),
    ],
)
def test_a_cell_is_read_as_its_number_and_unit(cell: str, value: float, unit: str) -> None:
    numbers = read(cell)
    assert numbers.values.to_list() == [value]
    assert numbers.unit == unit
    assert not numbers.unread.any()


@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", "12,34,5", "4+", "m12", "12 apples", "(555) 123", "1_000", "0x10", "--5", "€", "1 23", "."]
)
def test_what_is_no_number_is_unread_and_null(cell: str) -> None:
    numbers = read(cell, "7")
    assert numbers.unread.to_list() == [True, False]
    assert numbers.values.to_list() == [None, 7.0]


def test_infinities_are_kept_and_nan_is_null_but_not_unread() -> None:
    numbers = read("inf", "-inf", "Infinity", "nan", "1")
    assert numbers.values.to_list() == [math.inf, -math.inf, math.inf, None, 1.0]
    assert not numbers.unread.any()
    assert read("inf", "nan", "1 €").values.to_list() == [math.inf, None, 1.0]


def test_one_cell_that_shows_its_decimal_mark_settles_the_others() -> None:
    assert read("1,234", "0,5").values.to_list() == [1.234, 0.5]
    assert read("1,234", "0.5").values.to_list() == [1234.0, 0.5]
    assert read("1.234", "7,5").values.to_list() == [1234.0, 7.5]
    assert read("1,234", "1,234,567").values.to_list() == [1234.0, 1234567.0]


def test_a_column_that_leaves_the_decimal_mark_open_says_so_and_follows_the_mark_given() -> None:
    assert (read("1,234").values.to_list(), read("1,234").ambiguous) == ([1234.0], 1)
    assert (read("1.234").values.to_list(), read("1.234").ambiguous) == ([1.234], 1)
    assert (read("1,234", decimal=",").values.to_list(), read("1,234", decimal=",").ambiguous) == ([1.234], 0)
    assert read("1.234", decimal=",").values.to_list() == [1234.0]


def test_cells_with_different_decimal_marks_are_each_read_as_written() -> None:
    numbers = read("12.50", "12,50", "3,25", "1,234")
    assert numbers.values.to_list() == [12.5, 12.5, 3.25, 1.234]
    assert numbers.marks == {".": 1, ",": 2}
    assert numbers.ambiguous == 1


def test_different_currencies_in_a_column_are_told_apart_and_spellings_of_one_are_not() -> None:
    mixed = read("$5", "€6", None, "7")
    assert mixed.mixed_units
    assert mixed.unit_counts == {"$": 1, "€": 1}
    assert mixed.units.to_list() == ["$", "€", None, None]
    same = read("5 EUR", "EUR 5", "6 €")
    assert not same.mixed_units
    assert same.unit == "EUR"


def test_how_the_cells_looked_is_said() -> None:
    assert read("12 %").written_as == "percent"
    assert read("$5").written_as == "amount"
    assert read("12,5").written_as == "decimal comma"
    assert read("1.234", decimal=",").written_as == "amount"
    assert read("12.5").written_as == ""


def test_nulls_stay_null_and_an_empty_column_is_no_trouble() -> None:
    assert read(None, "5 €").values.to_list() == [None, 5.0]
    assert read().values.dtype == pl.Float64
    assert read(None).unread.to_list() == [False]


LOCALES = [(",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("\u202f", ","), ("'", "."), ("", "."), ("", ",")]
SIGNS = ["-{}", "{}-", "\u2212{}", "({})"]
UNITS = ["{}", "{} €", "€{}", "${}", "{}%", "USD {}", "{} kr"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20),
    st.sampled_from(LOCALES),
    st.sampled_from(SIGNS),
    st.sampled_from(UNITS),
)
def test_amounts_written_in_many_locales_read_back(
    cents: list[int], locale: tuple[str, str], sign: str, unit: str
) -> None:
    group, mark = locale
    cells = []
    for value in cents:
        body = f"{abs(value) // 100:,}".replace(",", group) + mark + f"{abs(value) % 100:02d}"
        cells.append(unit.format(sign.format(body) if value < 0 else body))
    numbers = read(*cells)
    assert numbers.values.to_list() == [value / 100 for value in cents]
    assert numbers.marks == {mark: len(cells)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_floats_as_python_writes_them_read_back(values: list[float]) -> None:
    assert read(*(repr(v) for v in values), decimal=".").values.to_list() == values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=10))
def test_any_text_is_either_null_read_or_unread(cells: list[str]) -> None:
    numbers = read(*cells)
    assert len(numbers.values) == len(cells)
    for cell, value, unread in zip(cells, numbers.values, numbers.unread, strict=True):
        assert unread != (value is not None) or cell.strip("+-").casefold() == "nan"


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**9), st.sampled_from([(",", "."), (".", ",")]), st.sampled_from(["${}", "{} €", "£{}", "{} USD"])
)
def test_price_parser_reads_the_same_price(cents: int, locale: tuple[str, str], unit: str) -> None:
    price_parser = pytest.importorskip("price_parser", reason="price-parser is not installed")
    group, mark = locale
    cell = unit.format(f"{cents // 100:,}".replace(",", group) + f"{mark}{cents % 100:02d}")
    assert read(cell).values.to_list() == [price_parser.Price.fromstring(cell).amount_float]


def test_an_amount_in_another_way_of_writing_does_not_decide_for_the_others() -> None:
    assert read("38 400,00 $", "$65,300").values.to_list() == [38400.0, 65300.0]


def test_the_amounts_of_two_currencies_are_each_read_in_their_own_way() -> None:
    numbers = read("$1,200", "1 234,50 €")
    assert numbers.values.to_list() == [1200.0, 1234.5]
    assert numbers.mixed_units


def test_money_with_three_digits_behind_its_only_mark_is_thousands_unless_its_like_say_otherwise() -> None:
    assert read("$1,200", "€ 1.234").values.to_list() == [1200.0, 1234.0]
    assert read("0.999 €", "1.234 €").values.to_list() == [0.999, 1.234]
