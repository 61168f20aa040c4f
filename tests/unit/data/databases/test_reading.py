"""One transaction for all that a run reads, rows counted, and statements that end with who asked them."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from segtui.data.databases.reading import attended, reading
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError
from tests.patience import PATIENCE

_OTHERS = (signal.SIGTERM, signal.SIGKILL)
SLOW = "query=select g, case when g = 5000 then pg_sleep(660)::text end as s from generate_series(1, 10000) g"


@pytest.fixture(scope="module")
def logs(postgres):
    postgres.psql("""
        create table log as select g as id, g % 7 as day, 'x' as more from generate_series(1, 50) g;
        create table people as select g as id, g * 2 as v from generate_series(1, 50) g;
    """)


def test_what_others_delete_meanwhile_is_still_read(uri, postgres, logs):
    with reading():
        before = read(Source(path=f"{uri}&table=people"), Path()).frame
        postgres.psql("delete from log where id <= 10")
        with Batches(Source(path=f"{uri}&table=log"), Path()) as batches:
            assert sum(frame.height for frame, _ in batches) == before.height == 50
    assert read(Source(path=f"{uri}&table=log"), Path()).frame.height == 40


def test_a_statement_that_failed_does_not_fail_the_next(uri, logs):
    with reading():
        with pytest.raises(DataError):
            read(Source(path=f"{uri}&table=typos"), Path())
        assert read(Source(path=f"{uri}&table=people"), Path()).frame.height == 50


@pytest.mark.parametrize("kind", ["postgresql", "duckdb", "sqlite"])
def test_only_columns_that_are_needed_are_asked_for(kind, uri, logs, tmp_path):
    duckdb.connect(tmp_path / "a.duckdb").execute("create table log as select range id, 1 k, 'x' more from range(9)")
    lite = "import sqlite3; c = sqlite3.connect('a.db'); c.execute('create table log as select 1 id, 2 k, 3 more')"
    subprocess.run([sys.executable, "-c", lite], cwd=tmp_path, check=True)
    path = {"duckdb": "duckdb:///a.duckdb?table=log", "sqlite": "sqlite:///a.db?table=log"}.get(
        kind, f"{uri}&table=log"
    )
    table = read(Source(path=path, id="id"), tmp_path, only=("id", "more", "other"))
    assert table.frame.columns == ["id", "more"] and "id" not in table.reading.left
    (held,) = table.reading.fingerprints
    assert held.endswith("columns=id,more")
    assert table.reading.fingerprints[held] == next(
        iter(read(Source(path=held, id="id"), tmp_path).reading.fingerprints.values())
    )


def test_rows_are_told_as_they_come(uri):
    told = []
    wide = "repeat('x', 2000) as t, case when g % 1000 = 0 then pg_sleep(0.12)::text end as s"
    slow = f"query=select g, {wide} from generate_series(1, 9000) g"
    with reading(told.append):
        read(Source(path=f"{uri}&{slow}"), Path())
    assert told == sorted(told) and 0 < told[0] < 9000


def test_work_that_is_attended_is_ended_by_an_interruption():
    gone = threading.Event()
    threading.Timer(0.3, signal.raise_signal, (signal.SIGINT,)).start()
    with pytest.raises(KeyboardInterrupt):
        attended(lambda: gone.wait(PATIENCE), gone.set)
    assert attended(lambda: 7, gone.set) == 7


def running(postgres):
    return postgres.psql(
        "select 'busy' from pg_stat_activity where query like '%pg_sleep(660)%' and pid <> pg_backend_pid()"
    )


@pytest.mark.parametrize("how", [signal.SIGINT, *(pytest.param(s, marks=pytest.mark.slow) for s in _OTHERS)])
def test_the_server_ends_a_statement_with_the_process_that_asked(how, uri, postgres, tmp_path):
    command = [sys.executable, "-m", "segtui", "profile", f"{uri}&{SLOW}"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        waited(lambda: "busy" in running(postgres))
        process.send_signal(how)
        said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == (-9 if how == signal.SIGKILL else 130), said
    waited(lambda: "busy" not in running(postgres))


def waited(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_rows_of_many_batches_are_all_there(uri):
    rows = read(
        Source(path=f"{uri}&query=select g as id, repeat('x', 999) as t from generate_series(1, 9000) g"), Path()
    )
    assert rows.frame["id"].sum() == sum(range(9001)) and rows.frame["t"].dtype == pl.String
