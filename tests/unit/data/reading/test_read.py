"""Reading a source into a table: formats, several files, standard input, ids, and what we wrote ourselves."""

import datetime as dt
import gzip
import io

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from segtui.data.delimited.read_text import read_text
from segtui.data.raw.raw_table import InputFile
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, PlanError, ResourceError

FRAME = pl.DataFrame(
    {
        "customer_id": [101, 102, 103, 105],
        "name": ["Ann", "Bob, Jr.", 'Cid "C"', "Zoë"],
        "amount": [1.5, 2.25, None, 4.0],
        "since": [dt.date(2020, 1, 31), dt.date(2021, 2, 28), dt.date(2022, 3, 31), None],
        "active": [True, False, True, None],
    }
)


def written(frame: pl.DataFrame, path) -> None:
    ending = path.suffix
    if ending == ".parquet":
        frame.write_parquet(path)
    elif ending == ".arrow":
        frame.write_ipc(path)
    elif ending == ".stream":
        frame.write_ipc_stream(path)
    elif ending == ".json":
        frame.write_json(path)
    elif ending == ".ndjson":
        frame.write_ndjson(path)
    elif ending == ".xlsx":
        frame.write_excel(path)
    else:
        frame.write_csv(path)


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow", "stream", "json", "ndjson", "xlsx"])
def test_every_format_gives_the_same_table(tmp_path, ending):
    if ending == "xlsx":
        pytest.importorskip("xlsxwriter")
    written(FRAME, tmp_path / f"x.{ending}")
    table = read(Source(path=f"x.{ending}"), tmp_path)
    assert_frame_equal(table.frame, FRAME)
    assert table.id == "customer_id" and table.reading.rows_read == 4
    assert table.reading.format == {"stream": "arrow"}.get(ending, ending)
    assert [c.kind for c in table.reading.columns] == ["integer", "text", "number", "date", "boolean"]
    assert table.reading.files == (str(tmp_path / f"x.{ending}"),)


@pytest.mark.parametrize("ending", ["parquet", "arrow", "stream", "json", "xlsx", "csv.gz", "csv.zst"])
def test_a_file_that_was_cut_short_is_an_error_not_a_shorter_table(tmp_path, ending):
    big = pl.DataFrame({"id": range(20_000), "x": [str(i * 7919 % 10_007) for i in range(20_000)]})
    if ending == "xlsx":
        pytest.importorskip("xlsxwriter")
    written(big, tmp_path / f"x.{ending.split('.')[0]}")
    content = (tmp_path / f"x.{ending.split('.')[0]}").read_bytes()
    content = {"csv.gz": gzip.compress, "csv.zst": zstandard.compress}.get(ending, bytes)(content)
    (tmp_path / f"cut.{ending}").write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(DataError, match=r"(?s)cut\..*(too early|cut short)"):
        read(Source(path=f"cut.{ending}"), tmp_path)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_packed_parquet_and_text_are_read(tmp_path, pack):
    for ending in ("csv", "parquet"):
        written(FRAME, tmp_path / f"x.{ending}")
        (tmp_path / "packed").write_bytes(pack((tmp_path / f"x.{ending}").read_bytes()))
        assert_frame_equal(read(Source(path="packed"), tmp_path).frame, FRAME)


def test_standard_input_is_read_and_its_format_sniffed(tmp_path):
    for ending in ("csv", "parquet", "ndjson"):
        written(FRAME, tmp_path / f"x.{ending}")
        stdin = io.BytesIO((tmp_path / f"x.{ending}").read_bytes())
        table = read(Source(path="-"), tmp_path, stdin=stdin)
        assert_frame_equal(table.frame, FRAME)
        assert (table.reading.format, table.reading.files) == (ending, ())


def test_standard_input_without_a_byte_is_an_error(tmp_path):
    with pytest.raises(DataError, match="standard input: the file is empty"):
        read(Source(path="-"), tmp_path, stdin=io.BytesIO())


def test_the_files_of_a_glob_are_put_together_by_column_name(tmp_path):
    (tmp_path / "1.csv").write_text("id,amount\n1,1.5\n2,2\n")
    (tmp_path / "2.csv").write_text("amount;id\n3,5;3\n\n")
    table = read(Source(path="*.csv"), tmp_path)
    assert table.frame["id"].to_list() == [1, 2, 3]
    assert table.reading.notes[0] == '2 files were combined: "1.csv" and "2.csv".'
    assert "2.csv: 1 blank line skipped (line 3)." in table.reading.notes


def test_a_file_of_a_glob_with_another_column_is_named(tmp_path):
    (tmp_path / "1.csv").write_text("id,amount\n1,1.5\n2,2\n")
    (tmp_path / "2.csv").write_text("id,amont\n3,3\n")
    with pytest.raises(DataError, match=r'(?s)2\.csv: the column "amount" of 1\.csv is missing.*did you mean "amont"'):
        read(Source(path="*.csv"), tmp_path)
    (tmp_path / "2.csv").write_text("id,amount,tax\n3,3,1\n")
    with pytest.raises(DataError, match=r'2\.csv: the column "tax" is not in 1\.csv'):
        read(Source(path="*.csv"), tmp_path)


