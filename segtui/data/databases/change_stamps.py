"""What tells that a server's table may hold other rows now, as it was when something was opened last.

A table in use changes all the time. What is opened goes on with the rows that were read until it is opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import polars as pl

from segtui.data.databases.estimates import postgresql_plan
from segtui.data.databases.postgresql_columns import read_only_cursor, rows_of
from segtui.data.databases.table_address import parse
from segtui.data.source import Source
from segtui.errors import DataError, SegtuiError, UnreachableError

Asked = Callable[[str], str]
"""Asks a server for the stamp of an address, empty where it has none."""

_SEEN: dict[str, tuple[str, Asked]] = {}
_LOOKS = count(1)
_STAMP = """
select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text else (
select string_agg(concat_ws(' ', c.oid, pg_relation_filenode(c.oid), c.relnatts,
s.n_tup_ins, s.n_tup_upd, s.n_tup_del), ', ' order by c.oid)
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_stat_all_tables s on s.relid = c.oid
where (n.nspname, c.relname) in ({0})) end as stamp
"""


def seen_stamp(ask: Asked = lambda _: "") -> Callable[[str, Source], str]:
    """The stamp of an address as it was when it was first asked for since `look_again`; without one each is another."""

    def stamp(address: str, _: Source) -> str:
        if address not in _SEEN:
            _SEEN[address] = ask(address) or f"look {next(_LOOKS)}", ask
        return _SEEN[address][0]

    return stamp


def look_again() -> None:
    """Something is opened: what is read from now on is as the servers have it now."""
    _SEEN.clear()


def has_changed(address: str) -> bool:
    """Whether an address has another stamp than it was seen with; False where nobody can tell."""
    seen, ask = _SEEN.get(address, ("", None))
    try:
        return bool(ask and (now := ask(address)) and now != seen)
    except SegtuiError:
        return False


def state_stamp(states: Callable[[str], Mapping[str, str]]) -> Callable[[str, Source], str]:
    """The stamp of what is staged as files, by the `states` of these; what is wrong is told where they are read."""

    def ask(address: str) -> str:
        try:
            return "; ".join(f"{name}: {state}" for name, state in sorted(states(address).items()))
        except UnreachableError:
            raise
        except SegtuiError:
            return ""

    return seen_stamp(ask)


def postgresql_stamp(address: str) -> str:
    """How many rows were ever inserted, updated and deleted in each table that the statement reads, views included.

    A standby has no such counts: there it is how far it has come. Empty where the server has neither; raises
    UnreachableError where it can't be asked.
    """
    asked = parse(address)
    try:
        with read_only_cursor(asked.connection(), address) as cursor:
            tables = sorted(set(_tables(postgresql_plan(cursor, asked.statement(), "verbose, format json"))))
        if not tables:
            return ""
        with read_only_cursor(asked.connection(), address) as cursor:
            names = ", ".join(f"({_literal(schema)}, {_literal(table)})" for schema, table in tables)
            return str(rows_of(cursor, _STAMP.format(names)).item() or "")
    except (DataError, pl.exceptions.PolarsError):
        return ""


def _tables(plan: Any) -> Iterator[tuple[str, str]]:
    """Schema and name of each table in a plan of the server."""
    if isinstance(plan, dict):
        if "Relation Name" in plan:
            yield plan.get("Schema", "public"), plan["Relation Name"]
        plan = list(plan.values())
    for each in plan if isinstance(plan, list) else ():
        yield from _tables(each)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
