"""A source read in batches, each understood as the whole was, gives the frame that reading it whole gives."""

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal, assert_series_equal

from segtui.data.delimited.csv_blocks import spans_of
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, as_before, column_formats
from segtui.data.types.dates import parse_dates
from segtui.data.types.dates_in_formats import read_in_formats
from segtui.errors import DataError

MESSY = """Umsatz 2024;;;;;
id;name;paid;seen;member;rate
1;  Ann ;1.234,50 €;13.12.2023;ja;12 %
2;'=Bob;-;01.02.2024;nein;8 %
;;;;;
3;"two
lines";12,5 €;;ja;9 %
id;name;paid;seen;member;rate
4;NA;7,25 €;31.12.2024;nein;10 %
5;Eve;1.000,00 €;05.06.2024;ja;11 %
"""


def in_batches(source, folder, rows):
    whole = read(source, folder)
    known = {form.name: form for form in column_formats(whole.reading)}
    words = null_words(source.nulls)
    frames = []
    with Batches(source, folder, rows=rows) as batches:
        for frame, typed in batches:
            columns = [as_before(frame[name], known[name], words, typed=typed)[0] for name in known]
            frames.append(pl.DataFrame(columns))
    return whole, pl.concat(frames, how="vertical")


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_a_messy_text_file_in_batches_is_the_file_read_whole(tmp_path, rows):
    (tmp_path / "a.csv").write_text(MESSY)
    whole, batched = in_batches(Source(path="a.csv"), tmp_path, rows)
    assert_frame_equal(batched, whole.frame.select(batched.columns))


@pytest.mark.parametrize("name", ["a.parquet", "a.ndjson", "a.arrow", "a.csv.gz", "a.tsv"])
def test_every_format_in_batches_is_the_file_read_whole(tmp_path, name):
    frame = pl.DataFrame(
        {"id": range(50), "x": [i / 3 for i in range(50)], "t": ["a", None] * 25, "d": [dt.date(2024, 1, 5)] * 50}
    )
    write = {
        "a.parquet": frame.write_parquet,
        "a.ndjson": frame.write_ndjson,
        "a.arrow": frame.write_ipc,
        "a.tsv": lambda p: frame.write_csv(p, separator="\t"),
        "a.csv.gz": lambda p: frame.write_csv(p, compression="gzip"),
    }[name]
    write(tmp_path / name)
    whole, batched = in_batches(Source(path=name), tmp_path, 7)
    assert_frame_equal(batched, whole.frame.select(batched.columns))


def test_files_of_a_glob_come_one_after_the_other(tmp_path):
    for i in (1, 2):
        pl.DataFrame({"id": [i * 10, i * 10 + 1], "x": [0.5, 1.5]}).write_csv(tmp_path / f"p{i}.csv")
    with Batches(Source(path="p*.csv"), tmp_path) as batches:
        assert [frame["id"].to_list() for frame, _ in batches] == [["10", "11"], ["20", "21"]]
        assert [frame["id"].to_list() for frame, _ in batches] == [["10", "11"], ["20", "21"]]


CELL = st.sampled_from(
    [
        "2024-01-31",
        "31/01/2024",
        "01/02/2024",
        "3/4/24",
        "5 Jan 2020",
        "January 5, 2020",
        "2024-01-31 10:20",
        "1st of June 2020",
        "20.12.2023",
        "31-12-99",
        "2024-01-31T10:20:30.5Z",
        "2024-01-31 10:20:30 +02:00",
        "02/25/2024",
        "12/25/2024 8:45 AM",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells=st.lists(st.one_of(CELL, st.none()), min_size=1, max_size=12))
def test_dates_read_again_in_their_formats_are_the_dates_of_the_column(cells):
    column = pl.Series("d", cells, dtype=pl.String)
    dates = parse_dates(column)
    again = read_in_formats(column, dates.tried)
    if dates.formats:
        assert_series_equal(again, dates.values.cast(pl.Datetime("us")))


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.sampled_from(["yes", "NO", "n", "oui", "ja", "nein", "falso", "t", "nothing"]), min_size=1),
)
def test_a_word_for_yes_or_no_is_one_whatever_the_other_rows_say(words):
    values, unread = as_before(pl.Series("b", words), ColumnFormat("b", "boolean"), null_words(), typed=False)
    assert unread.to_list() == [word == "nothing" for word in words]
    assert values.to_list() == [None if w == "nothing" else w in ("yes", "oui", "ja", "t") for w in words]


def test_cells_that_do_not_read_as_before_are_null_and_told():
    values, unread = as_before(
        pl.Series("x", ["1", "x", None, "-"]), ColumnFormat("x", "integer"), null_words(), typed=False
    )
    assert values.to_list() == [1.0, None, None, None] and unread.to_list() == [False, True, False, False]


def test_a_type_that_does_not_go_with_the_kind_is_an_error_with_the_columns_name():
    with pytest.raises(DataError, match='column "x": is date here, and was number in the run'):
        as_before(pl.Series("x", [dt.date(2024, 1, 1)]), ColumnFormat("x", "number"), null_words(), typed=True)
    values, _ = as_before(pl.Series("x", [1, 2]), ColumnFormat("x", "text"), null_words(), typed=True)
    assert values.to_list() == ["1", "2"]


def test_a_file_without_rows_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("id,x\n")
    with pytest.raises(DataError, match="no rows"), Batches(Source(path="a.csv"), tmp_path):
        pass


def test_temporary_copies_are_gone_at_the_end(tmp_path, monkeypatch):
    (place := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    pl.DataFrame({"id": [1, 2], "x": [1, 2]}).write_csv(tmp_path / "a.csv.gz", compression="gzip")
    with Batches(Source(path="a.csv.gz"), tmp_path) as batches:
        assert list(place.glob("segtui-*")) and sum(frame.height for frame, _ in batches) == 2
    assert not list(place.iterdir())


@settings(max_examples=100, deadline=None)
@given(
    records=st.lists(st.lists(st.text(st.sampled_from('a,\n" '), max_size=5), min_size=2, max_size=2), min_size=1),
    size=st.integers(1, 40),
    ended=st.booleans(),
)
def test_spans_are_the_file_cut_where_records_end(records, size, ended):
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in record) for record in records]
    text = "\n".join(lines) + ("\n" if ended else "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(text, newline="")
        spans = list(spans_of(path, size, quoted=True))
    assert b"".join(spans).decode() == text
    read = [row for span in spans for row in csv.reader(io.StringIO(span.decode(), newline=""))]
    assert read == records


@pytest.mark.parametrize("name", ["*", "^x.*$"])
@pytest.mark.parametrize("suffix", ["csv", "parquet", "json"])
def test_batches_give_a_name_that_would_stand_for_several_the_name_that_reading_gives_it(tmp_path, name, suffix):
    frame = pl.DataFrame({"id": [1, 2, 3], name: [4, 5, 6], "xa": [7, 8, 9]})
    getattr(frame, f"write_{suffix}")(tmp_path / f"a.{suffix}")
    source = Source(path=f"a.{suffix}")
    with Batches(source, tmp_path) as batches:
        assert list(batches.columns) == read(source, tmp_path).frame.columns
