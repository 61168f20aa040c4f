"""RUN_DIR/follow.sqlite: everything that a follower knows, changed by one transaction for each batch."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segtui.errors import DataError, ResourceError, SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.stream_files import STATE
from segtui.publishing.private import FILE

_TABLES = """
create table if not exists facts (name text primary key, value text not null) without rowid;
create table if not exists placed (
    customer {key} primary key, segment integer, confidence real not null, day integer not null);
create index if not exists placed_day on placed (day);
create table if not exists seen (key text primary key, at integer not null) without rowid;
create index if not exists seen_at on seen (at);
create table if not exists outbox (sink text primary key, batch integer not null, rows blob not null);
"""
_FIXED = ("facts", "placed", "seen", "outbox")

Row = tuple[Any, ...]


class StateFile:
    """The file, open in WAL mode, each commit on the disk before it returns; a context manager.

    `facts` are values by name, in JSON. Customers are integers or text, as the ids of the run are.
    """

    def __init__(self, folder: Path, *, whole_ids: bool) -> None:
        self.place = folder / STATE
        self._key = "integer" if whole_ids else "text"
        with self.refusals():
            if self.place.is_symlink():
                raise UsageError(say("is a symbolic link"), where=str(self.place), fix=say("remove it"))
            os.close(os.open(self.place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE))
            self._db = sqlite3.connect(self.place, timeout=30, isolation_level=None)
            for name, value in (("journal_mode", "wal"), ("synchronous", "full"), ("secure_delete", "on")):
                self._db.execute(f"pragma {name} = {value}")
            self._db.execute("pragma temp_store = memory")
            self._db.execute("pragma cache_size = -65536")
            self._db.executescript(_TABLES.format(key=self._key))
            self._db.execute(f"create temp table touched (customer {self._key} primary key) without rowid")

    def __enter__(self) -> StateFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done in the block counts once it has ended, or nothing of it."""
        with self.refusals():
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    def fact(self, name: str, default: Any = None) -> Any:
        """A fact; the default where it is not known."""
        found = self.rows("select value from facts where name = ?", (name,))
        return json.loads(found[0][0]) if found else default

    def keep(self, name: str, value: Any) -> None:
        """Set a fact."""
        self.run("insert or replace into facts values (?, ?)", (name, json.dumps(value, ensure_ascii=False)))

    def run(self, statement: str, given: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it changed."""
        with self.refusals():
            return self._db.execute(statement, given).rowcount

    def many(self, statement: str, given: Iterable[Row]) -> None:
        """The same for each of many rows."""
        with self.refusals():
            self._db.executemany(statement, given)

    def rows(self, statement: str, given: Sequence[Any] = ()) -> list[Row]:
        """The rows of an answer."""
        with self.refusals():
            return self._db.execute(statement, given).fetchall()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def touch(self, customers: Iterable[int | str]) -> None:
        """Make these the customers of the table `touched`, which statements may join."""
        self.run("delete from touched")
        self.many("insert or ignore into touched values (?)", ((who,) for who in customers))

    def create(self, table: str, columns: Sequence[str]) -> None:
        """A table with a row for each customer and these columns, if it is not there."""
        self.run(f"create table if not exists {table} (customer {self._key} primary key, {', '.join(columns)})")

    def clear(self) -> None:
        """Remove what is known of customers; facts and keys of messages stay."""
        for table in self.tables():
            if table in ("placed", "outbox"):
                self.run(f"delete from {table}")
            elif table not in _FIXED:
                self.run(f"drop table {table}")

    def tables(self) -> list[str]:
        """The tables."""
        return [name for (name,) in self.rows("select name from sqlite_master where type = 'table'")]

    def checkpoint(self) -> None:
        """Bring all into the one file, so that what was removed is nowhere else."""
        self.rows("pragma wal_checkpoint(truncate)")

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What the library refuses, as an error of ours: a full disk is one of resources."""
        with foreign(self._explained, writes=self.place, raises=(sqlite3.Error,)):
            yield

    def _explained(self, why: str) -> SegtuiError:
        where = str(self.place)
        if "disk is full" in why or "disk I/O" in why:
            fix = say("free some space, then start it again: it goes on from the last batch")
            return ResourceError(say("the disk is full or can't be written: {why}", why=why), where=where, fix=fix)
        if any(word in why for word in ("readonly", "unable to open", "ermission denied")):
            fix = say("follow as a user who may write to the run")
            return UsageError(say("can't be written: {why}", why=why), where=where, fix=fix)
        if "locked" in why:
            fix = say("close that, and start it again")
            return UsageError(say("another program has it open"), where=where, fix=fix)
        fix = say("move it away, with -wal and -shm beside it: the next follower begins from the run")
        return DataError(say("is damaged: {why}", why=why), where=where, fix=fix)
