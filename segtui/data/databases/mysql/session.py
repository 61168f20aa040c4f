"""Connections to MySQL and MariaDB in a read-only transaction, and the errors of the server."""

from __future__ import annotations

import configparser
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.mysql.settings import settings_of
from segtui.data.databases.reading import shared
from segtui.data.databases.silence import ServerLine
from segtui.data.databases.table_address import see_tables
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

_BEGIN = (
    "set session transaction isolation level repeatable read, read only",
    "set time_zone = '+00:00'",
    "start transaction with consistent snapshot, read only",
)
_TWICE = 1060
_REFUSED = {
    *(1040, 1044, 1045, 1053, 1129, 1130, 1142, 1143, 1203, 1205, 1213, 1226, 1227, 1317, 1370, 1698),
    *(1820, 1862, 1927, 1969, 3024, 3118, 4151),
}
"""Errors of a server that refuses or breaks off: too many connections, no right, an end by its administrator."""
_AWAY = {2006, 2013, 1053, 1317, 1927}


@dataclass(frozen=True)
class MysqlLink:
    """A connection of PyMySQL whose transaction has begun, and what it was opened with."""

    opened: Any
    known: dict[str, Any] = field(repr=False)
    password: str = field(repr=False)
    where: str

    @property
    def host(self) -> str:
        """Where the server is: host and port, or this machine."""
        return "localhost" if self.opened.unix_socket else f"{self.opened.host}:{self.opened.port}"

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """All rows of a statement that has few."""
        with self.opened.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def end(self) -> None:
        """End what the server does for this connection, by another one."""
        with closing(_greeted(self.known)) as other, other.cursor() as cursor:
            cursor.execute(f"kill query {self.opened.thread_id():d}")

    @property
    def line(self) -> ServerLine:
        """Whether the server answers to another connection, and how this one is broken off."""
        return ServerLine(self.where, self._is_dead, lambda: self.opened._sock.shutdown(socket.SHUT_RDWR))

    def _is_dead(self) -> bool:
        import pymysql

        try:
            _greeted(self.known).close()
        except pymysql.Error as error:
            return error.args[:1] in ((2003,), (2013,))  # not reached, or silent; else it refuses, and is there
        return False


@contextmanager
def read_only_session(connection: Connection, where: str) -> Iterator[MysqlLink]:
    """A read-only transaction that sees one state of the database, the same for all that a run reads; times are of UTC.

    Raises UnreachableError where the server can't be reached, refuses or breaks off, DataError for what it can't
    answer, UsageError for wrong settings.
    """
    transaction = shared((connection.name, connection.url), lambda: _transaction(connection, where))
    with transaction as session, _explaining(connection, session.password, where):
        yield session


@contextmanager
def _transaction(connection: Connection, where: str) -> Iterator[MysqlLink]:
    with opened_session(connection, where) as session:
        for statement in _BEGIN:
            session.run(statement)
        yield session


def _greeted(known: dict[str, Any]) -> Any:
    """A connection of PyMySQL, which waits for the server's greeting no longer than for the network."""
    import pymysql

    opened = pymysql.connect(**known, read_timeout=known["connect_timeout"] * 3)
    opened._read_timeout = None  # from now on a statement may take hours
    return opened


@contextmanager
def opened_session(connection: Connection, where: str) -> Iterator[MysqlLink]:
    """A connection of its own, whose errors become the user's, also those of what is done with it.

    Raises what `read_only_session` raises.
    """
    from pymysql.cursors import SSCursor

    settings, password = settings_of(connection)
    known = {**settings, "cursorclass": SSCursor, "charset": "utf8mb4"}

    def explain(why: str) -> SegtuiError:
        said = scrubbed(why, [password])
        return UnreachableError(
            say("the server can't be reached: {said}", said=said), where=where, fix=_check(connection)
        )

    with _explaining(connection, password, where):
        with foreign(explain, raises=(configparser.Error,)):
            opened = _greeted(known)
        with closing(opened):
            yield MysqlLink(opened, known, password, where)


@contextmanager
def _explaining(connection: Connection, password: str, where: str) -> Iterator[None]:
    """Errors of PyMySQL as the user's."""
    import pymysql

    try:
        yield
    except pymysql.Error as error:
        raise _explained(error, connection, password, where) from None


def _check(connection: Connection) -> str:
    return say("check the server {shown}, its port, the user and the password", shown=connection.shown)


def _explained(error: Any, connection: Connection, password: str, where: str) -> SegtuiError:
    """The user's error for one of PyMySQL's."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    why = scrubbed(str(error.args[-1] if error.args else error), [password]).strip()
    if code in _AWAY:
        fix = say("run it again when the server is back: nothing is half done")
        return UnreachableError(say("the connection was lost: {why}", why=why), where=where, fix=fix)
    if code in _REFUSED:
        fix = say("check the user, the password and the right to read")
        return UnreachableError(say("the server refused: {why}", why=why), where=where, fix=fix)
    if code and not 2000 <= code < 3000:
        how = say("name them apart: select … as name_2") if code == _TWICE else see_tables(where)
        return DataError(say("the server can't answer: {why}", why=why), where=where, fix=how)
    return UnreachableError(say("the server can't be reached: {why}", why=why), where=where, fix=_check(connection))
