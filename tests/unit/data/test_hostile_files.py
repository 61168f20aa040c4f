"""Damaged and hostile files: an error that says what and where, or the cells that are sound; never a crash."""

import gzip
import json
import random
import re
import zipfile

import polars as pl
import pytest
import xlsxwriter
import zstandard

from segtui.data.containers import sheet_limits
from segtui.data.containers.json_depth import DEEPEST, deepest
from segtui.data.files import compression
from segtui.data.files.western_encodings import plausible
from segtui.data.layout.column_looks import look
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.cell_kind import shape
from segtui.errors import DataError, SegtuiError

TABLE = pl.DataFrame({"id": range(60), "a": [i / 7 for i in range(60)], "s": [f"s{i % 9}" for i in range(60)]})


def refused(folder, name, content: bytes):
    (folder / name).write_bytes(content)
    with pytest.raises(DataError) as raised:
        read(Source(path=name), folder)
    assert name in raised.value.where
    return raised.value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep.json", '[{"id": 1, "a": ' + "[" * 1_000 + "]" * 1_000 + "}]"),
        ("deep.json", '[{"id": 1, "a": ' + '{"a":' * 1_000 + "1" + "}" * 1_000 + "}]"),
        ("deep.json", "[" * 100_000 + "]" * 100_000),
        ("deep.ndjson", '{"id": 0, "a": 1}\n{"id": 1, "a": ' + "[" * 1_000 + "]" * 1_000 + "}\n"),
    ],
)
def test_json_beyond_a_depth_is_refused_before_it_is_parsed(tmp_path, name, text):
    assert f"more than {DEEPEST} levels deep" in refused(tmp_path, name, text.encode()).what


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ('{"a": [1, {"b": "]]}}[[[{{{"}]}', 3),
        ('["\\\\", "[", "\\"[[", "\\\\\\"[[[", [1]]', 2),
        ("", 0),
        ('"' + "[" * 500, 0),
    ],
)
def test_brackets_in_texts_are_no_depth(tmp_path, text, depth, monkeypatch):
    (tmp_path / "a.json").write_text(text)
    for block in (1, 2, 3, 1 << 22):
        monkeypatch.setattr("segtui.data.containers.json_depth._BLOCK", block)
        assert deepest(tmp_path / "a.json") == depth


def test_a_line_of_json_that_is_cut_short_leaves_the_others_their_depth(tmp_path, monkeypatch):
    (tmp_path / "a.ndjson").write_text('{"a": [1, "\n' * 200 + '{"a": [[1]]}\n')
    for block in (1, 5, 1 << 22):
        monkeypatch.setattr("segtui.data.containers.json_depth._BLOCK", block)
        assert deepest(tmp_path / "a.ndjson", lines=True) == 3


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_integers_of_any_length_do_not_end_the_reading(tmp_path, form):
    rows = [f'{{"id": {i}, "a": {number}}}' for i, number in enumerate(["9" * 5_000, "9" * 40, "1", "2"])]
    text = "[" + ",".join(rows) + "]" if form == "json" else "\n".join(rows)
    (tmp_path / f"a.{form}").write_text(text)
    table = read(Source(path=f"a.{form}"), tmp_path)
    assert table.frame["id"].to_list() == [0, 1, 2, 3]
    assert table.frame["a"].cast(pl.String)[2] in ("1", "1.0")


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_half_a_character_costs_no_more_than_itself(tmp_path, form):
    rows = [{"id": i, "t": ["x\ud800y", "née", "[a]"][i % 3], "k\udfff": i} for i in range(6)]
    text = json.dumps(rows) if form == "json" else "\n".join(json.dumps(row) for row in rows)
    (tmp_path / f"a.{form}").write_text(text)
    table = read(Source(path=f"a.{form}"), tmp_path)
    assert table.frame.height == 6
    assert table.frame["t"].to_list()[1:3] == ["née", "[a]"]
    assert "".join([*table.frame.columns, *table.frame["t"]]).encode()


def workbook(path, values):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    spans = book.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, ["id", "v", "n"])
    for row, value in enumerate(values, 1):
        sheet.write_row(row, 0, [row, None, row * 1.5])
        sheet.write(row, 1, *((value[0], spans) if isinstance(value, tuple) else (value,)))
    book.close()


@pytest.mark.parametrize("others", [[3.25, 4.5], ["x", "y"], [True, False]])
def test_times_and_other_cells_in_one_column_are_text(tmp_path, others):
    workbook(tmp_path / "a.xlsx", [(1.5,)] * 5 + others * 3)
    frame = read(Source(path="a.xlsx"), tmp_path).frame
    assert frame["v"].dtype == pl.String
    assert frame["n"].to_list() == [row * 1.5 for row in range(1, 12)]


def test_times_alone_are_seconds(tmp_path):
    workbook(tmp_path / "a.xlsx", [(1.5,), (0.25,)] * 6)
    table = read(Source(path="a.xlsx"), tmp_path)
    assert table.frame["v"].to_list() == [129_600, 21_600] * 6
    assert next(c.unit for c in table.reading.columns if c.name == "v") == "s"


