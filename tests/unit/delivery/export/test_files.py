import csv
import io
import json
import zipfile
from collections import Counter
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.data.formula_guard import unguarded
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.files.formats import Parts
from segtui.delivery.export.files.typed_files import ExcelFile, JsonFile, ParquetFile, kinds, typed
from segtui.delivery.export.summary import Summary
from segtui.errors import UsageError
from segtui.publishing.staging import Staging


def in_parts(folder, frame, *, most_rows=None, most_bytes=None, batch=7, delimiter=","):
    """The places of the files that the frame was written to, in batches."""
    parts = Parts(
        folder / "x.csv",
        lambda place: CsvFile(place, frame.columns, delimiter=delimiter, most_bytes=most_bytes),
        most_rows,
    )
    for some in frame.iter_slices(batch):
        parts.put(some)
    parts.close()
    return parts


def read(place, delimiter=","):
    return list(csv.reader(io.StringIO(place.read_bytes().decode("utf-8"), newline=""), delimiter=delimiter))


NASTY = st.text(st.sampled_from(["a", "é", "日", '"', ",", ";", "\n", "\t", " ", "="]), max_size=9)


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=40), st.sampled_from(",;\t"))
def test_cells_come_back_whatever_quotes_delimiters_and_line_ends_they_hold(tmp_path_factory, rows, delimiter):
    folder = tmp_path_factory.mktemp("csv")
    frame = pl.DataFrame(rows, schema=["one", "two"], orient="row")
    parts = in_parts(folder, frame, delimiter=delimiter, most_rows=11)
    found = [row for place in parts.places for row in read(place, delimiter)[1:]]
    assert [[unguarded(c) for c in row] for row in found] == [list(row) for row in rows]


def test_a_file_is_utf8_without_a_mark_and_has_a_header_in_every_part(tmp_path):
    frame = pl.DataFrame({"Name": ["Jörg", "日本", "x"]})
    parts = in_parts(tmp_path, frame, most_rows=2)
    assert [p.name for p in parts.places] == ["x.csv", "x-2.csv"]
    assert parts.places[0].read_bytes() == "Name\nJörg\n日本\n".encode()
    assert parts.places[1].read_bytes() == b"Name\nx\n"


def test_no_part_has_more_rows_than_the_platform_takes_and_only_the_last_has_fewer(tmp_path):
    parts = in_parts(tmp_path, pl.DataFrame({"n": [str(i) for i in range(100)]}), most_rows=30)
    assert parts.rows == [30, 30, 30, 10]
    assert [row for place in parts.places for row in read(place)[1:]] == [[str(i)] for i in range(100)]


def test_a_number_of_rows_that_fills_the_files_makes_no_empty_one(tmp_path):
    assert in_parts(tmp_path, pl.DataFrame({"n": ["1"] * 60}), most_rows=30).rows == [30, 30]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(45, 200))
