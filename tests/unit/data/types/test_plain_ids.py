"""Ids that a program wrote as numbers are the ids they were; codes keep their zeros; lost digits are told."""

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.plain_ids import plain_ids, rounded
from segtui.profiling.profile import profile


def table(folder, text, **source):
    (folder / "x.csv").write_text(text, encoding="utf-8")
    return read(Source(path="x.csv", **source), folder)


def column(folder, cells, name="customer_id", **source):
    lines = (f'r{i},"{cell}"' for i, cell in enumerate(cells))
    return table(folder, f"k,{name}\n" + "\n".join(lines) + "\n", **source)


@pytest.mark.parametrize(
    "cells",
    [
        ["12346.0", "12347.0", "12348.0"],
        ["12346.00", "12347", "12348.000"],
        ["1.2346E4", "1.2347e+04", "12348"],
        ["12346,0", "12347,0", "12348,0"],
    ],
)
def test_ids_written_as_numbers_with_decimals_are_whole(tmp_path, cells):
    found = column(tmp_path, cells)
    assert (found.id, found.frame["customer_id"].to_list()) == ("customer_id", [12346, 12347, 12348])
    assert next(c.kind for c in found.reading.columns if c.name == "customer_id") == "integer"
    assert any("ids written as numbers" in note for note in found.reading.notes)


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1234567890123456.0", "1234567890123457.0"], ["1234567890123456", "1234567890123457"]),
        (["A12", "12.0", "13"], ["A12", "12", "13"]),
        (["00123", "00124", "125.0"], ["00123", "00124", "125.0"]),
        (["1E5", "2F7", "3A1"], ["1E5", "2F7", "3A1"]),
        (["9007199254740993", "9007199254740994"], ["9007199254740993", "9007199254740994"]),
    ],
)
def test_ids_that_are_text_keep_what_means_something(tmp_path, cells, read):
    assert column(tmp_path, cells).frame["customer_id"].to_list() == read


def test_versions_stay_as_they_are(tmp_path):
    assert column(tmp_path, ["1.0", "1.1", "2.0"], id="customer_id").frame["customer_id"].to_list() == [1.0, 1.1, 2.0]


@pytest.mark.parametrize("suffix", ["parquet", "ndjson", "json"])
def test_files_with_types_give_the_same_ids(tmp_path, suffix):
    frame = pl.DataFrame({"kunde_id": [12346.0, None, 12347.0], "x": [1.5, 2.5, 3.5]})
    getattr(frame, f"write_{suffix}")(tmp_path / f"a.{suffix}")
    found = read(Source(path=f"a.{suffix}", id="kunde_id"), tmp_path).frame["kunde_id"]
    assert (found.dtype, found.to_list()) == (pl.Int64, [12346, None, 12347])


def test_an_id_under_any_name_is_plain_where_the_plan_names_it(tmp_path):
    assert column(tmp_path, ["7.0", "8.0", "9.0"], "who", id="who").frame["who"].to_list() == [7, 8, 9]


def test_ids_that_an_exponent_has_collapsed_are_told(tmp_path):
    found = column(tmp_path, ["1.23E+12", "1.23E+12", "1.24E+12", "1230000000001"])
    (alert,) = [a for c in profile(found).columns for a in c.alerts if a.code == "rounded"]
    assert alert.count == 3 and "different ids may have become equal" in alert.message
    assert rounded(pl.Series(["1.2346E4", "12", None])) == 0
    assert rounded(pl.Series([2.0**53, 5.0, None])) == 1


@pytest.mark.parametrize("values", [[], [None], [float("inf"), 1.0], [1e300], [0.5]])
def test_what_is_not_whole_stays(values):
    ids = pl.Series(values, dtype=pl.Float64)
    if values in ([], [None]):
        assert plain_ids(ids).dtype == pl.Int64
    else:
        assert plain_ids(ids).equals(ids)


CODES = [f"{i:05d}" for i in range(1000, 1030)] + ["20095", "99999"] * 10


@pytest.mark.parametrize("odd", ["1067.0", "1e4", "1,067", "10 115", "1.067,00", "12 €", "1.067E3"])
@pytest.mark.parametrize("name", ["zip", "customer_id", "phone"])
def test_codes_stay_codes_whatever_a_few_cells_look_like(tmp_path, name, odd):
    found = column(tmp_path, [*CODES, odd], name)
    assert found.frame[name].to_list() == [*CODES, odd]
    looks = {c.name: c for c in profile(found).columns}[name]
    assert any("01000" in a.message and odd in a.message and a.count == 1 for a in looks.alerts) or odd == "12 €"


@pytest.mark.parametrize(
    "cells",
    [
        ["+49 170 1234567", "01701234567", "+49 171 7654321", "1701234567.0"],
        ["1234567890123456", "4111111111111111", "1234567890123457.0"],
    ],
)
def test_phones_and_long_numbers_stay_text(tmp_path, cells):
    assert column(tmp_path, cells, "v").frame["v"].to_list() == cells


def test_amounts_beside_one_padded_number_stay_amounts(tmp_path):
    found = column(tmp_path, ["12.50", "3.99", "8.00", "007", "5.25"] * 5, "v").frame["v"]
    assert found.to_list()[:4] == [12.5, 3.99, 8.0, 7.0]


def test_codes_with_an_e_in_the_middle_are_codes(tmp_path):
    cells = ["12E5", "45E1", "12345", "99E2"] * 5
    assert column(tmp_path, cells, "sku").frame["sku"].to_list() == cells
    assert column(tmp_path, ["1E+05", "2.5E3", "7"], "v").frame["v"].to_list() == [100_000.0, 2_500.0, 7.0]


def test_a_sheet_keeps_fifteen_digits_of_an_id():
    assert rounded(pl.Series([4111111111111110, 12]), sheet=True) == 1
    assert rounded(pl.Series([4111111111111110, 12])) == 0
