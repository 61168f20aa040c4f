"""Files that are damaged, differ or change while a run reads them in parts are told by name, and nothing is guessed."""

import os
import re
import sqlite3
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.clustering.kernels.lloyd import step
from segtui.data.source import Source
from segtui.errors import DataError, ResourceError
from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.workers import Threads
from segtui.pipeline import partitioned
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart
from segtui.pipeline.partitioned.preparing.source_parts import open_source

ROWS = pl.DataFrame({"id": range(40), "visits": [i % 7 for i in range(40)], "income": [i * 1.5 for i in range(40)]})


@pytest.fixture
def files(tmp_path):
    for number in range(4):
        ROWS[number * 10 : number * 10 + 10].write_parquet(tmp_path / f"p{number}.parquet")
    return tmp_path


def _open(folder, sample=50):
    source = Source(path="p*.parquet", id="id")
    return open_source(source, folder, folder / "spill", Threads(1), rows=10, seed=1, sample=sample)


def _rows(opened):
    return pl.concat(opened.typed.frame(part) for part in opened.parts)


def test_a_cut_file_is_named(files):
    place = files / "p2.parquet"
    place.write_bytes(place.read_bytes()[:200])
    with pytest.raises(DataError, match=r"p2.parquet: the Parquet file is damaged"):
        _open(files)


def test_damaged_pages_are_named_with_their_rows(files):
    data = bytearray((files / "p2.parquet").read_bytes())
    data[8:150] = bytes(b ^ 0xFF for b in data[8:150])
    (files / "p2.parquet").write_bytes(data)
    with pytest.raises(DataError, match=r"p2.parquet: rows 1 to 10 of the Parquet file can't be read"):
        _open(files)


def test_a_missing_or_further_column_is_named(files):
    part = ROWS[20:30]
    part.drop("visits").write_parquet(files / "p2.parquet")
    with pytest.raises(DataError, match=r'p2.parquet: the column "visits" of p0.parquet is missing'):
        _open(files)
    part.with_columns(more=1).write_parquet(files / "p2.parquet")
    with pytest.raises(DataError, match=r'p2.parquet: the column "more" is not in p0.parquet'):
        _open(files)


def test_columns_in_another_order_and_of_a_wider_type_are_read_alike(files):
    ROWS[20:30].select("income", "id", pl.col("visits").cast(pl.Float64) + 0.5).write_parquet(files / "p2.parquet")
    opened = _open(files, sample=1)
    assert opened.sample.frame.schema["visits"] == pl.Float64
    assert _rows(opened)["visits"].to_list() == [v + 0.5 * (20 <= i < 30) for i, v in enumerate(ROWS["visits"])]


def test_columns_of_kinds_that_do_not_go_together_are_refused(files):
    ROWS[20:30].with_columns(visits=pl.date(2024, 1, 1)).write_parquet(files / "p2.parquet")
    with pytest.raises(DataError, match=r'p2.parquet: the column "visits" holds Date here and Int64 in p0.parquet'):
        _open(files)


def test_an_empty_file_among_others_adds_nothing(files):
    ROWS.clear().write_parquet(files / "p2.parquet")
    assert _rows(_open(files))["id"].to_list() == [*range(20), *range(30, 40)]


def test_a_file_that_changes_or_goes_during_the_run_is_named(files):
    opened, place = _open(files), files / "p2.parquet"
    os.utime(place, ns=(1, 1))
    with pytest.raises(DataError, match=r"p2.parquet: .* can't be read: it was changed during the run"):
        _rows(opened)
    place.unlink()
    with pytest.raises(DataError, match=r"p2.parquet: .* can't be read: No such file"):
        _rows(opened)


