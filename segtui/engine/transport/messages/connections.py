"""Questions on what a connection has, each after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, Request
from segtui.engine.transport.messages.payloads.connections import TableFacts


@dataclass(frozen=True)
class TablesListed(Message):
    """The tables and views of a connection, in alphabetical order."""

    connection: str
    tables: list[TableFacts]

    keyed_by = "connection"


@dataclass(frozen=True)
class ListTables(Request):
    """List the tables of a connection, by its name."""

    connection: str

    answers = (TablesListed,)
    handler = "list_tables:list_tables"


@dataclass(frozen=True)
class ColumnsListed(Message):
    """The columns of a table, which its address names."""

    address: str
    columns: list[str]

    keyed_by = "address"


@dataclass(frozen=True)
class ListColumns(Request):
    """List the columns of a table."""

    address: str

    answers = (ColumnsListed,)
    handler = "list_tables:list_columns"
    unasked = True
