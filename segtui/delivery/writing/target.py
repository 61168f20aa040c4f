"""What takes segments back: how it is declared, what it answers, and which one an order means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from segtui.data.connections.connection import Connection
from segtui.data.databases.table_address import parse
from segtui.declare import instances
from segtui.delivery.writing.config import Mode, WriteBack
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.errors import UsageError, nearest
from segtui.language.listings import either
from segtui.language.sentences import say
from segtui.libraries.boundary import Library

Advance = Callable[[float], None]
"""Told the share of the rows that has gone."""


@dataclass(frozen=True)
class WriteCounts:
    """What a write does to its table, in rows; `absent` are people of the run who are not in a table that is updated.

    `before` says that this was written already, and nothing is to do.
    """

    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    absent: int = 0
    before: bool = False


class Transaction(Protocol):
    """All writes to one place: they count once `commit` has returned; leaving without it leaves all as it was."""

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise a SegtuiError, before there are rows, for a table that can't or must not take these columns."""

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Send the rows and say what they change."""

    def commit(self) -> None:
        """Let it count."""


@dataclass(frozen=True)
class WriteTarget:
    """A kind of place that takes segments back, declared once.

    Databases have the `schemes` of their URLs, and are opened with a Connection; others are a `format` of [[write]],
    and are opened with the absolute path or address of an order. `name` is that format, or the database's name;
    `modes` are those that it knows; `libraries` may be absent.
    """

    name: str
    label: str
    open: Callable[[Any], AbstractContextManager[Transaction]]
    schemes: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ("merge", "update", "replace", "append", "history")
    libraries: tuple[Library, ...] = ()


@cache
def write_targets() -> dict[str, WriteTarget]:
    """The declared targets by name, in alphabetical order of their files."""
    return {target.name: target for target in instances("segtui.delivery.writing.targets", WriteTarget)}


def connection_of(order: WriteBack) -> Connection:
    """The connection of an order to a database; UsageError where it is not known."""
    given = order.connection or ""
    return parse(given if "://" in given else f"{given}:").connection()


def target_of(order: WriteBack) -> WriteTarget:
    """What takes an order's rows; UsageError where nothing does, or it does not know the mode."""
    if order.format is not None:
        known = {name: target for name, target in write_targets().items() if not target.schemes}
        if order.format not in known:
            raise UsageError(
                say('nothing is written as "{format}"', format=order.format),
                where="format",
                fix=nearest(order.format, known),
            )
        found = known[order.format]
    else:
        scheme = connection_of(order).scheme
        schemes = {scheme: target for target in write_targets().values() for scheme in target.schemes}
        if scheme not in schemes:
            what = say("segments can't be written back to {scheme}://", scheme=scheme)
            raise UsageError(what, where=order.place, fix=nearest(scheme, schemes))
        found = schemes[scheme]
    if order.mode not in found.modes:
        fix = say("choose mode = {modes}", modes=either(found.modes))
        raise UsageError(
            say("{label} knows no mode {mode}", label=found.label, mode=order.mode), where=order.place, fix=fix
        )
    return found
