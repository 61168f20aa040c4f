"""Connections by ODBC: the connection string, and the errors of a driver. Nothing is ever committed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.reading import attended, shared
from segtui.data.databases.silence import ServerLine, in_thread, line_of, new_sockets
from segtui.data.databases.table_address import see_tables
from segtui.errors import DataError, SegtuiError, UnreachableError, UsageError
from segtui.language.sentences import say

_SAID = re.compile(r"State: (\w+), Native error: (-?\d+), Message: (?:\[[^\]]*\])*\s*(.*)", re.DOTALL)
_REFUSED = ("08", "28", "42501", "53", "57", "HYT", "IM")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off."""
_SILENT = ("08", "HYT")
_LOGIN = 30
"""Seconds."""
_FETCHES = "UseDeclareFetch=1;Fetch=10000;"
_BEGIN = ("set transaction isolation level repeatable read, read only", "set transaction read only")
"""As PostgreSQL, MySQL and others have it, and as Oracle does."""
_AWAY = re.compile(r"(?i)lost connection|gone away|communication link|server closed|terminat|connection was killed")
_UNKNOWN = re.compile(r"^IM00\d|Can't open lib")
_LOOK = say("odbcinst -q -d lists the drivers, odbcinst -q -s the data sources")
_HOSTS = ("server", "servername", "host", "hostname", "address")


@contextmanager
def odbc_connection(connection: Connection, where: str) -> Iterator[Any]:
    """A connection in a transaction that is rolled back, the same for all that a run reads.

    Raises UnreachableError where the server can't be reached, refuses or breaks off, DataError for what it can't
    answer, UsageError where the driver or the data source is not known on this machine.
    """
    with odbc_line(connection, where) as (opened, _):
        yield opened


@contextmanager
def odbc_line(connection: Connection, where: str) -> Iterator[tuple[Any, ServerLine | None]]:
    """The same with its line."""
    transaction = shared((connection.name, connection.url), lambda: _transaction(connection, where))
    with transaction as (opened, line, password):
        from arrow_odbc import Error

        try:
            yield opened, line
        except Error as error:
            raise _explained(error, password, where) from None


@contextmanager
def _transaction(connection: Connection, where: str) -> Iterator[tuple[Any, ServerLine | None, str]]:
    try:
        from arrow_odbc import Error, connect
    except OSError:  # its library can't be loaded
        fix = say("install unixODBC, such as apt-get install unixodbc, and the driver of your database")
        raise UsageError(say("needs ODBC, which this machine has not"), where=where, fix=fix) from None
    url = urlsplit(connection.secret_url()[0])
    user, password = unquote(url.username or ""), unquote(url.password or "")
    settings = _bounded(_string(connection, where))

    def opened_anew() -> Any:
        return connect(settings, user or None, password or None, login_timeout_sec=_LOGIN, autocommit=False)

    try:
        with new_sockets() as sockets:
            opened = attended(opened_anew, line=ServerLine(where, lambda: True))
        _see_one_moment(opened)
    except Error as error:
        raise _at_connecting(error, password, where) from None
    try:
        yield opened, line_of(where, sockets, lambda: _is_dead(opened_anew)), password
    finally:
        rolled_back = in_thread(opened.rollback)  # which may wait for a statement that goes on
        with suppress(Error):  # where the connection is lost, so is what was begun
            if wait([rolled_back], timeout=_LOGIN).done:
                rolled_back.result()


def _see_one_moment(opened: Any) -> None:
    """Begin a transaction that reads one state of the database and changes nothing, where it knows the words."""
    from arrow_odbc import Error

    for statement in _BEGIN:
        with suppress(Error):
            opened.read_arrow_batches(statement)
            return
        opened.rollback()


def _is_dead(opened_anew: Callable[[], Any]) -> bool:
    """Whether nobody lets another connection in, or says why not."""
    from arrow_odbc import Error

    asked = in_thread(opened_anew)
    if not wait([asked], timeout=2 * _LOGIN).done:
        return True
    try:
        asked.result()
    except Error as error:
        return state_of(error).startswith(_SILENT)
    return False


def _bounded(settings: str) -> str:
    """A connection string by which PostgreSQL's driver fetches rows as they are needed, unless it says otherwise."""
    known = settings.lower()
    return settings if "postgres" not in known or "usedeclarefetch" in known else f"{settings}{_FETCHES}"


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
            say("the address names no data source"), where=where, fix=say("odbc://NAME, or odbc:///?Driver=…;Server=…")
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
        return UsageError(say("ODBC knows no such driver or data source: {why}", why=why), where=where, fix=_LOOK)
    fix = say("check the server, its port, the user and the password")
    refused = say("the server refused") if state.startswith("28") else say("the server can't be reached")
    return UnreachableError(say("{refused}: {why}", refused=refused, why=why), where=where, fix=fix)


def _explained(error: Any, password: str, where: str) -> SegtuiError:
    state, number, why = _parts(error, password)
    if _AWAY.search(why) or number in ("2006", "2013"):
        fix = say("run it again when the server is back: nothing was written")
        return UnreachableError(say("the connection was lost: {why}", why=why), where=where, fix=fix)
    if state.startswith(_REFUSED):
        return UnreachableError(
            say("the server refused: {why}", why=why), where=where, fix=say("check the right to read")
        )
    if "without truncation" in why:
        fix = say("leave the column out with `columns`, or shorten it in a query")
        return DataError(say("a cell is longer than 65,536 characters, or than its driver says"), where=where, fix=fix)
    return DataError(say("the server can't answer: {why}", why=why), where=where, fix=see_tables(where))


def state_of(error: Any) -> str:
    """The SQLSTATE of an error of arrow-odbc; empty where it has none."""
    return _parts(error, "")[0]
