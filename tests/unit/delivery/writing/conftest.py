"""Databases to write to, each empty, and rows of runs that were never made."""

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import adbc_driver_postgresql.dbapi
import duckdb
import polars as pl
import polars.selectors as cs
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.snowflake_settings import snowflake_settings
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import stage_rows
from segtui.delivery.writing.target import connection_of, target_of
from segtui.pipeline.write_back.run_columns import written_columns
from tests.unit.data.databases.warehouses.conftest import started  # noqa: F401
from tests.unit.data.stores.conftest import bare, connect, lake, s3  # noqa: F401

SCHEMAS = itertools.count()


class Database:
    """One to write to, and to ask by its own library."""

    def __init__(self, url, ask, schema=""):
        self.url, self.ask, self.schema = url, ask, schema

    @property
    def is_snowflake(self):
        return self.url.startswith("snowflake")

    def table(self, name):
        return f"{self.schema}.{name}" if self.schema else name

    def order(self, table="segments", **keys):
        return WriteBack(connection=self.url, table=self.table(table), **keys)


@pytest.fixture(scope="session")
def snowflake(started):  # noqa: F811
    """A server that speaks Snowflake's protocol: its URL, and a cursor."""
    dbapi = pytest.importorskip("adbc_driver_snowflake.dbapi")
    port = started("fakesnow", "python", "-m", "fakesnow", "-s", "-p", "{port}")
    url = f"snowflake://ana:geheim@localhost:{port}/SHOP/PUBLIC?account=fakesnow&protocol=http"
    options = snowflake_settings(Connection("sf", url)).options
    with dbapi.connect(db_kwargs=options, autocommit=True) as opened, opened.cursor() as cursor:
        yield url, cursor


@pytest.fixture(params=["sqlite", "duckdb", "postgresql", "mariadb", pytest.param("snowflake", marks=pytest.mark.slow)])
def database(request, tmp_path):
    kind, file = request.param, tmp_path / "shop.db"
    if kind == "sqlite":
        sqlite3.connect(file).execute("create table other (a)").close()

        def ask(sql):
            with closing(sqlite3.connect(file)) as opened, opened:
                return opened.execute(sql).fetchall()

        return Database(f"sqlite:///{file}", ask)
    if kind == "duckdb":

        def ask(sql):
            with closing(duckdb.connect(str(file))) as opened:
                return opened.execute(sql).fetchall()

        ask("create table other (a int)")
        return Database(f"duckdb:///{file}", ask)
    schema = f"marketing{next(SCHEMAS)}"
    if kind == "snowflake":
        return snowflake_schema(*request.getfixturevalue("snowflake"), schema, request)
    if kind == "mariadb":
        server = request.getfixturevalue("mariadb")
        server.admin(f"create database {schema}")
        return Database(server.root, lambda sql: list(server.admin(sql)), schema)
    url = request.getfixturevalue("uri")

    def ask(sql):
        with closing(adbc_driver_postgresql.dbapi.connect(url, autocommit=True)) as opened, opened.cursor() as cursor:
            cursor.execute(sql)
            handle = cursor.fetch_arrow() if sql.lstrip().startswith(("select", "with")) else None
            return pl.scan_arrow_c_stream(handle).collect().rows() if handle else None

    ask(f"create schema {schema}")
    return Database(url, ask, schema)


def snowflake_schema(url, cursor, schema, request):
    def ask(sql):
        cursor.execute(sql)
        found = pl.scan_arrow_c_stream(cursor.fetch_arrow()).collect()
        epoch = pl.lit(0).cast(pl.Datetime("us"))  # what fakesnow sends of a time that is missing
        return found.with_columns(cs.datetime().dt.replace_time_zone(None).replace(epoch, None)).rows()

    ask(f"create schema {schema}")
    request.getfixturevalue("monkeypatch").setenv("SEGTUI_CONNECTION_SF", url)
    database = Database(url, ask, schema)
    database.order = lambda table="segments", **keys: WriteBack(connection="sf", table=database.table(table), **keys)
    return database


@pytest.fixture
def write(tmp_path):
    """Writes a frame of ids and what segments.csv has: write(order, frame, run) -> counts."""
    number = itertools.count()

    def call(order, frame, run="may", *, commit=True):
        columns, stamps = written_columns(order, frame.columns[0], frame.dtypes[0])
        named = frame.select(pl.col(frame.columns[0] if c.holds == "id" else c.holds).alias(c.name) for c in columns)
        file = Path(tmp_path) / f"{next(number)}.parquet"
        rows = stage_rows([named], columns, stamps, run, repr((order.mode, order.leaving)), file)
        with target_of(order).open(connection_of(order)) as transaction:
            counts = transaction.write(order, rows, lambda share: None)
            if commit:
                transaction.commit()
        return counts

    return call
