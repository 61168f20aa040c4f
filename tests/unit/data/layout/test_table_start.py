"""Where a table begins: titles, groups, names, units and labels are told apart by what the rows below look like."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from segtui.data.layout.header_rows import is_unit
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import DataError

ROWS = "".join(f"{i};Kim{'xyzabcd'[i - 1]};{20 + i};{i * 10.5}\n" for i in range(1, 8))
NAMES = ["id", "name", "age", "spend"]


def table(folder: Path, text: str, **given) -> Table:
    """The file read whole; in batches it has the same columns and rows."""
    (folder / "x.csv").write_text(text)
    source = Source(path="x.csv", **given)
    whole = read(source, folder)
    with Batches(source, folder, rows=2) as batches:
        height = sum(frame.height for frame, _ in batches)
        assert {c.name for c in whole.reading.columns} <= set(batches.columns) and height == whole.frame.height
    return whole


def sheet(folder: Path, text: str, **given) -> Table:
    """The same cells in a sheet, numbers as numbers."""
    with xlsxwriter.Workbook(folder / "x.xlsx", {"strings_to_numbers": True}) as book:
        page = book.add_worksheet()
        for at, line in enumerate(text.splitlines()):
            page.write_row(at, 0, line.split(";"))
    return read(Source(path="x.xlsx", **given), folder)


TITLED = {
    "a title and a blank row": ("Customer report;;;\n;;;\nid;name;age;spend\n", 2),
    "a title and a blank line": ("Customer report\n\nid;name;age;spend\n", 2),
    "keys and values": ("Region:;South;;\nExported on: 2024-01-01;;;\nCustomers:;7;;\nid;name;age;spend\n", 3),
    "both": ("Customer report;;;\n;;;\nRegion:;South;;\n;;;\n;;;\nid;name;age;spend\n", 5),
    "a title of two cells": ("Customer report;;;January\nid;name;age;spend\n", 1),
    "a period": ("Period;2024-01-01;21;\nid;name;age;spend\n", 1),
    "a count that looks like a value": ("Rows;;7;\nid;name;age;spend\n", 1),
    "a date": ("2024-01-31;;;\nid;name;age;spend\n", 1),
    "units": ("Customer report;;;\nid;name;age;spend\n;;years;(EUR)\n", 1),
    "no title": ("id;name;age;spend\n", 0),
    "blank rows": (";;;\n;;;\nid;name;age;spend\n", 0),
    "a rule": ("id;name;age;spend\n--;----;---;-----\n", 0),
}


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize("top", TITLED)
def test_the_header_is_found_under_titles_and_above_units(tmp_path, make, top):
    text, titles = TITLED[top]
    found = make(tmp_path, text + ROWS)
    assert found.frame.columns == NAMES and found.frame.row(0) == (1, "Kimx", 21, 10.5)
    assert (found.frame.height, found.frame.row(-1)) == (7, (7, "Kimd", 27, 73.5))
    assert (found.id, found.reading.title_rows) == ("id", titles)


def test_what_was_passed_over_is_said(tmp_path):
    notes = table(tmp_path, "Customer report;;;\n;;;\nRegion:;South;;\nid;name;age;spend\n;;years;EUR\n" + ROWS)
    assert '3 lines above the header skipped as a title: "Customer report" and "Region: South".' in (
        notes.reading.notes
    )
    assert (
        'Units below the header were recognized instead of read as values (line 5): "age: years" and "spend: EUR".'
        in notes.reading.notes
    )
    assert {c.name: c.unit for c in notes.reading.columns} == {"id": "", "name": "", "age": "years", "spend": "EUR"}


GROUPED = {
    "Contact;;Sales;\nid;name;age;spend\n": ["Contact id", "Contact name", "Sales age", "Sales spend"],
    "Report;;;\n\nContact;;Sales;\nid;name;age;spend\n": ["Contact id", "Contact name", "Sales age", "Sales spend"],
    "id;name;2023;\n;;visits;spend\n": ["id", "name", "2023 visits", "2023 spend"],
    "id;name;Sales;\n;;2023;2024\n": ["id", "name", "Sales 2023", "Sales 2024"],
    ";;Sales;\nid;name;2023;2024\n": ["id", "name", "Sales 2023", "Sales 2024"],
}


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize("top", GROUPED)
def test_names_of_groups_stand_before_the_names_of_their_columns(tmp_path, make, top):
    found = make(tmp_path, top + ROWS)
    assert found.frame.columns == GROUPED[top] and found.frame.height == 7
    assert any("more than one row" in note for note in found.reading.notes)


def test_names_that_come_again_in_each_group_are_told_apart_by_it(tmp_path):
    rows = "1,2.5,5,1,2\n2,3.5,7,1,2\n3,3.5,7,1,2\n"
    found = table(tmp_path, ",spend,spend,visits,visits\n,mean,sum,mean,sum\ncustomer_id,,,,\n" + rows)
    assert found.frame.columns == ["customer_id", "spend mean", "spend sum", "visits mean", "visits sum"]
    assert found.frame.rows()[0] == (1, 2.5, 5, 1, 2) and found.frame.height == 3


@pytest.mark.parametrize("title", ["", "Spend by year;;;\n"])
def test_years_are_names(tmp_path, title):
    found = table(tmp_path, title + "id;2021;2022;2023\nA1;1;2;3\nA2;3;4;5\nA3;3;4;9\n")
    assert found.frame.columns == ["id", "2021", "2022", "2023"] and found.frame.row(0) == ("A1", 1, 2, 3)


@pytest.mark.parametrize(
    "above",
    ["Region;South\nExported;2024-01-01\n\n", "Region:;South\nCustomers:;60\n", "Region;South\n", "Spend of May\n\n"],
)
def test_a_table_of_two_columns_has_titles_too(tmp_path, above):
    found = table(tmp_path, above + "id;spend\n1;20.5\n2;30\n3;40\n4;50\n")
    assert found.frame.rows() == [(1, 20.5), (2, 30.0), (3, 40.0), (4, 50.0)]
    assert found.frame.columns == ["id", "spend"]


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("id;spend\nA1;unknown\nA2;20\nA3;30\nA4;44\n", 4),
        ("name;age;spend\nKim;unknown;lots\nJo;20;3\nAnn;30;4\nBo;44;9\n", 4),
        ("id;name;age;spend\n0;;;\n" + ROWS, 8),
        ("id;;;\n" + ROWS, 7),
        ("name;city\nKim;Rome\nJo;Bonn\nAnn;Rome\n", 3),
        ("sex;n\nm;\nf;1\nm;2\nf;3\nm;5\n", 5),
    ],
)
def test_a_first_row_of_which_little_is_known_is_somebody_all_the_same(tmp_path, text, height):
    found = table(tmp_path, text)
    assert found.frame.height == height and not found.reading.title_rows


def test_longer_labels_under_the_names_are_left_out_and_said(tmp_path):
    text = 'Q1,Q2,Q3\nHow old are you?,What do you spend?,Where do you live?\n"{""ImportId"":""QID1""}","{""ImportId"":'
    text += '""QID2""}","{""ImportId"":""QID3""}"\n30,20.5,Rome\n31,22.5,Bonn\n31,22.5,Paris\n'
    found = table(tmp_path, text)
    assert found.frame.rows() == [(1, 30, 20.5, "Rome"), (2, 31, 22.5, "Bonn"), (3, 31, 22.5, "Paris")]
    assert any(
        "Rows without values below the header were left out (lines 2 and 3)" in note for note in found.reading.notes
    )


@pytest.mark.parametrize("given", [{}, {"header": False}])
def test_a_title_above_a_table_without_a_header_is_no_row(tmp_path, given):
    found = table(tmp_path, "Customer report;;;\n;;;\n" + ROWS, **given)
    assert found.frame.columns[1:] == ["column_2", "column_3", "column_4"] and found.frame.height == 7


def test_a_title_with_the_delimiter_in_it_is_a_title(tmp_path):
    text = "Report for May, June, July, and August 2024\nid,name,age,spend\n" + ROWS.replace(";", ",")
    assert table(tmp_path, text).frame.columns == NAMES


def test_more_keys_than_rows_do_not_decide_the_count_of_cells(tmp_path):
    keys = "".join(f"Key {i}:;{i}\n" for i in range(12))
    found = table(tmp_path, keys + "id;name;age;spend\n" + ROWS)
    assert found.frame.columns == NAMES and found.frame.height == 7


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize("total", ["Total;;168;294\n", ";Total;168;294\n", "Grand total;;;294\n"])
def test_a_total_above_the_rows_is_nobody(tmp_path, make, total):
    found = make(tmp_path, "id;name;age;spend\n" + total + ROWS)
    assert found.frame.columns == NAMES and found.frame.height == 7
    assert any("Rows without values below the header were left out" in note for note in found.reading.notes)


@pytest.mark.parametrize("make", [table, sheet])
def test_columns_without_a_name_or_a_value_are_dropped(tmp_path, make):
    rows = "".join(f";{i};Kim;;{i * 2.5}\n" for i in range(1, 6))
    found = make(tmp_path, ";Customer report;;;\n;;;;\n;id;name;;spend\n" + rows + ";Total;;;37.5\n")
    assert found.frame.columns == ["id", "name", "spend"] and found.frame.height == 5
    assert any("2 columns without a name or values" in note for note in found.reading.notes) == (make is table)


def test_a_name_of_several_lines_is_one_line(tmp_path):
    assert table(tmp_path, '"Customer\nid","total \r\n spend"\n1,2\n2,3\n').frame.columns == [
        "Customer id",
        "total spend",
    ]


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize("titles", ["", "Customer report;;;\n;;;\n", "Customer report;;;\nRegion:;South;;\n"])
def test_titles_and_a_header_alone_are_a_table_without_rows(tmp_path, make, titles):
    with pytest.raises(DataError, match="no rows"):
        make(tmp_path, titles + "id;name;age;spend\n")


def test_dates_as_names_in_a_sheet_have_no_time_of_day(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", dt.date(2024, 1, 1), dt.date(2024, 2, 1)])
        for at in range(1, 5):
            page.write_row(at, 0, [f"C{at}", at, at * 2])
    assert read(Source(path="x.xlsx"), tmp_path).frame.columns == ["id", "2024-01-01", "2024-02-01"]


class TestGiven:
    @pytest.mark.parametrize("make", [table, sheet])
    def test_the_plan_says_how_many_rows_stand_above_the_header(self, tmp_path, make):
        text = "Kunde;Zeichen;Dauer;Betrag\nid;name;age;spend\n" + ROWS
        assert make(tmp_path, text, title_rows=1).frame.columns == NAMES
        assert make(tmp_path, text, title_rows=0).frame.columns == ["Kunde", "Zeichen", "Dauer", "Betrag"]

    @pytest.mark.parametrize("make", [table, sheet])
    def test_0_says_that_the_first_row_is_the_header(self, tmp_path, make):
        found = make(tmp_path, "Customer report;;;\nid;name;age;spend\n" + ROWS, title_rows=0)
        assert found.frame.columns[0] == "Customer report"

    @pytest.mark.parametrize("top", [*(text for text, _ in TITLED.values()), *("Report;;;\n" + top for top in GROUPED)])
    def test_given_what_was_detected_a_file_is_read_as_before(self, tmp_path, top):
        found = table(tmp_path, top + ROWS)
        again = table(tmp_path, top + ROWS, title_rows=found.reading.title_rows, header=True, delimiter=";")
        assert again.frame.equals(found.frame)
        assert again.reading.notes == found.reading.notes and again.reading.title_rows == found.reading.title_rows

    def test_without_a_header_the_rows_start_under_the_titles(self, tmp_path):
        found = table(tmp_path, "x;y;1;2\n" + ROWS, title_rows=1, header=False)
        assert found.frame.height == 7 and found.frame.row(0) == (1, "Kimx", 21, 10.5)

    @pytest.mark.parametrize("make", [table, sheet])
    @pytest.mark.parametrize("header", [None, True, False])
    @pytest.mark.parametrize("rows", range(10))
    def test_any_number_of_rows_reads_or_says_why_not(self, tmp_path, make, header, rows):
        try:
            found = make(tmp_path, "Report;;;\n\nid;name;age;spend\n" + ROWS, title_rows=rows, header=header)
        except DataError as error:
            assert rows == 9 and "no rows" in error.what
        else:
            assert found.reading.title_rows == rows and 0 < found.frame.height <= 10 - rows

    @pytest.mark.parametrize("make", [table, sheet])
    def test_more_rows_than_there_are_is_an_error_that_names_the_key(self, tmp_path, make):
        with pytest.raises(DataError, match=r"source.title_rows: there is nothing below the first 90 rows"):
            make(tmp_path, "id;name;age;spend\n" + ROWS, title_rows=90)


def test_units_in_many_spellings():
    words = "EUR|kg|years|(€)|[EUR]|in EUR|EUR/year|EUR per month|k€|Mio. EUR|% of total|varchar(20)|yyyy-mm-dd|Jahre"
    assert all(map(is_unit, words.split("|")))
    assert not any(map(is_unit, ["Kim", "Berlin", "1", "x", "Customer number", "-", "", "2024-01-01", "unknown"]))


def test_files_of_a_glob_may_have_titles_of_different_heights(tmp_path):
    for name, top in [("a", "Report;;;\n\n"), ("b", "")]:
        (tmp_path / f"{name}.csv").write_text(top + "id;name;age;spend\n" + ROWS)
    found = read(Source(path="*.csv"), tmp_path)
    assert found.frame.height == 14 and found.reading.title_rows == 0
    assert found.frame["age"].dtype == pl.Int64


def test_a_header_that_comes_again_in_a_sheet_is_nobody(tmp_path):
    rows = [["id", "age", "spend"], *([n, 20 + n, n * 1.5] for n in range(1, 9))]
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet()
        for at, row in enumerate([*rows[:5], rows[0], *rows[5:]]):
            page.write_row(at, 0, row)
    found = read(Source(path="x.xlsx"), tmp_path)
    assert found.frame.rows() == [(n, 20 + n, n * 1.5) for n in range(1, 9)]
    assert any("header is repeated 1 time" in note for note in found.reading.notes)
