"""The settings of an address of MySQL or MariaDB as PyMySQL takes them, TLS among them."""

from __future__ import annotations

import configparser
import ssl
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from segtui.data.connections.connection import Connection
from segtui.errors import UsageError, nearest, system_words
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_SETTINGS = ("socket", "ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "connect_timeout", "defaults_file")
_TLS = ("disabled", "preferred", "required", "verify_ca", "verify_identity")
_OWN_FILE = "~/.my.cnf"


def settings_of(connection: Connection) -> tuple[dict[str, Any], str]:
    """What PyMySQL is told, and the password; UsageError for settings that are wrong."""
    where = connection.name or connection.shown
    try:
        url = urlsplit(connection.secret_url()[0])
        port = url.port or 0
        given = dict(parse_qsl(url.query, keep_blank_values=True))
    except ValueError:
        raise UsageError(say("is not an address"), where=where, fix="mysql://user@host:3306/database") from None
    for key in given:
        if key not in _SETTINGS:
            raise UsageError(say('unknown setting "{key}" of MySQL', key=key), where=where, fix=nearest(key, _SETTINGS))
    if not (timeout := given.get("connect_timeout", "10")).isdigit():
        raise UsageError(say("connect_timeout is not a number of seconds"), where=where)
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
            raise UsageError(say("there is no file {named}", named=named), where=where)
        return None
    try:
        configparser.RawConfigParser(allow_no_value=True, strict=False).read(file, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        raise UsageError(say("is not a file of settings as the mysql client has them"), where=str(file)) from None
    return str(file)


def _encryption(given: dict[str, str], where: str) -> dict[str, Any]:
    """TLS as the mysql client names its modes; without one where the server has it, verified where a CA is given."""
    mode = given.get("ssl_mode", "verify_ca" if "ssl_ca" in given else "preferred").lower()
    if mode not in _TLS:
        raise UsageError(say('there is no ssl_mode "{mode}"', mode=mode), where=where, fix=nearest(mode, _TLS))
    if mode == "disabled":
        return {"ssl_disabled": True}
    if mode == "preferred" and "ssl_cert" not in given:
        return {}
    files = {key: str(expand_home(given[key])) for key in ("ssl_ca", "ssl_cert", "ssl_key") if key in given}
    try:
        context = ssl.create_default_context(cafile=files.get("ssl_ca"))
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # MySQL's own certificates have no key usage
        context.check_hostname = mode == "verify_identity"
        context.verify_mode = ssl.CERT_REQUIRED if mode.startswith("verify") else ssl.CERT_NONE
        if "ssl_cert" in files:
            context.load_cert_chain(files["ssl_cert"], files.get("ssl_key"))
    except (OSError, ssl.SSLError) as error:
        raise UsageError(say("the files of TLS can't be read: {why}", why=system_words(error)), where=where) from None
    return {"ssl": context}
