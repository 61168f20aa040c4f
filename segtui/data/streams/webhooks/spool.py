"""A file that keeps deliveries from the moment that their senders hear a yes until their batch is on the disk."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from segtui.errors import ResourceError, UsageError, no_room, system_number
from segtui.language.sentences import say

NAME = "follow.spool.sqlite"
"""The file of a stream's deliveries, in the folder that the stream is given."""
MOST = 1_000_000
"""Deliveries that wait at most; past it senders are asked to come again."""
_MOST_BYTES = 2 << 30
_TOGETHER = 1_000
"""Deliveries that one commit takes at most."""
_KNOWN_FOR = 7 * 86_400
"""Seconds for which a delivery is known when it comes again: longer than any of the senders tries."""
_WAIT = 30.0
_TABLES = """
create table if not exists spool (name text not null);
create table if not exists delivery (number integer primary key autoincrement, key text, at real, body blob);
create table if not exists known (key text primary key, at real) without rowid;
"""


class SpoolFullError(Exception):
    """Nothing more is taken now: too much waits, or the disk is full."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A delivery that waits; numbers rise, and none is given twice."""

    number: int
    key: str
    at: float
    body: bytes


class Spool:
    """Deliveries on the disk. `put` is for many threads at once, everything else for the one that reads."""

    def __init__(self, place: Path) -> None:
        self._place = place
        try:
            self._reading = self._connected()
            with self._reading as connection:
                connection.executescript(_TABLES)
                if not connection.execute("select 1 from spool").fetchone():
                    connection.execute("insert into spool values (?)", (uuid.uuid4().hex,))
                self.name = str(connection.execute("select name from spool").fetchone()[0])
                self._count, self._bytes = connection.execute(
                    "select count(*), coalesce(sum(length(body)), 0) from delivery"
                ).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        self._came = threading.Event()
        self._waiting: queue.SimpleQueue[tuple[Spooled, Future[bool]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._writer = threading.Thread(target=self._write, name="segtui-spool", daemon=True)
        self._writer.start()

    def put(self, key: str, body: bytes, at: float) -> bool:
        """Keep a delivery, and return once it is on the disk: whether it is new.

        Raises SpoolFullError where there is no room.
        """
        if self._count >= MOST or self._bytes + len(body) > _MOST_BYTES:
            raise SpoolFullError
        done: Future[bool] = Future()
        self._waiting.put((Spooled(0, key, at, body), done))
        try:
            return done.result(_WAIT)
        except TimeoutError:
            raise SpoolFullError from None

    def read(self, behind: int, most: int, size: int, seconds: float) -> list[Spooled]:
        """Deliveries behind a number, about `size` bytes; waits only where there are none."""
        until, found = time.monotonic() + seconds, list[Spooled]()
        while True:
            self._came.clear()
            for each in self._rows(behind, most):
                found.append(each)
                size -= len(each.body)
                if size <= 0:
                    break
            left = until - time.monotonic()
            if found or left <= 0 or not self._came.wait(left):
                return found

    def forget(self, up_to: int) -> None:
        """Forget what is done with, bodies and all, and the ids that nobody sends again."""
        try:
            with self._lock, self._reading as connection:
                size = "select count(*), coalesce(sum(length(body)), 0) from delivery where number <= ?"
                count, size_of = connection.execute(size, (up_to,)).fetchone()
                connection.execute("delete from delivery where number <= ?", (up_to,))
                connection.execute("delete from known where at < ?", (time.time() - _KNOWN_FOR,))
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        self._count, self._bytes = self._count - count, self._bytes - size_of

    def waiting(self, behind: int) -> int:
        """How many deliveries there are behind a number."""
        return int(self._reading.execute("select count(*) from delivery where number > ?", (behind,)).fetchone()[0])

    def close(self) -> None:
        """End the writing, and close the file."""
        self._waiting.put(None)
        self._writer.join(_WAIT)
        self._reading.close()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._place, timeout=_WAIT)
        for pragma in ("journal_mode = wal", "synchronous = full", "secure_delete = on"):
            connection.execute(f"pragma {pragma}")
        return connection

    def _rows(self, behind: int, most: int) -> Iterator[Spooled]:
        asked = "select number, key, at, body from delivery where number > ? order by number limit ?"
        with contextlib.closing(self._reading.execute(asked, (behind, most))) as rows:
            for row in rows:
                yield Spooled(*row)

    def _write(self) -> None:
        """Put what came meanwhile into one transaction, so that all share the wait for the disk."""
        connection = self._connected()
        try:
            while (first := self._waiting.get()) is not None:
                group, ends = [first], False
                while len(group) < _TOGETHER and not self._waiting.empty():
                    if (more := self._waiting.get()) is None:
                        ends = True
                        break
                    group.append(more)
                self._keep(connection, group)
                if ends:
                    return
        finally:
            connection.close()

    def _keep(self, connection: sqlite3.Connection, group: list[tuple[Spooled, Future[bool]]]) -> None:
        try:
            with self._lock, connection:
                new = [self._kept(connection, each) for each, _ in group]
        except sqlite3.Error:
            for _, done in group:
                done.set_exception(SpoolFullError())
            return
        self._count += sum(new)
        self._bytes += sum(len(each.body) for (each, _), is_new in zip(group, new, strict=True) if is_new)
        self._came.set()
        for (_, done), is_new in zip(group, new, strict=True):
            done.set_result(is_new)

    @staticmethod
    def _kept(connection: sqlite3.Connection, each: Spooled) -> bool:
        if each.key:
            known = "insert into known values (?, ?) on conflict do nothing"
            if not connection.execute(known, (each.key, each.at)).rowcount:
                return False
        insert = "insert into delivery (key, at, body) values (?, ?, ?)"
        connection.execute(insert, (each.key, each.at, each.body))
        return True

    def _unusable(self, error: sqlite3.Error) -> ResourceError | UsageError:
        full = no_room(28 if "full" in str(error) else system_number(error), self._place.parent, where="", fix="")
        what, fix = say("can't be used: {why}", why=str(error)), say("see whether others use it")
        return full or UsageError(what, where=str(self._place), fix=fix)
