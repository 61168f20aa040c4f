"""Rows that are not as they should be: repaired or skipped, and told; never lost in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.delimited.field_counts import survey
from segtui.data.delimited.read_text import read_text
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.source import Source
from segtui.errors import DataError

GOOD = "1,2,3\n" * 100


@pytest.fixture
def text(tmp_path):
    def reading(content: str | bytes, **given) -> Raw:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        path = tmp_path / "x.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_text(InputFile(path, "x.csv", workspace), Source(path="x.csv", **given))

    return reading


def told(raw: Raw, words: str) -> bool:
    return any(words in note for note in raw.notes)


def test_a_short_row_is_filled_with_nulls_and_reported_with_its_line(text):
    raw = text(f"a,b,c\n{GOOD}4,5\n{GOOD}")
    assert raw.frame.height == 201 and raw.frame.row(100) == ("4", "5", None)
    assert (raw.rows_repaired, raw.rows_skipped) == (1, 0)
    assert told(raw, "1 row of fewer than 3 cells filled with nulls (line 102).")


def test_a_long_row_with_content_is_skipped_and_reported_with_its_line(text):
    raw = text(f"a,b,c\n{GOOD}4,5,6,7\n{GOOD}")
    assert raw.frame.height == 200 and (raw.rows_repaired, raw.rows_skipped) == (0, 1)
    assert told(raw, "1 row of more than 3 cells skipped (line 102).")


def test_a_long_row_of_empty_cells_is_trimmed(text):
    raw = text(f"a,b,c\n{GOOD}4,5,6,, \n")
    assert raw.frame.row(100) == ("4", "5", "6") and raw.rows_repaired == 1
    assert told(raw, "1 row with empty cells after 3 cells trimmed (line 102).")


def test_only_the_first_five_lines_are_named(text):
    raw = text("a,b,c\n" + (GOOD + "4,5\n") * 7)
    assert told(raw, "7 rows of fewer than 3 cells filled with nulls (lines 102, 203, 304, 405, 506 and 2 more).")


def test_lines_are_counted_right_below_quoted_line_breaks_and_blank_lines(text):
    raw = text(f'a,b,c\n1,"x\ny\nz",3\n\n{GOOD}4,5\n')
    assert told(raw, "1 blank line skipped (line 5).") and told(raw, "(line 106)")
    assert raw.frame.row(0) == ("1", "x\ny\nz", "3")


def test_many_ragged_rows_are_an_error_that_asks_for_the_delimiter(text):
    with pytest.raises(DataError, match=r"(?s)x\.csv, line 4: 4 cells where 3 are expected.*a comma: \[source\]"):
        text("a,b,c\n1,2,3\n1,2,3\n" + "1,2,3,4\n1,2,3\n1,2,3\n" * 10)


def test_three_ragged_rows_are_borne_however_small_the_file(text):
    assert text("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2\n1,2\n1,2\n").rows_repaired == 3
    with pytest.raises(DataError, match="line 6"):
        text("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2\n1,2\n1,2\n1,2\n")


def test_blank_lines_are_no_rows_and_not_counted_as_skipped(text):
    raw = text(b"\r\na,b\r\n1,2\r\n\r\n   \r\n3,4\r\n\r\n")
    assert raw.frame.rows() == [("1", "2"), ("3", "4")] and raw.rows_skipped == 0
    assert told(raw, "3 blank lines skipped (lines 4, 5 and 7).")


def test_rows_of_delimiters_alone_are_skipped_and_counted(text):
    raw = text("a,b,c\n1,2,3\n,,\n4,5,6\n,,\r\n")
    assert raw.frame.height == 2 and raw.rows_skipped == 2


def test_a_row_of_nulls_written_with_quotes_is_a_row(text):
    assert text('a,b\n"",""\n1,2\n').frame.height == 2


def test_the_header_of_a_file_put_behind_another_is_dropped_and_told(text):
    raw = text("id,name\n1,x\n\ufeffid,name\n2,y\nid, name\n3,z\n")
    assert raw.frame.rows() == [("1", "x"), ("2", "y"), ("3", "z")] and raw.rows_skipped == 0
    assert told(raw, "The header is repeated 2 times among the rows; repeats dropped (lines 3 and 5).")


def test_a_last_line_cut_short_is_skipped_and_told(text):
    raw = text(f"a,b,c\n{GOOD}4,5")
    assert raw.frame.height == 100 and raw.rows_skipped == 1
    assert told(raw, "The last row is truncated and has no line end; it was skipped (line 102).")


def test_a_last_line_cut_within_quotes_is_skipped_and_told(text):
    raw = text(f'a,b,c\n{GOOD}4,5,"six')
    assert raw.frame.height == 100 and raw.rows_skipped == 1
    assert told(raw, "The last row is truncated and has no line end; it was skipped (line 102).")


def test_a_whole_last_line_needs_no_line_end(text):
    raw = text(f"a,b,c\n{GOOD}4,5,6")
    assert raw.frame.height == 101 and raw.notes == ()


def test_quotes_within_a_cell_are_kept_and_told(text):
    raw = text('id,size,n\n1,5" pipe,3\n2,"6"" pipe",4\n3,"a "b" c",5\n')
    assert raw.frame["size"].to_list() == ['5" pipe', '6" pipe', 'a "b" c']
    assert raw.rows_repaired == 2 and told(raw, "(lines 2 and 4)")


def test_blanks_before_a_quote_do_not_break_the_cell(text):
    raw = text('id, name, n\n1, "Smith, John", 3\n2, "Doe, Jane", 4\n')
    assert raw.frame.columns == ["id", "name", "n"]
    assert raw.frame["name"].to_list() == ["Smith, John", "Doe, Jane"]


def test_a_quote_that_is_never_closed_costs_its_row_at_most(text):
    raw = text(f'a,b,c\n{GOOD}4,"Smith, John,5,6\n1,"2",3\n{GOOD}')
    assert raw.frame.height == 201 and set(raw.frame.rows()) == {("1", "2", "3")}
    assert told(raw, "1 row of more than 3 cells skipped (line 102).")


def test_a_quote_that_never_closes_in_a_line_of_the_right_length_is_left_out(text):
    raw = text(f'a,b,c\n{GOOD}4,"Smith,5\n{GOOD}1,"2",3\n')
    assert raw.frame.row(100) == ("4", "Smith", "5") and raw.frame.row(-1) == ("1", "2", "3")
    assert raw.rows_repaired == 1 and told(raw, "1 row had an unclosed quote; it was removed (line 102).")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(text, end):
    raw = text(end.join(["a,b", "1,x y", '2,"u' + end + 'v"', "3,z", ""]))
    assert raw.frame.rows() == [("1", "x y"), ("2", f"u{end}v"), ("3", "z")] and not raw.notes


def test_mixed_line_ends_are_read_and_told(text):
    raw = text("a,b\r1,2\r3,4\n5,6\r\n")
    assert raw.frame.rows() == [("1", "2"), ("3", "4"), ("5", "6")] and told(raw, "only a carriage return")


def test_a_header_shorter_than_the_rows_gets_names(text):
    raw = text("a,b\n1,2,3\n4,5,6\n")
    assert raw.frame.columns == ["a", "b", "column_3"]
    assert told(raw, "The header names 2 columns, the rows have 3 cells.")


def test_a_header_longer_than_the_rows_leaves_nulls(text):
    raw = text("a,b,c\n1,2\n4,5\n6,7\n8,9\n1,2,3\n")
    assert raw.frame["c"].to_list() == [None] * 4 + ["3"] and told(raw, "most rows have 2 cells")


@pytest.mark.parametrize("header", ["a,b,c", "a,b,c,"])
def test_a_delimiter_at_the_end_of_every_row_makes_no_column(text, header):
    raw = text(f"{header}\n1,2,3,\n4,5,6,\n")
    assert raw.frame.columns == ["a", "b", "c"] and told(raw, "end with a delimiter")


def test_a_title_above_the_header_is_passed_over_and_told(text):
    raw = text("Report of May\n\na,b,c\n1,2,3\n4,5,6\n")
    assert raw.frame.columns == ["a", "b", "c"] and told(raw, "2 lines above the header")


def test_excels_line_about_the_delimiter_is_heeded(text):
    assert text("sep=;\na;b\n1;2\n").frame.rows() == [("1", "2")]


def test_blanks_as_delimiter_come_in_runs_and_around_the_line(text):
    raw = text(b" 00004  0001 19970101   2  29.33\r\n 00021 0002 19970102 10   9.00 \r\n")
    assert raw.frame.rows() == [
        ("00004", "0001", "19970101", "2", "29.33"),
        ("00021", "0002", "19970102", "10", "9.00"),
    ]
    assert raw.delimiter == " " and not raw.header and told(raw, "column_1 to column_5")


def test_quotes_hold_blanks_together_where_blanks_delimit(text):
    raw = text('id name n\n1 "Ann Lee" 3\n2  Bob   4\n', delimiter=" ")
    assert raw.frame.rows() == [("1", "Ann Lee", "3"), ("2", "Bob", "4")]


@pytest.mark.parametrize("content", ["a,b\n", "a", "a,b\n\n\n", "a,b\n,\n"])
def test_a_header_alone_has_no_rows(text, content):
    with pytest.raises(DataError, match=r"x\.csv: the file has no rows"):
        text(content)


def test_one_row_and_one_column_are_enough(text):
    assert text("a\n5\n").frame.rows() == [("5",)]
    assert text("5\n", header=False).frame.rows() == [("5",)]


def test_one_column_may_hold_any_character_and_line_breaks(text):
    raw = text('note\nhello, you; there\n"two\nlines"\na|b\tc\n\n')
    assert raw.frame["note"].to_list() == ["hello, you; there", "two\nlines", "a|b\tc"]
    assert text('"note"\n"x"\n').frame.columns == ["note"]


def test_a_quote_cut_off_in_the_first_line_is_a_header_without_rows(text):
    with pytest.raises(DataError, match="no rows"):
        text('"abc')


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_cell_of_a_million_characters_is_read(text, quote):
    raw = text(f"a,b\n1,{quote}{'x' * 1_000_000}{quote}\n2,y\n")
    assert raw.frame["b"].str.len_chars().to_list() == [1_000_000, 1]


def test_a_delimiter_of_two_characters_is_an_error(text):
    with pytest.raises(DataError, match=r"the delimiter '\|\|' can't be used"):
        text("a||b\n1||2\n", delimiter="||")


def test_the_formula_guard_comes_off_and_is_counted(text):
    raw = text("a,b\n'=1+1,'x\n''-2,'tis\n'\t,O'Hara\n")
    assert raw.frame.rows() == [("=1+1", "'x"), ("'-2", "'tis"), ("\t", "O'Hara")]
    assert told(raw, "removed from 3 cells")


cell = st.text(alphabet='ab1,;"\n\r é', max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell, min_size=1, max_size=4), min_size=1, max_size=20), st.booleans())
def test_the_survey_counts_cells_and_lines_as_the_csv_module_does(tmp_path_factory, rows, ended):
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    content = out.getvalue() if ended else out.getvalue().rstrip("\n")
    path = tmp_path_factory.mktemp("survey") / "x.csv"
    path.write_text(content, newline="")
    found = survey(path, ",", 99, quoted=True)
    assert found.records == len(rows) and found.cells.tolist() == [len(row) for row in rows]
    line = 1
    for number, row in enumerate(rows):
        assert found.line(number) == line
        line += 1 + sum(value.count("\n") for value in row)


def test_the_survey_carries_over_from_block_to_block(text):
    rows = [f'{i},"line\n{"x" * (i % 97)}, {i}",{"" if i % 1000 else i}' for i in range(60_000)]
    rows[50_000] = "1,2"
    raw = text("a,b,c\n" + "\n".join(rows) + "\n")
    assert raw.frame.height == 60_000 and raw.frame.row(50_000) == ("1", None, "2")
    assert raw.frame["b"][49_999] == f"line\n{'x' * (49_999 % 97)}, 49999"
    assert told(raw, "(line 100,002)")


def test_a_quote_that_takes_in_an_end_of_odd_rows_is_an_error_of_the_data(text):
    rows = "".join(f"{i},Kim,{i}.5,2024-01-04,z\n" for i in range(20))
    end = 'n/a,\ufeff,2021,",(kg)\n(kg),name,Kim Doe,,Report of May\nEUR\nRegion:,Doe,Kim Doe,\ufeff,\ufeff,Report\n'
    with pytest.raises(DataError, match="rows"):
        text(rows + end + "id,,(kg),Kim Doe,C12\n\u0663,2022,3.5,Report of May,\u0663,3.5\n")
