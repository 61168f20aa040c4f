"""A number in a table is seen whole or not at all, and has its commas where it is an amount."""

import polars as pl
import pytest

from segtui.workbench.parts.figures import figure_lines, without_commas
from widgets.frame.cells import ASCII, UNICODE, CellWriter, decimal, writer


def shown(value, width, glyphs=UNICODE, **how):
    return "".join(piece for piece, _ in CellWriter(**how).cell(value, width, glyphs))


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        ("12,345", 6, "12,345"),
        ("12,345", 5, "    …"),
        ("12345", 3, "  …"),
        ("-0.25", 4, "   …"),
        ("0.240±0.01", 6, "     …"),
        ("97.5 %", 4, "   …"),
        ("    35,303", 6, "35,303"),
        ("2nd class", 4, "2nd…"),
        ("Graduation", 5, "Grad…"),
    ],
)
def test_what_is_left_of_a_number_is_not_another_number(value, width, text):
    assert shown(value, width) == text


def test_the_sign_is_ascii_where_it_has_to_be():
    assert shown(123_456, 4, ASCII, right=True, grouped=True) == "   ~"


@pytest.mark.parametrize(
    ("name", "values", "texts"),
    [
        ("Income", [58138, -1234567], ["58,138", "-1,234,567"]),
        ("Year_Birth", [1957, 1984], ["1957", "1984"]),
        ("ID", [5524, 11191], ["5524", "11191"]),
        ("zip", [10115, 80331], ["10115", "80331"]),
        ("spend", [1234.5, 99999.25], ["1,234.50", "99,999.25"]),
        ("start_year", [2019.0, 2020.0], ["2019", "2020"]),
        ("empty", [None, None], ["·", "·"]),
    ],
)
def test_amounts_have_commas_and_years_ids_and_codes_do_not(name, values, texts):
    column = pl.Series(name, values, dtype=pl.Int64 if values[0] is None else None)
    made = writer(column, plain=without_commas)
    assert [str(made.text(value, UNICODE)) for value in values] == texts


def test_a_table_that_is_not_asked_to_writes_no_commas():
    assert writer(pl.Series("Income", [58138])).text(58138, UNICODE) == "58138"
    assert decimal(1e6, 1) == "1000000.0"


def test_figures_stand_in_one_column_where_two_would_cut_them():
    short, long = ("min", "1,234"), ("max", "2012-07-30 12:34:56")
    assert [line.plain.split() for line in figure_lines([short, short], 10, 40)] == [[*short, *short]]
    lines = [line.plain for line in figure_lines([short, long], 10, 40)]
    assert len(lines) == 2 and lines[1].endswith(long[1])
