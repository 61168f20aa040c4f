"""Connections by ODBC: the connection string, and the errors of a driver. Nothing is ever committed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.reading import shared
from segtui.errors import DataError, SegtuiError, UnreachableError, UsageError

_SAID = re.compile(r"State: (\w+), Native error: (-?\d+), Message: (?:\[[^\]]*\])*\s*(.*)", re.DOTALL)
_REFUSED = ("08", "28", "42501", "53", "57", "HYT", "IM")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off."""
_AWAY = re.compile(r"(?i)lost connection|gone away|communication link|server closed|terminat|connection was killed")
_UNKNOWN = re.compile(r"^IM00\d|Can't open lib")
_LOOK = "odbcinst -q -d lists the drivers, odbcinst -q -s the data sources"
_HOSTS = ("server", "servername", "host", "hostname", "address")


@contextmanager
def odbc_connection(connection: Connection, where: str) -> Iterator[Any]:
    """A connection in a transaction that is rolled back, the same for all that a run reads.

    Raises UnreachableError where the server can't be reached, refuses or breaks off, DataError for what it can't
    answer, UsageError where the driver or the data source is not known on this machine.
    """
    transaction = shared((connection.name, connection.url), lambda: _transaction(connection, where))
    with transaction as (opened, password):
        from arrow_odbc import Error

        try:
            yield opened
        except Error as error:
            raise _explained(error, password, where) from None


@contextmanager
def _transaction(connection: Connection, where: str) -> Iterator[tuple[Any, str]]:
    try:
        from arrow_odbc import Error, connect
    except OSError:  # its library can't be loaded
        fix = "install unixODBC, such as apt-get install unixodbc, and the driver of your database"
        raise UsageError("needs ODBC, which this machine has not", where=where, fix=fix) from None
    url = urlsplit(connection.secret_url()[0])
    user, password = unquote(url.username or ""), unquote(url.password or "")
    try:
        opened = connect(_string(connection, where), user or None, password or None, autocommit=False)
    except Error as error:
        raise _at_connecting(error, password, where) from None
    try:
        yield opened, password
    finally:
        with suppress(Error):  # where the connection is lost, so is what was begun
            opened.rollback()


def settings_of(connection: Connection) -> dict[str, str]:
    """The settings of the connection string, their names in lower case; without user and password."""
    pairs = (part.partition("=") for part in _string(connection, "").split(";"))
    return {key.strip().lower(): value.strip(" {}") for key, sign, value in pairs if sign}


def host_of(connection: Connection) -> str:
    """Where the connection string says that the server is; empty where it does not."""
    known = settings_of(connection)
    host = next((known[key] for key in _HOSTS if key in known), "")
    return f"{host}:{known['port']}" if host and "port" in known else host


def _string(connection: Connection, where: str) -> str:
    """odbc://shop names a data source; odbc:///?Driver=…;Server=… is a connection string, which & may divide too."""
    head, _, settings = connection.url.partition("://")[2].partition("?")
    source = unquote(head.rpartition("@")[2].strip("/"))
    if ";" not in settings:
        settings = ";".join(unquote(part) for part in settings.split("&") if part)
    parts = [f"DSN={source}" if source else "", settings.strip(";")]
    if not any(parts):
        raise UsageError(
            "the address names no data source", where=where, fix="odbc://NAME, or odbc:///?Driver=…;Server=…"
        )
    return ";".join(filter(None, parts)) + ";"


def _parts(error: Any, password: str) -> tuple[str, str, str]:
    """The SQLSTATE of an error, the driver's own number, and the message in one line."""
    said = scrubbed(str(error), [password])
    found = _SAID.search(said)
    state, number, why = found.groups() if found else ("", "", said)
    return state, number, " ".join(why.split())


def _at_connecting(error: Any, password: str, where: str) -> SegtuiError:
    state, _, why = _parts(error, password)
    if _UNKNOWN.search(f"{state} {why}"):
        return UsageError(f"ODBC knows no such driver or data source: {why}", where=where, fix=_LOOK)
    fix = "check the server, its port, the user and the password"
    refused = "the server refused" if state.startswith("28") else "the server can't be reached"
    return UnreachableError(f"{refused}: {why}", where=where, fix=fix)


def _explained(error: Any, password: str, where: str) -> SegtuiError:
    state, number, why = _parts(error, password)
    if _AWAY.search(why) or number in ("2006", "2013"):
        fix = "run it again when the server is back: nothing was written"
        return UnreachableError(f"the connection was lost: {why}", where=where, fix=fix)
    if state.startswith(_REFUSED):
        return UnreachableError(f"the server refused: {why}", where=where, fix="check the right to read")
    if "without truncation" in why:
        fix = "leave the column out with `columns`, or shorten it in a query"
        return DataError("a cell is longer than 65,536 characters, or than its driver says", where=where, fix=fix)
    return DataError(f"the server can't answer: {why}", where=where, fix="see its tables: segtui tables NAME")


def state_of(error: Any) -> str:
    """The SQLSTATE of an error of arrow-odbc; empty where it has none."""
    return _parts(error, "")[0]