def changed(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            content = change(content) if "sheet1" in part.filename else content
            if content is not None:
                new.writestr(part.filename, content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda xml: None, "not found"),
        (lambda xml: xml[: len(xml) // 2], "can't be read"),
        (lambda xml: xml.replace(b'r="B3"', b'r="XFD1048576"'), "stray cell far out"),
        (lambda xml: xml.replace(b'r="B3"', b'r="ZZZZZZZZ99999999999"'), "stray cell far out"),
        (lambda xml: xml.replace(b"<v>1</v>", b"<v>99999999</v>"), ""),
        (lambda xml: xml.replace(b"</sheetData>", b" " * 3_000_000 + b"</sheetData>"), "unpacks to more than"),
    ],
)
def test_a_sheet_that_is_damaged_or_asks_for_everything_is_refused(tmp_path, monkeypatch, change, said):
    monkeypatch.setattr(sheet_limits, "UNPACKED", 1_000_000)
    workbook(tmp_path / "good.xlsx", [1.0, 2.0, 3.0] * 5)
    changed(tmp_path / "good.xlsx", tmp_path / "bad.xlsx", change)
    try:
        read(Source(path="bad.xlsx"), tmp_path)
    except DataError as error:
        assert said in error.what
    else:
        assert not said


def test_cells_far_apart_in_blocks_are_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_limits, "_BLOCK", 7)
    workbook(tmp_path / "good.xlsx", [1.0, 2.0, 3.0])
    changed(tmp_path / "good.xlsx", tmp_path / "bad.xlsx", lambda xml: xml.replace(b'r="B3"', b'r="XFD1048576"'))
    sheet_limits.refuse_huge(_place(tmp_path, "good.xlsx"))
    with pytest.raises(DataError, match="row 1,048,576 and column 16,384"):
        sheet_limits.refuse_huge(_place(tmp_path, "bad.xlsx"))


def _place(folder, name):
    from segtui.data.raw.raw_table import InputFile

    return InputFile(folder / name, name, folder)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(compression, "UNPACKED", 1_000_000)
    packed = pack(b"id,a\n" + b"1" * 20_000_000)
    assert "unpacks to more than" in refused(tmp_path, "a.csv", packed).what


def mangled(content: bytes, seed: int) -> bytes:
    draw = random.Random(seed)
    if seed % 4 == 0:
        return content[: draw.randrange(8, len(content))]
    found = bytearray(content)
    start = 0 if seed % 2 else max(0, len(found) - 500)
    for _ in range(draw.choice([1, 5, 30])):
        found[draw.randrange(start, len(found))] = draw.randrange(256)
    return bytes(found)


@pytest.mark.parametrize("form", ["parquet", "arrow", "xlsx"])
def test_whatever_bytes_are_wrong_the_answer_is_a_table_or_an_error(tmp_path, form):
    good = tmp_path / f"good.{form}"
    write = {"parquet": TABLE.write_parquet, "arrow": TABLE.write_ipc, "xlsx": TABLE.write_excel}[form]
    write(good)
    for seed in range(60):
        name = f"{seed}.{form}"
        (tmp_path / name).write_bytes(mangled(good.read_bytes(), seed))
        try:
            read(Source(path=name), tmp_path)
            with Batches(Source(path=name), tmp_path) as batches:
                list(batches)
        except SegtuiError as error:
            assert re.search(rf"{name}|\.{form}", error.where), error


def test_an_error_of_a_damaged_parquet_file_says_what_to_do(tmp_path):
    TABLE.write_parquet(tmp_path / "good.parquet")
    error = refused(tmp_path, "cut.parquet", (tmp_path / "good.parquet").read_bytes()[:-200])
    assert "damaged or ends too early" in error.what
    assert error.fix == "copy or download it again"


LONG = ["a", "a.", "a@", "1", "'", "(+1", "1.000", "-", "1/", "1e", "é", "_", "+", "=", "<"]


@pytest.mark.parametrize("part", LONG)
def test_a_word_of_any_length_beside_a_byte_that_is_not_utf8_is_read(tmp_path, part):
    """A pattern that tries each part of the word anew would not end within the day."""
    word = part * (400_000 // len(part))
    rows = "".join(f"{i};x{i}\n" for i in range(3, 30))
    (tmp_path / "a.csv").write_bytes(b"id;t\n1;caf\xe9\n2;" + f"{word}\n{rows}".encode())
    table = read(Source(path="a.csv"), tmp_path)
    assert table.frame.height == 29


@pytest.mark.parametrize(
    ("text", "expected"),
    [("café x", (1, 1)), ("abc€def", (1, 1)), ("éèê", (0, 3)), ("x² ± 5", (2, 2)), ("abc", (0, 0)), ("a日本", (0, 2))],
)
def test_what_is_plausible_western_text_is_told_word_by_word(tmp_path, text, expected):
    (tmp_path / "a").write_text(text)
    assert plausible(tmp_path / "a") == expected


def test_a_cell_of_millions_of_letters_is_not_looked_through_again_and_again():
    text = "x" * 5_000_000
    assert [shape(text), look(text), look("1" * 10_000), look("a" * 600 + "1")] == ["text", "text", "code", "code"]
    assert shape(" " * 1_000 + "12.5" + " " * 1_000) == "number"
