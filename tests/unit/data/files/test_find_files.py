"""Finding files, telling their format, unpacking them."""

import gzip
import os
from pathlib import Path

import polars as pl
import pytest
import zstandard

from segtui.data.files.compression import unpack
from segtui.data.files.find_files import find_files
from segtui.data.raw.raw_table import InputFile
from segtui.data.reading.detect_format import detect_format
from segtui.errors import DataError


def place(tmp_path: Path, name: str, content: bytes) -> InputFile:
    (tmp_path / name).write_bytes(content)
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    return InputFile(tmp_path / name, name, workspace)


def test_a_glob_gives_its_files_in_order_of_name(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find_files("*.csv", tmp_path)] == ["a.csv", "b.csv"]


def test_a_glob_goes_into_folders_with_two_stars(tmp_path):
    (tmp_path / "2024" / "05").mkdir(parents=True)
    (tmp_path / "2024" / "05" / "a.csv").write_text("x")
    assert [path.name for path in find_files("**/*.csv", tmp_path)] == ["a.csv"]


def test_a_glob_without_a_match_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DataError, match=r"\*\.parquet: no file matches"):
        find_files("*.parquet", tmp_path)


def test_a_file_with_brackets_in_its_name_is_found_as_it_is(tmp_path):
    (tmp_path / "data [1].csv").write_text("x")
    assert find_files("data [1].csv", tmp_path) == [tmp_path / "data [1].csv"]


def test_a_missing_file_names_the_nearest_one(tmp_path):
    (tmp_path / "customers.csv").write_text("x")
    with pytest.raises(DataError, match=r'did you mean "customers\.csv"'):
        find_files("custmers.csv", tmp_path)


def test_a_missing_folder_is_named_itself(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(DataError, match=r'no folder "dta" in .*\n.*did you mean "data"'):
        find_files("dta/customers.csv", tmp_path)


def test_a_folder_is_no_file_and_the_fix_shows_the_glob(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(DataError, match=r'a folder, not a file\n.*"data/\*\.csv"'):
        find_files("data/", tmp_path)


def test_a_path_may_start_at_home_or_at_the_root(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.csv").write_text("x")
    assert find_files("~/a.csv", Path("/elsewhere")) == [tmp_path / "a.csv"]
    assert find_files(str(tmp_path / "a.csv"), Path("/elsewhere")) == [tmp_path / "a.csv"]


@pytest.mark.parametrize("name", ["x.csv", "x.data", "x"])
def test_the_first_bytes_tell_the_format_whatever_the_name(tmp_path, name):
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "t")
    reader, notes = detect_format(place(tmp_path, name, (tmp_path / "t").read_bytes()))
    assert reader.format == "parquet"
    assert bool(notes) == (name == "x.csv")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.csv", b"a,b\n1,2\n", "csv"),
        ("x.json", b'[{"a": 1}]', "json"),
        ("x.json", b'{"a": 1}\n{"a": 2}\n', "ndjson"),
        ("x.json", b'{\n"data": [{"a": 1}]}', "json"),
        ("x.jsonl", b'{"a": 1}\n', "ndjson"),
        ("-", b'[\n {"a": 1}]', "json"),
        ("-", b'{"a": 1}\n{"a": 2}\n', "ndjson"),
        ("-", b"a;b\n1;2\n", "csv"),
        ("x.csv", b"{a},b\n1,2\n", "csv"),
        ("x.csv", b"[a],b\n1,2\n", "csv"),
        ("x.parquet", b"a,b\n1,2\n", "csv"),
        ("x.json.gz", b"a,b\n1,2\n", "csv"),
    ],
)
def test_text_formats_are_told_by_how_they_begin(tmp_path, name, content, expected):
    assert detect_format(place(tmp_path, name, content))[0].format == expected


def test_a_note_says_when_the_name_is_wrong(tmp_path):
    _, notes = detect_format(place(tmp_path, "x.parquet", b"a,b\n1,2\n"))
    assert notes == ("The file's name ends in .parquet, but it contains delimited text and was read as that.",)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_empty(tmp_path, content):
    with pytest.raises(DataError, match=r"x\.csv: the file is empty"):
        detect_format(place(tmp_path, "x.csv", content))


def test_a_damaged_parquet_file_is_not_taken_for_text(tmp_path):
    with pytest.raises(DataError, match="not a Parquet file"):
        detect_format(place(tmp_path, "x.parquet", bytes(range(256)) * 4))


def test_a_zip_archive_is_to_be_unpacked_first(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.csv", "w") as archive:
        archive.writestr("customers.csv", "a,b\n1,2\n")
    with pytest.raises(DataError, match="zip archive of 1 file\n"):
        detect_format(InputFile(tmp_path / "x.csv", "x.csv", tmp_path))


TEXT = b"a,b\n" + b"1,2\n" * 200_000


@pytest.mark.parametrize("packed", [gzip.compress(TEXT), zstandard.compress(TEXT)], ids=["gz", "zst"])
def test_a_packed_file_is_unpacked_whatever_its_name(tmp_path, packed):
    assert unpack(place(tmp_path, "x.csv", packed)).path.read_bytes() == TEXT


def test_several_frames_one_after_the_other_are_all_unpacked(tmp_path):
    for pack in (gzip.compress, zstandard.compress):
        assert unpack(place(tmp_path, "x", pack(b"a,b\n") + pack(b"1,2\n"))).path.read_bytes() == b"a,b\n1,2\n"


@pytest.mark.parametrize("packed", [gzip.compress(TEXT), zstandard.compress(TEXT)], ids=["gz", "zst"])
def test_a_packed_file_that_ends_too_early_is_an_error(tmp_path, packed):
    with pytest.raises(DataError, match=r"x\.csv\.gz: the packed file ends too early"):
        unpack(place(tmp_path, "x.csv.gz", packed[: len(packed) // 2]))


@pytest.mark.parametrize("packed", [gzip.compress(TEXT), zstandard.compress(TEXT)], ids=["gz", "zst"])
def test_a_damaged_packed_file_is_an_error(tmp_path, packed):
    broken = packed[:20] + bytes(255 - byte for byte in packed[20:60]) + packed[60:]
    with pytest.raises(DataError, match=r"x\.csv\.gz: the packed file (is damaged|ends too early)"):
        unpack(place(tmp_path, "x.csv.gz", broken))


def test_a_file_that_is_not_packed_stays_where_it_is(tmp_path):
    plain = place(tmp_path, "x.csv.gz", b"a,b\n1,2\n")
    assert unpack(plain) == plain


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(tmp_path):
    from segtui.data.reading.read import read
    from segtui.data.source import Source

    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    (tmp_path / "x.csv").chmod(0)
    with pytest.raises(DataError, match=r"x\.csv: no permission to read this file"):
        read(Source(path="x.csv"), tmp_path)
