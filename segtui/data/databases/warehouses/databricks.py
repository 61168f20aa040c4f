"""Tables of Databricks: a statement's rows, the tables, and who answers."""

from __future__ import annotations

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.databases.column_types import DatabaseColumn, How, refuse_equal_names, told
from segtui.data.databases.listed_tables import listed
from segtui.data.databases.table_address import backticked, parse
from segtui.data.databases.warehouses.arrow_columns import database_column
from segtui.data.databases.warehouses.databricks_api import Databricks, StatementResult
from segtui.data.databases.warehouses.databricks_settings import databricks_settings
from segtui.data.databases.warehouses.frame_stream import stage_arrow
from segtui.data.databases.warehouses.narrow import may_narrow, narrowed
from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.data.raw.asked_table import Server
from segtui.data.raw.listed_table import ListedTable
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.columns import col

_WORDS = {"STRING", "CHAR", "VARCHAR"}
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_NTZ")
_TABLES = "select {catalog}table_schema, table_name from {of}.information_schema.tables"
_OWN = "information_schema"


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    refuse_changes(asked.statement(backticked), place.name)
    workspace = Databricks(databricks_settings(asked.connection()), place.name)
    left: dict[str, str] = {}
    if may_narrow(asked, place):
        with workspace.executed(f"select * from ({asked.statement(backticked)}\n) as asked limit 0") as described:
            left = dict(described.columns)
        asked = narrowed(asked, left, place)
    with workspace.executed(asked.statement(backticked)) as answer:
        _refuse_unreadable(answer, place.name)
        scan, schema = stage_arrow(workspace.frames(answer), place)
    columns = [_column(name, kind, schema[name]) for name, kind in answer.columns]
    others = [DatabaseColumn(name, kind, "plain") for name, kind in left.items() if name not in schema]
    days = [_day(n, kind) for n, kind in answer.columns if kind.upper() in _DAYS and schema[n] == pl.String]
    return scan.with_columns(days), [*columns, *others], told(columns, {})


def databricks_tables(connection: Connection) -> list[ListedTable]:
    """The tables that the user may read, of the catalog that the URL names or of all; how many rows is not known.

    Raises UnreachableError where the server can't be reached or refuses.
    """
    settings = databricks_settings(connection)
    workspace = Databricks(settings, connection.name or connection.shown)
    of = backticked(settings.catalog) if settings.catalog else "system"
    with workspace.executed(_TABLES.format(of=of, catalog="" if settings.catalog else "table_catalog, ")) as answer:
        rows = [row for frame in workspace.frames(answer) for row in frame.rows()]
    return listed((*row, None) for row in rows if row[-2] != _OWN)


def databricks_server(connection: Connection) -> Server:
    """The workspace; it says no version of its own."""
    settings = databricks_settings(connection)
    database = ".".join(filter(None, (settings.catalog, settings.schema)))
    return Server("Databricks", "", database, settings.root.partition("://")[2])


def _refuse_unreadable(answer: StatementResult, where: str) -> None:
    refuse_equal_names([DatabaseColumn(name, kind, "plain") for name, kind in answer.columns], where)
    for name, kind in answer.columns:
        if kind.upper().startswith("INTERVAL"):
            fix = say("write a query with cast({name} as string), or columns without it", name=backticked(name))
            raise DataError(say('"{name}" holds intervals, which can\'t be fetched', name=name), where=where, fix=fix)


def _day(name: str, kind: str) -> pl.Expr:
    """Days and times that come as text."""
    if kind.upper() == "DATE":
        return col(name).str.to_date("%Y-%m-%d", strict=False)
    zone = "UTC" if kind.upper() == "TIMESTAMP" else None
    return col(name).str.to_datetime(time_unit="us", strict=False).dt.replace_time_zone(zone)


def _column(name: str, kind: str, dtype: pl.DataType) -> DatabaseColumn:
    word = kind.partition("(")[0].upper()
    found = database_column(name, kind.lower(), dtype)
    if dtype != pl.String or word in _WORDS or word in _DAYS:
        return found
    how: How = "exact" if word == "DECIMAL" else "text"
    return DatabaseColumn(name, kind.lower(), how)
