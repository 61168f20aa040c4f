"""What is looked at of a table: all of it, or of a large one its first rows."""

import sqlite3
from contextlib import closing

import polars as pl
import pytest

from segtui.data.source import Source
from segtui.engine.session import sights
from segtui.engine.session.sights import Sights
from segtui.errors import DataError, UnreachableError
from segtui.pipeline.preparing.table_reader import CachedTableReader


@pytest.fixture
def seen(monkeypatch):
    for name, rows in (("_LOOKED_AT", 100), ("_LARGE_FILE", 400), ("_QUICK", 50), ("_SCREENFUL", 20)):
        monkeypatch.setattr(sights, name, rows)
    return Sights(CachedTableReader())


@pytest.fixture
def shop(tmp_path):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as made, made:
        for name, rows in (("few", 30), ("many", 150)):
            made.execute(f"create table {name} (customer_id integer, spent real)")
            made.executemany(f"insert into {name} values (?, ?)", [(i, i / 2) for i in range(rows)])
    return "sqlite:///shop.db?table="


def test_a_large_table_is_looked_at_in_part_and_its_profile_is_of_that_part(seen, shop, tmp_path):
    sight = seen.of(Source(path=f"{shop}many"), tmp_path)
    assert sight.part and sight.table.frame.height == 100
    assert sight.profile.rows == 100
    assert seen.of(Source(path=f"{shop}many"), tmp_path) is sight
    assert seen.of(Source(path=f"{shop}many", id=sight.table.id), tmp_path) is sight  # as the starter plan says it


def test_a_smaller_one_is_looked_at_whole_as_a_run_reads_it(seen, shop, tmp_path):
    sight = seen.of(Source(path=f"{shop}few"), tmp_path)
    assert not sight.part and sight.table.frame.height == 30


def test_it_begins_with_a_screenful_that_is_told_once(seen, shop, tmp_path):
    begun = list(seen.beginning(Source(path=f"{shop}many"), tmp_path))
    assert [(table.frame.height, about) for table, about in begun] == [(20, None), (20, 150)]
    assert not list(seen.beginning(Source(path=f"{shop}many"), tmp_path))


def test_nobody_counts_before_the_first_rows_are_there(seen, shop, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(sights, "rows_about", lambda *_: asked.append("how many"))
    assert next(seen.beginning(Source(path=f"{shop}many"), tmp_path))[0].frame.height == 20
    assert not asked


def test_a_server_reads_no_more_than_the_first_rows(seen, postgres, uri, tmp_path):
    rows = "select g as id, date '2026-01-01' + g % 9 as day from generate_series(1, 9999) g"
    postgres.psql(f"create table long as {rows}")
    table, _ = next(seen.beginning(Source(path=f"{uri}&table=long"), tmp_path))
    assert table.frame.height == 20
    read = "select coalesce(sum(seq_tup_read), 0) < 1000 from pg_stat_all_tables where relname = 'long'"
    assert "t" in postgres.psql(read).split()


def test_a_file_tells_how_many_rows_it_has(seen, tmp_path):
    for name, rows in (("quick", 40), ("middle", 300), ("large", 500)):
        pl.DataFrame({"id": range(rows)}).write_parquet(tmp_path / f"{name}.parquet")
    assert not list(seen.beginning(Source(path="quick.parquet"), tmp_path))
    assert [about for _, about in seen.beginning(Source(path="middle.parquet"), tmp_path)] == [300]
    assert not seen.of(Source(path="middle.parquet"), tmp_path).part
    large = seen.of(Source(path="large.parquet"), tmp_path)
    assert (large.part, large.of, large.table.frame.height) == (True, 500, 100)


def test_a_server_that_is_not_there_is_told_before_anything_is_read(seen, tmp_path):
    pytest.importorskip("adbc_driver_postgresql")
    with pytest.raises(UnreachableError):
        list(seen.beginning(Source(path="postgresql://nobody@127.0.0.1:9/none?table=a"), tmp_path))


def test_a_table_that_is_missing_is_told_where_it_is_read(seen, shop, tmp_path):
    assert not list(seen.beginning(Source(path=f"{shop}mony"), tmp_path))
    with pytest.raises(DataError) as told:
        seen.of(Source(path=f"{shop}mony"), tmp_path)
    assert told.value.fix and "many" in told.value.fix


def test_several_files_are_looked_at_as_one_table(seen, tmp_path):
    for number in range(5):
        pl.DataFrame({"id": range(number * 100, number * 100 + 100)}).write_parquet(tmp_path / f"{number}.parquet")
    begun = list(seen.beginning(Source(path="*.parquet"), tmp_path))
    assert [(table.frame.height, about) for table, about in begun] == [(20, 500)]
    large = seen.of(Source(path="*.parquet"), tmp_path)
    assert (large.part, large.of, large.table.frame.height) == (True, 500, 100)
    assert large.table.frame.get_column("id").to_list() == list(range(100))


def test_text_that_a_run_has_in_parts_is_not_read_whole(seen, tmp_path):
    pl.DataFrame({"id": range(300), "spent": [i / 4 for i in range(300)]}).write_csv(tmp_path / "a.csv")
    assert not seen.of(Source(path="a.csv"), tmp_path).part
    part = seen.of(Source(path="a.csv"), tmp_path, in_parts=True)
    assert (part.part, part.of, part.table.frame.height) == (True, None, 100)
    assert part.table.frame.get_column("spent").dtype == pl.Float64
