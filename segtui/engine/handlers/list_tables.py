"""Answers which tables a connection has, and which columns a table has."""

from __future__ import annotations

from pathlib import Path

from segtui.data.connections.connections_file import connection_named
from segtui.data.databases.table_address import TableAddress, parts_of_name
from segtui.data.raw.listed_table import ListedTable
from segtui.data.reader_registry import tables_of
from segtui.data.reading.first_rows import read_first_rows
from segtui.data.source import Source
from segtui.data.stores.store_address import is_lake
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import ColumnsListed, ListColumns, ListTables, TablesListed
from segtui.engine.transport.messages.payloads.connections import TableFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.language.sentences import say


def list_tables(question: ListTables, cache: SessionCache, reporter: ProgressReporter) -> TablesListed:
    """The tables that the user may read; raises what the connection's reader raises."""
    reporter.stage(say("asking {connection}", connection=question.connection))
    found = tables_of(connection_named(question.connection))
    return TablesListed(question.ticket, question.connection, [_facts(question.connection, table) for table in found])


def list_columns(question: ListColumns, cache: SessionCache, reporter: ProgressReporter) -> ColumnsListed:
    """The columns of a table, as its first row has them; raises what reading it raises."""
    table = read_first_rows(Source(path=question.address), Path(), 1)
    return ColumnsListed(question.ticket, question.address, [column.name for column in table.reading.columns])


def _facts(connection: str, table: ListedTable) -> TableFacts:
    address = str(TableAddress(connection, table=table.name))
    if is_lake(address):
        folder, _, name = table.name.rpartition("/")
        return {"schema": folder, "table": name, "address": address, "rows": table.rows}
    parts = parts_of_name(table.name)
    return {"schema": ".".join(parts[:-1]), "table": parts[-1], "address": address, "rows": table.rows}
