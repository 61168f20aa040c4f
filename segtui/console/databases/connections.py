"""`segtui connections`, `segtui tables`: what there is to read from."""

from __future__ import annotations

from segtui.console.process import told
from segtui.console.terminal import Terminal, grid, print_json, print_lines
from segtui.data.connections.connection import Connection
from segtui.data.connections.connections_file import connection_named, connection_names, connections_file
from segtui.data.reader_registry import tables_of
from segtui.data.streams.stream_registry import check_broker, source_of_scheme
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_PIPE_WIDTH = 200
_CALLED = ("", "https", "http")
"""Schemes of connections to platforms, which are pushed to."""


def show_connections(check: str | None, *, as_json: bool) -> None:
    """Print every connection with its address, without user and password; or whether one can be read.

    Raises UsageError where one is declared wrongly, UnreachableError where the one to check can't be reached.
    """
    if check is not None:
        connection = connection_named(check, needs_url=False)
        (_show_key if connection.scheme in _CALLED else _show_checked)(connection, as_json=as_json)
        return
    found = [connection_named(name, needs_url=False) for name in connection_names()]
    if as_json:
        print_json(
            {"file": str(connections_file()), "connections": [{"name": c.name, "address": c.shown} for c in found]}
        )
        return
    if not found:
        none = say("no connections; write one into {file}: segtui guide databases", file=str(connections_file()))
        print_lines(told(none))
        return
    table = grid()
    table.add_column(told(say("name")))
    table.add_column(told(say("address")))
    for connection in found:
        table.add_row(connection.name, connection.shown)
    Terminal(pipe_width=_PIPE_WIDTH).print(table)


def _show_checked(connection: Connection, *, as_json: bool) -> None:
    if source := source_of_scheme(connection.scheme):
        things, count = "topics", check_broker(connection, source)
    else:
        things, count = "tables", len(tables_of(connection))
    if as_json:
        print_json({"name": connection.name, "address": connection.shown, things: count})
        return
    said = to_translate("{name} can be read: {address}")
    if count is not None:
        of_tables = to_translate("{name} can be read: {address}, tables and views: {count:,}")
        said = of_tables if things == "tables" else to_translate("{name} can be read: {address}, topics: {count:,}")
    print_lines(told(say(said, name=connection.name, address=connection.shown, count=count)))


def _show_key(connection: Connection, *, as_json: bool) -> None:
    """Print that the key of a platform can be read, without it; UsageError where there is none."""
    if not connection.password():
        fix = say("give password_env, password_command or keyring")
        raise UsageError(say("has no key"), where=f"connection {connection.name}", fix=fix)
    if as_json:
        print_json({"name": connection.name, "address": connection.shown, "key": True})
    else:
        said = say("{name} has a key; `segtui push RUN_DIR` says whether the platform takes it", name=connection.name)
        print_lines(told(said))


def show_tables(name: str, *, as_json: bool) -> None:
    """Print the tables and views of a connection, by name or URL, with about how many rows each has."""
    found = tables_of(connection_named(name) if "://" not in name else Connection("", name))
    if as_json:
        print_json({"connection": name, "tables": [{"name": one.name, "rows": one.rows} for one in found]})
        return
    table = grid()
    table.add_column(told(say("table")))
    table.add_column(told(say("rows, about")), justify="right")
    for one in found:
        table.add_row(one.name, "" if one.rows is None else told(say("{rows:,}", rows=one.rows)))
    Terminal(pipe_width=_PIPE_WIDTH).print(table)
