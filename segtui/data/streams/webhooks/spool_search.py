"""Looks through the deliveries that wait in a spool, and takes some out, while nobody reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign


def matching_deliveries(place: Path, is_meant: Callable[[bytes], bool]) -> list[int]:
    """The numbers of the deliveries whose body is meant; none where there is no spool."""
    if not place.is_file():
        return []
    with foreign(_damaged(place), raises=(sqlite3.Error,)), closing(_opened(place)) as spool:
        return [number for number, body in _bodies(spool) if is_meant(body)]


def drop_deliveries(place: Path, numbers: list[int]) -> None:
    """Take them out, bodies and all. Their keys stay, so that none that is sent again is taken in."""
    if not numbers:
        return
    with foreign(_damaged(place), raises=(sqlite3.Error,)), closing(_opened(place)) as spool:
        spool.execute("pragma secure_delete = on")
        spool.execute("begin immediate")
        spool.executemany("delete from delivery where number = ?", [(number,) for number in numbers])
        spool.execute("commit")
        spool.execute("pragma wal_checkpoint(truncate)")


def _bodies(spool: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    for number, body in spool.execute("select number, body from delivery order by number"):
        yield number, bytes(body or b"")


def _opened(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=30, isolation_level=None)


def _damaged(place: Path) -> Callable[[str], DataError]:
    return lambda why: DataError(say("can't be read: {why}", why=why), where=str(place))
