"""Tables of SQLite and DuckDB files."""

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl
import pytest

from segtui.data.databases.local_files import local_fault
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.reading.source_paths import planned_statement
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError

DUCK = {
    "big": "170141183460469231731687303715884105727::hugeint",
    "amount": "1.25::decimal(8, 2)",
    "unsigned": "18446744073709551615::ubigint",
    "wait": "interval 90 seconds",
    "day": "'infinity'::date",
    "at": "'2026-03-01 10:00:00+02'::timestamptz",
    "who": "'7f1e0a4c-0000-4000-8000-000000000001'::uuid",
    "tags": "[1, 2]",
    "record": "{'a': 1}",
    "mood": "'glad'::enum('glad', 'sad')",
    "bytes": "'\\x01'::blob",
    "name": "'José'",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("databases")
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        shop.execute("create table mixed (id integer, a, price numeric, day text, flag, bin blob)")
        rows = [(i, i if i % 2 else f"x{i}", 1.5 if i > 1500 else None, "2026-01-02", None, b"\1") for i in range(2000)]
        shop.executemany("insert into mixed values (?, ?, ?, ?, ?, ?)", rows)
        shop.commit()
    with duckdb.connect(folder / "shop.duckdb") as shop:
        shop.execute(f"create table types as select {', '.join(f'{sql} as {n}' for n, sql in DUCK.items())}")
        people = "select range as id, range % 3 as k from range(5000)"
        shop.execute(f"create schema crm; create table crm.people as {people}")
    return folder


def test_columns_of_sqlite_that_mix_types_are_text_and_told(folder):
    table = read(Source(path="sqlite:///shop.db?table=mixed"), folder)
    assert table.frame["a"][:3].to_list() == ["x0", "1", "x2"]
    assert table.frame["price"].dtype == pl.Float64 and table.frame["price"].null_count() == 1501
    assert table.frame["day"].dtype == pl.Date and table.frame["id"].dtype == pl.Int64
    assert 'several types are read as text: "a"' in " ".join(map(str, table.reading.notes))
    with Batches(Source(path="sqlite:///shop.db?table=mixed"), folder, rows=600) as batches:
        assert [frame.height for frame, _ in batches] == [600, 600, 600, 200]


def test_every_type_of_duckdb_comes_out_right_or_as_text_that_is_told(folder):
    table = read(Source(path="duckdb:///shop.duckdb?table=types"), folder)
    row = table.frame.row(0, named=True)
    assert row["big"] == "170141183460469231731687303715884105727" and row["amount"] == 1.25
    assert row["unsigned"] == "18446744073709551615" and row["wait"] == 90 and row["day"] is None
    assert row["at"].isoformat().startswith("2026-03-01T08:00") and row["name"] == "José"
    assert row["who"] == "7f1e0a4c-0000-4000-8000-000000000001" and row["tags"] == "[1, 2]" and row["mood"] == "glad"
    assert '"tags" (integer[])' in " ".join(map(str, table.reading.notes))


def test_a_schema_columns_and_a_condition_are_asked_for(folder):
    asked = Source(path="duckdb:///shop.duckdb?table=crm.people&columns=id&where=k = 1 and id < 9")
    assert read(asked, folder).frame["id"].to_list() == [1, 4, 7]
    with Batches(Source(path="duckdb:///shop.duckdb?table=crm.people"), folder, rows=2048) as batches:
        assert sum(frame.height for frame, _ in batches) == 5000


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///shop.db?table=mixt", 'there is no table "mixt"\n  did you mean "mixed"'),
        ("sqlite:///shop.db?query=delete from mixed", "syntax error"),
        ("duckdb:///shop.duckdb?table=typos", "does not exist"),
        ("duckdb:///shop.duckdb?query=drop table types", "not one SELECT"),
        ("sqlite:///shops.db?table=mixed", "no such file"),
        ("duckdb:///shop.db?table=mixed", "it is a file of SQLite"),
        ("sqlite:///shop.duckdb?table=mixed", "file is not a database"),
    ],
)
def test_what_is_wrong_with_it_is_told(folder, address, said):
    with pytest.raises(DataError, match=said):
        read(Source(path=address), folder)


def test_a_column_that_sqlite_does_not_have_is_no_text(folder):
    with pytest.raises(DataError, match='there is no column "prise"\n  did you mean "price"'):
        read(Source(path="sqlite:///shop.db?table=mixed&columns=id,prise"), folder)
    asked = Source(path="sqlite:///shop.db?query=select id as n, price from mixed&columns=N&where=n < 9")
    assert read(asked, folder).frame.height == 9


@pytest.mark.parametrize("asked", ["table=crm.people&where=1 = 1", "query=select 1 as id"])
def test_duckdb_is_asked_nothing_beside_one_select(folder, asked):
    stolen = folder / "stolen.csv"
    for more in (f"; copy crm.people to '{stolen}'", f"; copy crm.people to '{stolen}'; select 1 as id"):
        source = Source(path=f"duckdb:///shop.duckdb?{asked}{more}")
        for way in (read, planned_statement):
            with pytest.raises(DataError, match="one SELECT"):
                way(source, folder)
    assert not stolen.exists()


@pytest.mark.parametrize(
    ("why", "who"),
    [
        ("database is locked", "another program"),
        (
            "IO Error: Could not set lock on file: Conflicting lock is held in /bin/python (PID 9). See",
            "/bin/python (PID 9)",
        ),
    ],
)
def test_a_file_that_another_program_has_locked_is_told_as_such(why, who):
    error = local_fault("it can't be read", "shop.db")(why)
    assert isinstance(error, UnreachableError) and error.what == f"{who} has locked the file"
    assert isinstance(local_fault("it can't be read", "shop.db")("it is torn"), DataError)


def test_the_hash_of_rows_is_that_of_their_csv_sorted_by_all_columns(folder):
    drawn = random.Random(4)
    rows = [(drawn.choice(["b,", 'a"', "", None, "é"]), drawn.choice([None, *range(9)]), i) for i in range(500)]
    hashes = set()
    for turn in range(3):
        drawn.shuffle(rows)
        with closing(sqlite3.connect(folder / f"turn{turn}.db")) as shop:
            shop.execute("create table t (name text, n integer, id integer)")
            shop.executemany("insert into t values (?, ?, ?)", rows)
            shop.commit()
        for id in ("id", None):
            table = read(Source(path=f"sqlite:///turn{turn}.db?table=t", id=id), folder)
            hashes.add(table.asked.sha256)
    lines = sorted(rows, key=lambda row: [(cell is None, "" if cell is None else cell) for cell in row])
    plain = ",".join(["name", "n", "id"]) + "\n" + "".join(",".join(map(_cell, row)) + "\n" for row in lines)
    assert hashes == {hashlib.sha256(plain.encode()).hexdigest()}
    assert table.asked.statement == 'select * from "t"' and table.asked.rows == 500
    assert vars(table.asked.server) == {
        "product": "SQLite",
        "version": sqlite3.sqlite_version,
        "database": str(folder / "turn2.db"),
        "host": "",
    }


def _cell(cell):
    if cell is None:
        return ""
    quoted = '"' + str(cell).replace('"', '""') + '"'
    return quoted if cell == "" or set(str(cell)) & set(',"') else str(cell)


def test_reading_leaves_the_files_as_they_are(folder):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    read(Source(path="sqlite:///shop.db?table=mixed"), folder)
    read(Source(path="duckdb:///shop.duckdb?table=types"), Path(folder))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