def test_parquet_files_of_a_glob_must_agree_on_kinds(tmp_path):
    pl.DataFrame({"id": [1], "x": [1]}).write_parquet(tmp_path / "1.parquet")
    pl.DataFrame({"id": [2], "x": [1.5]}).write_parquet(tmp_path / "2.parquet")
    assert read(Source(path="*.parquet"), tmp_path).frame["x"].to_list() == [1.0, 1.5]
    pl.DataFrame({"id": [2], "x": [dt.date(2020, 1, 1)]}).write_parquet(tmp_path / "2.parquet")
    with pytest.raises(DataError, match=r'2\.parquet: the column "x" holds Date here and Int64 in 1\.parquet'):
        read(Source(path="*.parquet"), tmp_path)


def test_an_id_that_is_not_there_names_the_nearest_column(tmp_path):
    written(FRAME, tmp_path / "x.csv")
    with pytest.raises(PlanError, match=r'(?s)no column "custmer_id".*did you mean "customer_id"'):
        read(Source(path="x.csv", id="custmer_id"), tmp_path)


def test_a_given_id_is_taken_as_it_is(tmp_path):
    written(FRAME, tmp_path / "x.csv")
    assert read(Source(path="x.csv", id="name"), tmp_path).id == "name"


def test_rows_are_numbered_where_no_column_is_an_id(tmp_path):
    (tmp_path / "x.csv").write_text("row,amount\n5,1.5\n5,2.5\n5,1.5\n")
    table = read(Source(path="x.csv"), tmp_path)
    assert table.id == "row_1" and table.frame["row_1"].to_list() == [1, 2, 3]
    assert 'a new column "row_1" numbers the rows from 1' in table.made_id()[0]


def test_the_frame_is_one_chunk_a_column_and_the_notes_are_sentences(tmp_path):
    (tmp_path / "1.csv").write_text("a,b,b\n1,2,-\n3,4,5\n")
    (tmp_path / "2.csv").write_text("a,b,b\n5,x\n7,8,9\n")
    table = read(Source(path="?.csv"), tmp_path)
    assert table.frame.n_chunks() == 1 and table.frame.columns[-3:] == ["a", "b", "b_2"]
    assert table.reading.rows_repaired == 1
    assert all(note[0] == note[0].upper() and note.endswith((".", "…")) for note in table.reading.notes)


def test_given_delimiter_header_encoding_and_sheet_are_heeded(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    (tmp_path / "x.csv").write_bytes("1;é\n2;è\n".encode("cp1252"))
    table = read(Source(path="x.csv", delimiter=";", header=False, encoding="cp1252"), tmp_path)
    assert table.frame["column_2"].to_list() == ["é", "è"]
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        for name, value in (("First", 1), ("Second", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", "amount", "amount", ""])
            sheet.write_row(1, 0, [7, value, "1 234,50 €", "x"])
            sheet.write_row(3, 0, [8, value, "2 000,00 €", "y"])
    table = read(Source(path="x.xlsx", sheet="Second"), tmp_path)
    assert table.frame.columns == ["id", "amount", "amount_2", "column_4"]
    assert table.frame["amount"].to_list() == [2, 2] and table.frame["amount_2"].to_list() == [1234.5, 2000.0]
    assert any("1 empty row of the sheet skipped (row 3)" in note for note in table.reading.notes)
    with pytest.raises(DataError, match=r'(?s)no sheet "Secnd".*did you mean "Second"'):
        read(Source(path="x.xlsx", sheet="Secnd"), tmp_path)


def test_text_far_down_a_sheet_is_not_lost(tmp_path):
    pytest.importorskip("xlsxwriter")
    values = [str(i) for i in range(3_000)] + ["n/k"]
    pl.DataFrame({"id": range(3_001), "x": values}).write_excel(tmp_path / "x.xlsx")
    frame = read(Source(path="x.xlsx"), tmp_path).frame
    assert frame.height == 3_001 and frame["x"].null_count() <= 1


def test_json_of_mixed_kinds_and_nested_records_becomes_columns(tmp_path):
    (tmp_path / "x.json").write_text('[{"id": 1, "a": {"b": 2, "c": [1, 2]}}, {"id": 2, "a": {"b": 3}, "d": "x"}]')
    table = read(Source(path="x.json"), tmp_path)
    assert table.frame.columns == ["id", "a.b", "a.c", "d"] and table.frame["a.c"].to_list() == ["[1, 2]", None]
    (tmp_path / "x.ndjson").write_text('{"id": 1, "a": 5}\n\n{"id": 2, "a": ["x"]}\n')
    assert read(Source(path="x.ndjson"), tmp_path).frame["a"].to_list() == ["5", '["x"]']
    (tmp_path / "x.json").write_text('{"total": 2, "data": [{"id": 1}, {"id": 2}]}')
    assert read(Source(path="x.json"), tmp_path).frame["id"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.ndjson", '{"a": 1}\n{"a": \n', r"x\.ndjson, line 2: the JSON ends too early"),
        ("x.ndjson", '{"a": 1}\nxx\n{"a": 3}\n', r"x\.ndjson, line 2, column 1: invalid JSON"),
        ("x.ndjson", '{"a": 1}\n[1]\n', r"x\.ndjson, line 2: this line is not a JSON object"),
        ("x.json", '[{"a": 1},\n {"a" 2}]', r"x\.json, line 2, column 7: invalid JSON"),
        ("x.json", "[1, 2]", r"x\.json: a table is expected"),
        ("x.json", "[]", r"x\.json: the file has no rows"),
        ("x.parquet", "PAR1 and no more", r"x\.parquet: the Parquet file is damaged"),
    ],
)
def test_a_bad_file_says_where_it_is_bad(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=message):
        read(Source(path=name), tmp_path)


def test_an_empty_parquet_file_has_no_rows(tmp_path):
    FRAME.clear().write_parquet(tmp_path / "x.parquet")
    with pytest.raises(DataError, match=r"x\.parquet: the file has no rows"):
        read(Source(path="x.parquet"), tmp_path)


def test_a_full_disk_for_temporary_copies_is_a_resource_error(tmp_path, monkeypatch):
    import errno
    from pathlib import Path

    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    real = Path.open

    def full(path, mode="r", *args, **kwargs):
        if "w" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ResourceError, match="is full"):
        read(Source(path="x.csv.gz"), tmp_path)


def test_what_we_write_reads_back_the_same(tmp_path):
    from segtui.delivery.export.write_csv import write_csv

    frame = pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "=name": ["=SUM(A1)", "'=x", "''-y", 'a,b\n"c"'],
            "x": [1.5, -2.25, None, 1e-300],
            "when": [dt.date(2020, 1, 31), None, dt.date(1999, 12, 31), dt.date(2024, 2, 29)],
        }
    )
    write_csv(frame, tmp_path / "x.csv")
    assert_frame_equal(read(Source(path="x.csv"), tmp_path).frame, frame)