def test_cells_of_all_rows_that_could_not_be_read_are_told(tmp_path):
    incomes = [f"{i}.5" for i in range(300)]
    incomes[7] = incomes[250] = "none of your business"
    pl.DataFrame({"id": range(300), "income": incomes}).write_csv(tmp_path / "p.csv")
    source = Source(path="p.csv", id="id")
    opened = open_source(source, tmp_path, tmp_path / "spill", Threads(1), rows=100, seed=1, sample=60)
    assert _rows(opened)["income"].null_count() == 2
    assert "Of all rows, 2 cells of income were not readable" in opened.sample.reading.notes[-1]


def test_a_kept_matrix_with_other_numbers_is_refused(tmp_path):
    save_array(tmp_path / "0.npy", np.array([[1.0, np.nan]], dtype=np.float32))
    with pytest.raises(ResourceError, match="it has numbers that were not written"):
        list(MatrixPart(0, str(tmp_path / "0.npy"), 1).blocks())


def test_rows_at_no_distance_go_to_the_first_center():
    values = np.array([[np.nan], [1e30], [1.0]], dtype=np.float32)
    counts, sums = np.zeros(2, dtype=np.int64), np.zeros((2, 1))
    step(values, np.zeros((2, 1), np.float32), np.array([0, 2]), sums, counts, np.zeros(2), np.zeros(2))
    assert counts.tolist() == [3, 0]


def test_an_error_of_a_database_names_the_table_of_the_plan(tmp_path):
    sqlite3.connect(tmp_path / "p.db").close()
    source = Source(path="sqlite:///p.db?table=nobody", id="id")
    with pytest.raises(DataError, match=r"nobody") as told:
        open_source(source, tmp_path, tmp_path / "spill", Threads(1), rows=100, seed=1)
    assert "select" not in told.value.where


def test_arrays_are_found_as_they_were_kept(tmp_path):
    values = np.arange(12, dtype=np.float32).reshape(4, 3)
    save_array(tmp_path / "a.npy", values)
    assert (load_array(tmp_path / "a.npy", 4, mapped=True) == values).all()
    with pytest.raises(ResourceError, match="4 rows instead of 5"):
        load_array(tmp_path / "a.npy", 5)
    (tmp_path / "a.npy").write_bytes((tmp_path / "a.npy").read_bytes()[:-1])
    for mapped in (False, True):
        with pytest.raises(ResourceError, match="a file that the run keeps is damaged"):
            load_array(tmp_path / "a.npy", 4, mapped=mapped)
    save_array(tmp_path / "none.npy", values[:0])
    assert load_array(tmp_path / "none.npy", 0, mapped=True).shape == (0, 3)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told_with_its_number_and_the_file(tmp_path):
    (tmp_path / "a.npy").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as told:
        save_array(tmp_path / "a.npy", np.zeros(100_000))
    assert told.value.filename == str(tmp_path / "a.npy")


def test_one_number_that_changed_in_a_kept_part_is_told_when_its_rows_are_placed(tmp_path):
    values = np.arange(600, dtype=np.float32).reshape(200, 3)
    place = tmp_path / "0.npy"
    part = MatrixPart(0, str(place), 200, save_array(place, values))
    assert (np.concatenate(list(part.checked_blocks())) == values).all()
    data = bytearray(place.read_bytes())
    data[-1_001] ^= 1
    place.write_bytes(data)
    assert np.isfinite(np.concatenate(list(part.blocks()))).all()
    with pytest.raises(ResourceError, match="it has numbers that were not written") as told:
        list(part.checked_blocks())
    assert told.value.where == str(place) and "run again with --resume" in told.value.fix
    labels = tmp_path / "labels.npy"
    check = save_array(labels, np.zeros(9, dtype=np.int32))
    assert len(load_array(labels, check=check)) == 9
    with pytest.raises(ResourceError, match="it has numbers that were not written"):
        load_array(labels, check=check + 1)


def test_whatever_is_kept_says_which_file_found_no_room():
    sources = Path(partitioned.__file__).parent.rglob("*.py")
    assert not [source for source in sources if re.search(r"np\.save\(|np\.load\((?!io)", source.read_text())]
