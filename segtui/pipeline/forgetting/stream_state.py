"""A person in what is kept of a stream: the state, rows on their way, and messages that were rejected."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path

import polars as pl

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import BrokenRunError
from segtui.pipeline.artifacts.stream_files import REJECTED, STATE, only_follower
from segtui.publishing.publish import replacement


def rows_of_stream(home: Path, ids: Collection[str], broken: BrokenRunError) -> dict[str, int]:
    """How many rows and messages of a person with these ids stand in the files of a stream, by file."""
    with broken.passing(home / STATE):
        return _counted(home, ids)
    return {}


def _counted(home: Path, ids: Collection[str]) -> dict[str, int]:
    found = {}
    if (home / STATE).is_file():
        with closing(_opened(home / STATE)) as db, foreign(_damaged(home / STATE), raises=(sqlite3.Error,)):
            marks, given = _marks(ids)
            tables = [name for name in _tables(db) if name != "outbox"]
            asked = [f"select count(*) from {name} where customer in ({marks})" for name in tables]
            found[STATE] = sum(db.execute(each, given).fetchone()[0] for each in asked)
    if (home / REJECTED).is_file():
        found[REJECTED] = sum(_names(line, ids) for line in _lines(home / REJECTED))
    return {name: count for name, count in found.items() if count}


def erase_from_stream(home: Path, ids: Collection[str]) -> None:
    """Take them out for good; raises UsageError while a follower runs, whose memory has them still."""
    if not (home / STATE).is_file():
        return
    with only_follower(home), closing(_opened(home / STATE)) as db:
        kept = [line for line in _lines(home / REJECTED) if not _names(line, ids)]
        size = sum(len(line) for line in kept)
        with foreign(_damaged(home / STATE), raises=(sqlite3.Error,)):
            db.execute("pragma secure_delete = on")
            db.execute("begin immediate")
            marks, given = _marks(ids)
            for name in _tables(db):
                if name == "outbox":
                    _erase_waiting(db, ids)
                else:
                    db.execute(f"delete from {name} where customer in ({marks})", given)
            db.execute("insert or replace into facts values ('rejected_bytes', ?)", (str(size),))
            if (home / REJECTED).is_file():
                with replacement(home / REJECTED) as part:
                    part.write_bytes(b"".join(kept))
            db.execute("commit")
            db.execute("pragma wal_checkpoint(truncate)")


def _opened(place: Path) -> sqlite3.Connection:
    with foreign(_damaged(place), raises=(sqlite3.Error,)):
        return sqlite3.connect(place, timeout=30, isolation_level=None)


def _damaged(place: Path) -> Callable[[str], DataError]:
    return lambda why: DataError(say("can't be read: {why}", why=why), where=str(place))


def _tables(db: sqlite3.Connection) -> list[str]:
    """Those with a row for each customer, and the outbox."""
    names = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'").fetchall()]
    columns = {name: [row[1] for row in db.execute(f"pragma table_info({name})").fetchall()] for name in names}
    return [name for name in names if "customer" in columns[name] or name == "outbox"]


def _marks(ids: Collection[str]) -> tuple[str, list[str | int]]:
    given: list[str | int] = [*ids]
    for text in ids:
        with suppress(ValueError):
            if abs(number := int(text)) < 2**63:
                given.append(number)
    return ", ".join("?" * len(given)), given


def _erase_waiting(db: sqlite3.Connection, ids: Collection[str]) -> None:
    """The rows on their way to a place; their first column is the id."""
    for sink, rows in db.execute("select sink, rows from outbox").fetchall():
        frame = pl.read_ipc_stream(io.BytesIO(rows))
        is_theirs = frame.to_series(0).cast(pl.String).is_in(list(ids)).fill_null(False)
        file = io.BytesIO()
        frame.filter(~is_theirs).write_ipc_stream(file, compression="lz4")
        db.execute("update outbox set rows = ? where sink = ?", (file.getvalue(), sink))


def _lines(place: Path) -> Iterator[bytes]:
    if place.is_file():
        with place.open("rb") as file:
            yield from file


def _names(line: bytes, ids: Collection[str]) -> bool:
    """Whether a rejected message names one of the ids, as a word of its own."""
    try:
        text = str(json.loads(line)["message"])
    except (ValueError, KeyError, TypeError):
        text = line.decode("utf-8", "replace")
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in ids)