cells = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(",;|\t\"'\n\r =+-@0123456789")),
        st.characters(exclude_categories=["Cs", "Cc", "Cn"], max_codepoint=0x2FFFF),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=30),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quote=st.sampled_from(["necessary", "always"]),
)
def test_any_frame_of_texts_reads_back_as_it_was_written(tmp_path_factory, rows, delimiter, encoding, quote):
    from segtui.data.formula_guard import unguarded

    frame = pl.DataFrame(rows, schema=["a", "b", "c"], orient="row").with_columns(
        pl.concat_str(pl.lit("k"), pl.int_range(pl.len())).alias("key")
    )
    folder = tmp_path_factory.mktemp("written")
    out = io.BytesIO()
    frame.write_csv(out, separator=delimiter, quote_style=quote)
    (folder / "x.csv").write_bytes(out.getvalue().decode().encode(encoding))
    place = InputFile(folder / "x.csv", "x.csv", folder)
    raw = read_text(place, Source(path="x.csv", delimiter=delimiter, header=True))
    expected = [tuple(unguarded(value) for value in row) for row in frame.rows()]
    assert [tuple(value or "" for value in row) for row in raw.frame.rows()] == expected
    assert raw.rows_skipped == raw.rows_repaired == 0


def test_empty_rows_and_titles_above_the_header_of_a_sheet_are_passed_over(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(1, 0, "Report of May")
        sheet.write_row(3, 0, ["id", "city", "amount"])
        sheet.write_row(4, 0, [1, "Rome", 2.5])
        sheet.write_row(6, 0, [2, "Paris", 4])
    table = read(Source(path="x.xlsx"), tmp_path)
    assert table.frame.rows() == [(1, "Rome", 2.5), (2, "Paris", 4.0)]
    assert '3 rows above the header skipped as a title: "Report of May".' in table.reading.notes
    assert "1 empty row of the sheet skipped (row 6)." in table.reading.notes


def test_a_pipe_can_be_read_though_it_can_be_read_only_once(tmp_path):
    import os
    import threading

    os.mkfifo(tmp_path / "pipe")
    thread = threading.Thread(target=lambda: FRAME.write_csv(tmp_path / "pipe"))
    thread.start()
    table = read(Source(path="pipe"), tmp_path)
    thread.join()
    assert_frame_equal(table.frame, FRAME)


def test_a_name_with_brackets_is_no_pattern_to_any_format(tmp_path):
    for ending in ("csv", "parquet", "arrow", "ndjson", "json"):
        written(FRAME, tmp_path / f"x.{ending}")
        (tmp_path / f"x.{ending}").rename(tmp_path / f"data [1]*.{ending}")
        assert_frame_equal(read(Source(path=f"data [1]*.{ending}"), tmp_path).frame, FRAME)
