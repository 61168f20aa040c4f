"""What is told where a file of SQLite or DuckDB can't be read, and what DuckDB may be asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from segtui.errors import DataError, SegtuiError, UnreachableError, nearest
from segtui.language.sentences import say

_HELD = re.compile(r"lock is held in (.+ \(PID \d+\))")
_LOCKED = ("database is locked", "database table is locked", "Could not set lock")
_ONE = say("write one SELECT, without a semicolon")


def local_fault(what: str, where: str, fix: str = "") -> Callable[[str], SegtuiError]:
    """For `foreign`: another program has the file (exit 5), or it is wrong (exit 3), `what` with the reason."""

    def explained(why: str) -> SegtuiError:
        if "sqlite_scanner" in why:
            return DataError(
                say("it is a file of SQLite, not of DuckDB"), where=where, fix=say("begin with sqlite:///")
            )
        if not any(said in why for said in _LOCKED):
            return DataError(say("{what}: {why}", what=what, why=why), where=where, fix=fix)
        holder = found[1] if (found := _HELD.search(why)) else say("another program")
        return UnreachableError(
            say("{holder} has locked the file", holder=holder),
            where=where,
            fix=say("try again when it is done with it"),
        )

    return explained


def duckdb_file(file: str) -> Any:
    """A connection to a file of DuckDB that changes nothing, and for which nothing is downloaded and installed."""
    import duckdb

    return duckdb.connect(file, read_only=True, config={"autoinstall_known_extensions": False})


def one_select(opened: Any, statement: str, where: str) -> str:
    """The statement; DataError where it is not one SELECT: others could write files, though not to the database."""
    import duckdb

    kinds = [one.type for one in opened.extract_statements(statement)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise DataError(say("this is not one SELECT"), where=where, fix=_ONE)
    return statement


def refuse_unknown(columns: tuple[str, ...], there: list[str], where: str) -> None:
    """Raise DataError for a column that is asked for and not there, which SQLite would read as a text."""
    known = {name.casefold() for name in there}
    for name in columns:
        if name.casefold() not in known:
            raise DataError(say('there is no column "{name}"', name=name), where=where, fix=nearest(name, there))
