"""Connections to MySQL and MariaDB: their settings, TLS, a read-only transaction, and the errors of the server."""

from __future__ import annotations

import configparser
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from segtui.connections.connection import Connection
from segtui.connections.secrets import scrubbed
from segtui.errors import DataError, SegtuiError, UnreachableError, UsageError, nearest
from segtui.libraries.boundary import foreign
from segtui.publishing.paths import expand_home

_SETTINGS = ("socket", "ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "connect_timeout", "defaults_file")
_TLS = ("disabled", "preferred", "required", "verify_ca", "verify_identity")
_OWN_FILE = "~/.my.cnf"
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


@contextmanager
def read_only_connection(connection: Connection, where: str) -> Iterator[Any]:
    """A connection in a read-only transaction that sees one state of the database; times are those of UTC.

    Raises what `opened_connection` raises.
    """
    with opened_connection(connection, where) as opened:
        for statement in _BEGIN:
            run(opened, statement)
        yield opened


@contextmanager
def opened_connection(connection: Connection, where: str) -> Iterator[Any]:
    """A connection, whose errors become the user's, also those of what is done with it.

    Raises UnreachableError where the server can't be reached, refuses or breaks off, DataError for what it can't
    answer, UsageError for wrong settings.
    """
    import pymysql
    from pymysql.cursors import SSCursor

    settings, password = _settings(connection)
    known = {**settings, "cursorclass": SSCursor, "charset": "utf8mb4"}

    def explain(why: str) -> SegtuiError:
        said = scrubbed(why, [password])
        return UnreachableError(f"the server can't be reached: {said}", where=where, fix=_check(connection))

    try:
        with foreign(explain, raises=(configparser.Error, RuntimeError)):
            opened = pymysql.connect(**known)
    except pymysql.Error as error:
        raise _explained(error, connection, password, where) from None
    with closing(opened):
        try:
            yield opened
        except pymysql.Error as error:
            raise _explained(error, connection, password, where) from None


def run(opened: Any, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement that has few."""
    with opened.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def host_of(opened: Any) -> str:
    """Where the server is: host and port, or the socket's machine."""
    return "localhost" if opened.unix_socket else f"{opened.host}:{opened.port}"


def _check(connection: Connection) -> str:
    return f"check the server {connection.shown}, its port, the user and the password"


def _explained(error: Any, connection: Connection, password: str, where: str) -> SegtuiError:
    """The user's error for one of PyMySQL's."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    why = scrubbed(str(error.args[-1] if error.args else error), [password]).strip()
    if code in _AWAY:
        fix = "run it again when the server is back: nothing was written"
        return UnreachableError(f"the connection was lost: {why}", where=where, fix=fix)
    if code in _REFUSED:
        fix = "check the user, the password and the right to read"
        return UnreachableError(f"the server refused: {why}", where=where, fix=fix)
    if code and not 2000 <= code < 3000:
        fix = "name them apart: select … as name_2" if code == _TWICE else "see its tables: segtui tables NAME"
        return DataError(f"the server can't answer: {why}", where=where, fix=fix)
    return UnreachableError(f"the server can't be reached: {why}", where=where, fix=_check(connection))


def _settings(connection: Connection) -> tuple[dict[str, Any], str]:
    """What PyMySQL is told, and the password; UsageError for settings that are wrong."""
    where = connection.name or connection.shown
    try:
        url = urlsplit(connection.secret_url()[0])
        port = url.port or 0
        given = dict(parse_qsl(url.query, keep_blank_values=True))
    except ValueError:
        raise UsageError("is not an address", where=where, fix="mysql://user@host:3306/database") from None
    for key in given:
        if key not in _SETTINGS:
            raise UsageError(f'unknown setting "{key}" of MySQL', where=where, fix=nearest(key, _SETTINGS))
    if not (timeout := given.get("connect_timeout", "10")).isdigit():
        raise UsageError("connect_timeout is not a number of seconds", where=where)
    password = unquote(url.password or "")
    known = {
        "host": url.hostname,
        "port": port,
        "user": unquote(url.username or ""),
        "password": password.encode(),
        "database": unquote(url.path.strip("/")) or None,
        "unix_socket": str(expand_home(given["socket"])) if "socket" in given else None,
        "connect_timeout": int(timeout) or 10,
        "read_default_file": _defaults_file(given.get("defaults_file", ""), where),
        **_encryption(given, where),
    }
    return known, password


def _defaults_file(named: str, where: str) -> str | None:
    """The driver's own file of settings where there is one."""
    file = expand_home(named or _OWN_FILE)
    if not file.is_file():
        if named:
            raise UsageError(f"there is no file {named}", where=where)
        return None
    try:
        configparser.RawConfigParser(allow_no_value=True, strict=False).read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        raise UsageError("is not a file of settings as the mysql client has them", where=str(file)) from None
    return str(file)


def _encryption(given: dict[str, str], where: str) -> dict[str, Any]:
    """TLS as the mysql client names its modes; without one where the server has it, verified where a CA is given."""
    mode = given.get("ssl_mode", "verify_ca" if "ssl_ca" in given else "preferred").lower()
    if mode not in _TLS:
        raise UsageError(f'there is no ssl_mode "{mode}"', where=where, fix=nearest(mode, _TLS))
    if mode == "disabled":
        return {"ssl_disabled": True}
    if mode == "preferred" and "ssl_cert" not in given:
        return {}
    files = {key: str(Path(expand_home(given[key]))) for key in ("ssl_ca", "ssl_cert", "ssl_key") if key in given}
    try:
        context = ssl.create_default_context(cafile=files.get("ssl_ca"))
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # MySQL's own certificates have no key usage
        context.check_hostname = mode == "verify_identity"
        context.verify_mode = ssl.CERT_REQUIRED if mode.startswith("verify") else ssl.CERT_NONE
        if "ssl_cert" in files:
            context.load_cert_chain(files["ssl_cert"], files.get("ssl_key"))
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"the files of TLS can't be read: {error.strerror or error}", where=where) from None
    return {"ssl": context}