def test_no_part_is_larger_than_the_platform_takes_and_each_is_as_full_as_can_be(tmp_path_factory, lengths, most):
    frame = pl.DataFrame({"n": ["é" * (n // 2) + "x" for n in lengths]})
    parts = in_parts(tmp_path_factory.mktemp("bytes"), frame, most_bytes=most)
    texts = [place.read_bytes() for place in parts.places]
    assert all(len(text) <= most for text in texts)
    firsts = [text.split(b"\n")[1] for text in texts[1:]]
    assert all(len(text) + len(first) + 1 > most for text, first in zip(texts, firsts, strict=False))
    assert [row for place in parts.places for row in read(place)[1:]] == [[n] for n in frame["n"]]


def test_formulas_are_guarded_and_phone_numbers_are_not(tmp_path):
    frame = pl.DataFrame({"a": ["=1+1", "+49 30 1234567", "+491701234567", "-5", "@x", "-x"], "email": ["=a@b.de"] * 6})
    file = CsvFile(tmp_path / "x.csv", frame.columns, exempt={"email"})
    file.take(frame)
    file.close()
    rows = read(tmp_path / "x.csv")[1:]
    assert [a for a, _ in rows] == ["'=1+1", "+49 30 1234567", "+491701234567", "-5", "'@x", "'-x"]
    assert {b for _, b in rows} == {"=a@b.de"}


@pytest.fixture
def people():
    text = {"id": ["1", "2"], "code": ["01", "2"], "n": ["1.5", None], "k": ["3", "4"], "ok": ["true", "false"]}
    text |= {"day": ["2020-01-31", None], "formula": ["=1+1", "http://x.de"], "none": [None, None]}
    return pl.DataFrame(text, schema=dict.fromkeys(text, pl.String))


def test_columns_of_text_get_the_types_that_all_their_cells_have(people):
    found = kinds(people.lazy(), people.columns)
    told = {name: str(dtype) for name, dtype in found.items()}
    assert told == {
        "id": "Int64",
        "code": "String",
        "n": "Float64",
        "k": "Int64",
        "ok": "Boolean",
        "day": "Date",
        "formula": "String",
        "none": "String",
    }


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "json"])
def test_typed_files_read_back_as_they_were(tmp_path, people, ending):
    types = kinds(people.lazy(), people.columns)
    ready, place = typed(people, types), tmp_path / f"x.{ending}"
    makers = {
        "parquet": lambda p, schema: ParquetFile(p, schema, tmp_path / "pieces"),
        "xlsx": ExcelFile,
        "json": lambda p, schema: JsonFile(p, list(schema)),
    }
    file = makers[ending](place, dict(ready.schema))
    for some in ready.iter_slices(1):
        assert file.take(some) == 1
    file.close()
    if ending == "json":
        rows = json.loads(place.read_text(encoding="utf-8"))
        assert rows[0] | {"day": None} == ready.row(0, named=True) | {"day": None}
        assert [row["day"] for row in rows] == ["2020-01-31", None]
        return
    found = pl.read_parquet(place) if ending == "parquet" else pl.read_excel(place, infer_schema_length=None)
    found = found.with_columns(pl.col("none").cast(pl.String), pl.col("ok").cast(pl.Boolean))
    assert found.rows() == ready.rows()
    assert list(tmp_path.iterdir()) == [place]


def test_cells_that_excel_has_no_room_for_are_counted(tmp_path):
    shortened = Counter()
    frame = pl.DataFrame({"a": ["x" * 32_767, "x" * 32_768, None], "b": ["🎉" * 16_384, "y", "🎉" * 16_383]})
    file = ExcelFile(tmp_path / "x.xlsx", dict(frame.schema), shortened)
    file.take(frame)
    file.close()
    assert shortened == {"a": 1, "b": 1}
    found = pl.read_excel(tmp_path / "x.xlsx", infer_schema_length=None)
    assert found["a"].str.len_chars().to_list() == [32_767, 32_767, None]
    assert found["b"].to_list() == ["🎉" * 16_383, "y", "🎉" * 16_383]
    said = Summary("xlsx", shortened=shortened).sentences()
    assert "  warning: 1 × a cut to 32,767 characters, the limit of a workbook cell" in said


def test_a_workbook_takes_no_text_for_a_formula_a_link_or_a_number_and_has_none_that_xml_has_not(tmp_path):
    texts = ["=1+1", "http://a.example/x", "0123", "\x00\x1b\x0b", "\ufffe\uffff", "_x000D_", "<a>&\"'", "\r\n", "@x"]
    frame = pl.DataFrame({"=h": [*texts, *(f"http://a.example/{i}" for i in range(70_000))]})
    file = ExcelFile(tmp_path / "x.xlsx", dict(frame.schema))
    file.take(frame)
    file.close()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert ElementTree.fromstring(sheet) is not None
    assert "<f>" not in sheet and "hyperlink" not in sheet and sheet.count('t="inlineStr"') == frame.height + 1


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_the_same_rows_make_the_same_bytes(tmp_path, people, ending):
    def written(name):
        place, schema = tmp_path / name, dict(people.schema)
        file = ParquetFile(place, schema, tmp_path / "pieces") if ending == "parquet" else ExcelFile(place, schema)
        file.take(people)
        file.close()
        return (tmp_path / name).read_bytes()

    assert written("one") == written("two")


class TestStaging:
    def test_nothing_is_there_before_it_is_published_and_all_is_after(self, tmp_path):
        with Staging() as staging:
            for name in "ab":
                staging.new(tmp_path / "deep" / name).write_text(name)
            assert not [p for p in (tmp_path / "deep").iterdir() if not p.name.startswith(".")]
            staging.publish()
        assert sorted(p.name for p in (tmp_path / "deep").iterdir()) == ["a", "b"]

    def test_what_fails_leaves_nothing_behind(self, tmp_path):
        with pytest.raises(KeyboardInterrupt), Staging() as staging:
            staging.new(tmp_path / "a").write_text("half")
            raise KeyboardInterrupt
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_is_there_stays_unless_it_may_be_replaced(self, tmp_path):
        (tmp_path / "a").write_text("old")
        with pytest.raises(UsageError, match="--force"), Staging() as staging:
            staging.new(tmp_path / "a")
        with Staging(force=True) as staging:
            staging.new(tmp_path / "a").write_text("new")
            staging.publish()
        assert (tmp_path / "a").read_text() == "new"

    def test_a_place_that_cannot_be_made_is_told(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(UsageError, match="file"), Staging() as staging:
            staging.new(tmp_path / "file" / "x")


def test_a_segments_name_is_no_formula_in_the_file_of_a_platform(tmp_path):
    frame = pl.DataFrame({"email": ["a@b.example", "+c@d.example"], "segment": ["=cmd|' /C calc'!A0", "\uff1d1+1"]})
    file = CsvFile(tmp_path / "b.csv", frame.columns, exempt={"email"})
    file.take(frame)
    file.close()
    found = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert found == ["email,segment", "a@b.example,'=cmd|' /C calc'!A0", "+c@d.example,'\uff1d1+1"]


def test_numbers_of_segments_and_phones_stay_as_they_are(tmp_path):
    frame = pl.DataFrame({"segment": [-1, 2], "phone": ["+49 30 123", "+4930124"], "x": ["-3", "- 3"]})
    file = CsvFile(tmp_path / "b.csv", frame.columns)
    file.take(frame)
    file.close()
    assert (tmp_path / "b.csv").read_text() == "segment,phone,x\n-1,+49 30 123,-3\n2,+4930124,'- 3\n"
