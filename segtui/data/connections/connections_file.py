"""The connections that a user has: those of connections.toml, and those that the environment gives."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from segtui.data.connections.connection import Connection, declared
from segtui.data.connections.secrets import is_ambiguous
from segtui.errors import UsageError, nearest, system_words
from segtui.language.sentences import say

_VARIABLE = "SEGTUI_CONNECTION_"
_OTHERS = 0o077


def connections_file() -> Path:
    """Where connections.toml is, or would be."""
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else Path.home() / ".config"
    return base / "segtui" / "connections.toml"


def connection_names() -> tuple[str, ...]:
    """The names of all connections, in alphabetical order; UsageError where the file is wrong."""
    given = {name.removeprefix(_VARIABLE).lower() for name in os.environ if name.startswith(_VARIABLE)}
    written = _tables()
    known = {name.lower().replace("-", "_") for name in written}
    return tuple(sorted({*written, *(name for name in given if name not in known)}))


def is_connection(name: str) -> bool:
    """Whether a connection is called so; UsageError where the file is wrong."""
    return _variable(name) in os.environ or name in _tables()


def connection_named(name: str, *, needs_url: bool = True) -> Connection:
    """The connection called so; UsageError where there is none or the file is wrong.

    That of a platform need not have an address: for one, `needs_url` is False.
    """
    if url := os.environ.get(_variable(name)):
        if "://" not in url:
            raise UsageError(say("is not an address"), where=_variable(name), fix="postgresql://user@host/database")
        if is_ambiguous(url):
            what, fix = say("its password has one of / ? # @ in it"), say("write them as %2F, %3F, %23 and %40")
            raise UsageError(what, where=_variable(name), fix=fix)
        return Connection(name, url)
    tables, where = _tables(), str(connections_file())
    if name not in tables:
        known = nearest(name, connection_names()) or say("write it into {where}", where=where)
        raise UsageError(
            say('there is no connection "{name}"', name=name),
            where=where,
            fix=say("{known} (a file is ./{name}:…)", known=known, name=name),
        )
    return declared(name, tables[name], where, needs_url=needs_url)


def _variable(name: str) -> str:
    return _VARIABLE + name.upper().replace("-", "_")


def _tables() -> dict[str, Any]:
    """The tables of the file; none where there is no file."""
    place = connections_file()
    try:
        with place.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise UsageError(say("others may read it"), where=str(place), fix=f"chmod 600 {place}")
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(say("can't be read: {why}", why=system_words(error)), where=str(place)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        at = re.search(r" \(at line \d+, column \d+\)", str(error))  # the rest may quote what stands there
        raise UsageError(
            say("is not TOML{at}", at=at[0] if at else ""), where=str(place), fix=say("see `segtui guide databases`")
        ) from None
