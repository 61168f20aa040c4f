"""Delimiters, headers and names are found from the first records."""

import pytest

from segtui.data.delimited.dialect import Layout, find_layout
from segtui.data.delimited.tolerant_csv import records, split
from segtui.data.layout.column_names import column_names, has_header


@pytest.mark.parametrize(
    ("text", "delimiter", "width"),
    [
        ("a,b\n1,2\n", ",", 2),
        ("a;b\n1;2\n", ";", 2),
        ("a\tb\n1\t2\n", "\t", 2),
        ("a|b\n1|2\n", "|", 2),
        ("a b c\n1 2 3\n4 5 6\n", " ", 3),
        (" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n", " ", 5),
        ("amount;price\n1,5;2,5\n3,5;4,1\n", ";", 2),
        ("1,5;2,5\n3,5;4,1\n", ";", 2),
        ("id;text;n\n1;Hello, world;5\n2;Bye, all;6\n", ";", 3),
        ('id,text\n1,"a;b;c"\n2,"d;e;f"\n', ",", 2),
        ("when\tvalue\n2020-01-01 10:00\t1,5\n2020-01-02 10:00\t2,5\n", "\t", 2),
        ("date;amount\n01.02.2020;1.234,50\n03.04.2020;2.345,60\n", ";", 2),
        ("Report of today\n\na,b,c\n1,2,3\n4,5,6\n", ",", 3),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_all_records_alike(text, delimiter, width):
    layout = find_layout(records(text))
    assert (layout.delimiter, layout.width) == (delimiter, width)


@pytest.mark.parametrize(
    "text",
    [
        "id\n1\n2\n",
        "amount\n1,5\n2,7\n3,8\n",
        "a\n1,234,567\n2,345,678\n",
        "name\nJohn Smith\nMary Jones\n",
        "when\n2020-01-01 10:00\n2020-01-02 11:00\n",
        "price\n1 234,50 €\n2 345,60 €\n",
        "text\nhello, you\nfine\n",
        "5",
    ],
)
def test_one_column_has_no_delimiter(text):
    assert find_layout(records(text)).delimiter == ""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["id", "amount"], ["1", "2.5"]], True),
        ([["1", "2.5"], ["2", "3.5"]], False),
        ([["name", "city"], ["Ann", "Rome"], ["Bob", "Rome"]], True),
        ([["Ann", "Rome"], ["Bob", "Paris"], ["Ann", "Paris"], ["Cid", "Rome"]], False),
        ([["country", "2019", "2020", "2021"], ["FR", "5", "7", "6"], ["DE", "4", "9", "8"]], True),
        ([["Ann", "2020-01-01"], ["Bob", "2020-02-01"]], False),
        ([["when", "n"], ["2020-01-01", "3"]], True),
        ([["a", "b"]], True),
        ([["1", "2"]], False),
        ([["", "a"], ["0", "5"], ["1", "6"]], True),
        ([["id", "name"], ["id", "name"], ["x", "y"]], True),
    ],
)
def test_a_header_differs_from_its_rows_as_names_do_from_values(rows, expected):
    assert has_header(rows) is expected


def test_repeated_and_empty_names_are_made_usable_and_told():
    found = column_names(["id", "name", "name", " ", "name_2", "name"], 7)
    assert found.names == ("id", "name", "name_3", "column_4", "name_2", "name_4", "column_7")
    assert found.notes == (
        '2 columns have no name and were named "column_4" and "column_7".',
        '"name" is the name of more than one column; the later ones were renamed to "name_3" and "name_4".',
    )


def test_names_lose_blanks_byte_order_marks_and_the_formula_guard():
    assert column_names(["\ufeffid", "  amount ", "'=x", "'tis"], 4).names == ("id", "amount", "=x", "'tis")


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        ("a,b,", ["a", "b", ""]),
        ('"a ""b""",c', ['a "b"', "c"]),
        ('1,"abc "quoted" def",5', ["1", 'abc "quoted" def', "5"]),
        ('1,5" pipe,2', ["1", '5" pipe', "2"]),
        ('1, "x, y" ,3', ["1", "x, y", "3"]),
        (r'1,"say \"hi\", x",2', ["1", 'say "hi", x', "2"]),
        (r'"C:\dir\","y"', ["C:\\dir\\", "y"]),
        ('1,"abc,5', ["1", '"abc', "5"]),
    ],
)
def test_cells_are_split_patiently(record, cells):
    assert split(record, ",") == cells


def test_a_quoted_cell_may_go_over_lines_but_a_mark_of_inches_may_not():
    assert records('a,b\n1,"x\ny"\n2,5" p\n\n3,4') == ["a,b", '1,"x\ny"', '2,5" p', "", "3,4"]


@pytest.mark.parametrize("mark", ["~", "^", "\x01", "!", "#", ":"])
def test_rare_delimiters_are_found_where_every_line_has_as_many(mark):
    records = [mark.join(row) for row in (("id", "name", "spend"), ("1", "Ann, Lee", "2.5"), ("2", "Bob", "3.5"))]
    assert find_layout(records) == Layout(mark, 3)


@pytest.mark.parametrize(
    "records",
    [
        ["time", "10:30:00", "11:30:00", "12:45:00"],
        ["a:b:c", "x", "1:2:3", "y"],
        ["a:a:b", "1:2:3", "2:3:4"],
        ["note", "see #1 and #2", "see #3 and #4"],
    ],
)
def test_marks_within_the_words_of_one_column_are_none(records):
    assert find_layout(records).delimiter == ""
