"""Rows among the others that are nobody are left out and told; people with odd names stay."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.layout.rows_between import Between
from segtui.data.layout.table_start import HeadLine
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source

HEADER = "id;name;age;spend"
NAMES = ("Ann Lee", "Kim Sum", "Total Energies", "Max", "Subtotal", "Page")
ROWS = [f"{1001 + n};{NAMES[n % 6]};{20 + n % 50};{n * 3}.50" for n in range(30)]


def table(tmp_path, header, rows):
    (tmp_path / "x.csv").write_text("\n".join([header, *rows]) + "\n")
    return read(Source(path="x.csv"), tmp_path)


@pytest.mark.parametrize(
    "nobody",
    [
        "Page 1 of 2;;;",
        "Seite 1 von 2;;;",
        "Subtotal;;;652.50",
        "SUBTOTAL:;;35;652.50",
        ";Subtotal;;652.50",
        ";;Total;652.50",
        "Zwischensumme;;;652,50",
        "Sous-total;;;652.50",
        "Subtotal Germany;;;652.50",
        "Germany Total;;;652.50",
        "Total North (15);;;652.50",
        "Region South;;;",
        "----;----;---;-----",
        "(15 rows);;;",
        "Report printed on 1 May;;;",
        "Carried forward;;;652.50",
        "Übertrag;;;652.50",
        "Page 1/2;;;",
        ";;;Page 1",
        "*** South ***;;;",
        "****;****;***;*****",
    ],
)
def test_what_is_nobody_is_left_out_with_its_line(tmp_path, nobody):
    found = table(tmp_path, HEADER, [*ROWS[:14], nobody, *ROWS[14:]])
    assert found.frame["id"].to_list() == list(range(1001, 1031))
    assert found.frame.schema["spend"] == pl.Float64 and found.frame["age"].null_count() == 0
    assert [(one.line, one.kind) for one in found.reading.skips] == [(16, "no_data")]
    assert found.reading.rows_skipped == 1
    assert any("because it is not data (line 16)" in note for note in found.reading.notes)


@pytest.mark.parametrize(
    "somebody",
    [
        "2001;Subtotal;;652.50",
        "2001;Page 1 of 2;;",
        "2001;;;",
        ";Total Energies;44;500.00",
        ";Sum;44;",
        ";Ann Lee;;",
        ";;44;652.50",
        "2001.0;Total;;",
        ";Germany Total;;652.50",
        "A-1;Kim;44;9.50",
        "Total;Kim;44;9.50",
    ],
)
def test_who_is_somebody_stays(tmp_path, somebody):
    found = table(tmp_path, HEADER, [*ROWS[:14], somebody, *ROWS[14:]])
    assert found.frame.height == 31 and found.reading.rows_skipped == 0


@pytest.mark.parametrize("somebody", ["Subtotal;30;45.20", "Total;30;45.20", "Totals;;45.20;", "Sum;31;9.00"])
def test_somebody_called_like_a_total_in_a_table_without_ids_stays(tmp_path, somebody):
    rows = [row.split(";", 1)[1] for row in ROWS if "Subtotal" not in row]
    found = table(tmp_path, "name;age;spend", [*rows[:9], somebody.rstrip(";"), *rows[9:]])
    if somebody.count(";") == 2:
        assert found.frame.height == 26
        assert any("may be a subtotal" in note and "line 11" in note for note in found.reading.notes)
    else:
        assert found.frame.height == 25


def test_a_column_of_sections_and_a_subtotal_for_every_few_rows(tmp_path):
    parts = [row for n in range(0, 30, 5) for row in [*ROWS[n : n + 5], f"Subtotal;;;{n}"]]
    found = table(tmp_path, HEADER, parts)
    assert found.frame["id"].to_list() == list(range(1001, 1031))
    assert [one.line for one in found.reading.skips][:2] == [7, 13]


def test_a_word_in_place_of_many_ids_is_no_title(tmp_path):
    rows = [row for n in range(0, 30, 6) for row in ["guest;;;", *ROWS[n : n + 6]]]
    assert table(tmp_path, HEADER, [*ROWS[:1], *rows[:-1]]).frame.height == 35


def test_ids_of_letters_and_digits(tmp_path):
    rows = [f"C-{row}" for row in ROWS]
    found = table(tmp_path, HEADER, [*rows[:9], "Page 1 of 3;;;", *rows[9:19], "Subtotal;;;99.50", *rows[19:]])
    assert found.frame["id"].to_list() == [f"C-{n}" for n in range(1001, 1031)]


def test_batches_leave_out_the_same_rows(tmp_path):
    text = "\n".join([HEADER, *ROWS[:9], "Page 1 of 2;;;", *ROWS[9:20], "Subtotal;;;9.50", *ROWS[20:], "Total;;;18.50"])
    (tmp_path / "x.csv").write_text(text + "\n")
    for size in (5, 100):
        with Batches(Source(path="x.csv"), tmp_path, rows=size) as batches:
            ids = [cell for frame, _ in batches for cell in frame["id"].to_list()]
            assert ids == [str(n) for n in range(1001, 1031)]
            assert (batches.skipped, [one.line for one in batches.skips]) == (2, [11, 23])


WORDS = ("Total", "Subtotal", "Sum", "Page 1 of 2", "End", "Source: web", "Max", "Übertrag", "----", "Ann", "n", "")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(WORDS), st.sampled_from(["20", "45", ""]), st.sampled_from(["9.50", "100.00", ""])),
        min_size=12,
        max_size=40,
    ),
    ids=st.sampled_from(["{}", "C-{}", "{}.0", "2024-{}"]),
)
def test_nobody_with_an_id_is_left_out(rows, ids):
    frame = pl.DataFrame([(ids.format(1001 + n), *row) for n, row in enumerate(rows)], orient="row")
    between = Between.of(frame)
    if between is not None:
        lines = [HeadLine(n, row) for n, row in enumerate(frame.rows())]
        assert between.judge(lines, len(lines)).rows == ()


@pytest.mark.parametrize("again", [HEADER, HEADER.upper(), "ID; Name ;Age;Spend"])
def test_a_header_that_comes_again_in_other_letters_is_nobody(tmp_path, again):
    found = table(tmp_path, HEADER, [*ROWS[:14], again, *ROWS[14:]])
    assert found.frame["id"].to_list() == list(range(1001, 1031))


def test_dates_of_a_workbook_stay_dates_where_words_stood_among_them(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "since"])
        for n in range(20):
            sheet.write_number(n + 1 + (n > 9), 0, 1001 + n)
            sheet.write_datetime(n + 1 + (n > 9), 1, datetime(2024, 1, 1 + n))
        sheet.write_row(11, 0, ["id", "since"])
    assert read(Source(path="x.xlsx"), tmp_path).frame["since"].to_list() == [date(2024, 1, 1 + n) for n in range(20)]


def test_rows_of_a_workbook(tmp_path):
    cells = [row.split(";") for row in ROWS]
    cells = [[int(a), b, int(c), float(d)] for a, b, c, d in cells]
    cells[10:10] = [["Page 1 of 2", None, None, None], ["Subtotal", None, None, 99.5]]
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER.split(";"), *cells]):
            sheet.write_row(at, 0, row)
    found = read(Source(path="x.xlsx"), tmp_path)
    assert found.frame["id"].to_list() == list(range(1001, 1031))
    assert found.frame.schema["age"] == pl.Int64
    assert [one.line for one in found.reading.skips] == [12, 13]


@pytest.mark.parametrize("units", ["-;-;y;$", ";;years;EUR", "–;–;y;€", "[-];[-];[y];[$]", "-;text;yrs;k€", "#;-;y;%"])
def test_units_under_the_header_are_no_customer(tmp_path, units):
    found = table(tmp_path, HEADER, [units, *ROWS])
    assert found.frame["id"].to_list() == list(range(1001, 1031))
    assert found.frame.schema["spend"] == pl.Float64


@pytest.mark.parametrize("somebody", ["1000;-;-;-", "-;Ann;-;-", "1000;y;;", ";;;9.50"])
def test_somebody_of_whom_little_is_known_is_no_row_of_units(tmp_path, somebody):
    assert table(tmp_path, HEADER, [somebody, *ROWS]).frame.height == 31
