"""Digits of other scripts are digits: in numbers and in dates, not in codes, which keep their text."""

import datetime as dt

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.cell_kind import plain, plain_digits
from segtui.data.types.cell_words import UNSEEN, null_words
from segtui.data.types.column_format import as_before, column_formats
from segtui.data.types.numbers import parse_numbers

NUMBERS = {
    "٣٠": 30.0,
    "١٢٫٥": 12.5,
    "١٬٢٣٤٫٥": 1234.5,
    "-٧": -7.0,
    "۱۲": 12.0,
    "३५": 35.0,
    "१२.५": 12.5,
    "２０": 20.0,
    "１，２３４．５": 1234.5,
    "－３": -3.0,
    "￥１２０": 120.0,
    "٢٥٪": 25.0,
    "๔๒": 42.0,
    "৯": 9.0,
    "١٢٫٥٠٠": 12.5,
    "7": 7.0,
}


@pytest.mark.parametrize("cell", NUMBERS)
def test_a_number_in_any_digits_is_that_number(cell):
    assert parse_numbers(pl.Series("x", [cell])).values.to_list() == [NUMBERS[cell]]


def test_columns_in_other_digits_are_numbers_and_dates_and_later_rows_read_alike(tmp_path):
    text = "id,age,spend,seen\n1,٣٠,١٢٫٥,٢٠٢٤-٠١-٣١\n2,३१,१२.५,２０２４-０２-０１\n3,３５,１，２３４．５,2024-03-05\n"
    (tmp_path / "x.csv").write_text(text.replace("１，２３４．５", '"１，２３４．５"'))
    table = read(Source(path="x.csv"), tmp_path)
    assert table.frame["age"].to_list() == [30, 31, 35] and table.frame["age"].dtype == pl.Int64
    assert table.frame["spend"].to_list() == [12.5, 12.5, 1234.5]
    assert table.frame["seen"].to_list() == [dt.date(2024, 1, 31), dt.date(2024, 2, 1), dt.date(2024, 3, 5)]
    later = {"age": ["٤١", "12"], "spend": ["٧٫٥", "8.5"], "seen": ["٢٠٢٤-٠١-٠٢", "2024-01-03"]}
    for form in column_formats(table.reading)[1:]:
        values, unread = as_before(pl.Series(form.name, later[form.name]), form, null_words(), typed=False)
        assert not unread.any() and values.null_count() == 0
        assert values.dtype == table.frame[form.name].dtype or values.dtype.is_numeric()


def test_codes_and_words_keep_the_digits_that_they_are_written_in(tmp_path):
    (tmp_path / "x.csv").write_text("id,plz,note\n1,０１０６７,Haus ５\n2,１０１１５,٣ rooms\n3,００１１２,x\n")
    table = read(Source(path="x.csv"), tmp_path)
    assert table.frame["plz"].to_list() == ["０１０６７", "１０１１５", "００１１２"]
    assert table.frame["note"].to_list() == ["Haus ５", "٣ rooms", "x"]


def test_text_without_other_digits_is_left_as_it_is():
    cells = pl.Series("x", ["Köln 5", None, "½", "²"])
    assert plain_digits(cells) is cells and plain("Köln 5") == "Köln 5" and plain("٥ km") == "5 km"


@pytest.mark.parametrize(
    "mark", ["\u200e", "\u200f", "\u00ad", "\u202a", "\u2069", "\u200b", "\ufeff", "\u00a0", "\u202f"]
)
def test_what_nobody_sees_is_no_part_of_a_cell_or_a_name(tmp_path, mark):
    (tmp_path / "x.csv").write_text(
        f"{mark}id,{mark}spend{mark}\n{mark}1,{mark}20.5\n2{mark},30{mark}\n3,{mark}NA{mark}\n"
    )
    table = read(Source(path="x.csv"), tmp_path)
    assert table.frame.rows() == [(1, 20.5), (2, 30.0), (3, None)] and table.frame.columns == ["id", "spend"]


def test_invisible_marks_within_a_name_are_taken_out_but_for_joiners(tmp_path):
    (tmp_path / "x.csv").write_text("id,sp\u00ade\u200bnd,می\u200cشود\n1,2,3\n2,3,4\n")
    assert read(Source(path="x.csv"), tmp_path).frame.columns == ["id", "spend", "می\u200cشود"]
    assert "\u200d" in UNSEEN
