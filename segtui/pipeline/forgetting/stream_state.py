"""A person in what is kept of a stream: the state, rows on their way, rejected messages, and webhooks that wait."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.streams.webhooks.spool import NAME
from segtui.data.streams.webhooks.spool_search import drop_deliveries, matching_deliveries
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import BrokenRunError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.artifacts.stream_files import FOLDER, REJECTED, STATE, only_follower
from segtui.pipeline.forgetting.person import among_ids
from segtui.publishing.publish import replacement

_WAITING = f"{FOLDER}/{NAME}"


def rows_of_stream(run: RunFiles, ids: Collection[str], broken: BrokenRunError) -> dict[str, int]:
    """How many rows and messages of a person with these ids stand in the files of a stream, by file."""
    found: dict[str, int] = {}
    with broken.passing(run.path / STATE):
        found = _counted(run.path, ids)
    with broken.passing(run.path / _WAITING):
        found[_WAITING] = len(_waiting(run, ids))
    return {name: count for name, count in found.items() if count}


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
    return found


def erase_from_stream(run: RunFiles, ids: Collection[str]) -> None:
    """Take them out for good; raises UsageError while a follower runs, whose memory has them still."""
    home = run.path
    with only_follower(home):
        drop_deliveries(home / _WAITING, _waiting(run, ids))
        _erase(home, ids)


def _erase(home: Path, ids: Collection[str]) -> None:
    if not (home / STATE).is_file():
        return
    with closing(_opened(home / STATE)) as db:
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


def _waiting(run: RunFiles, ids: Collection[str]) -> list[int]:
    """The webhooks that wait and are of them, by the field of the id; what can't be read, by a word in it."""
    follow = run.plan.follow
    path = follow.id if follow else ""

    def is_theirs(body: bytes) -> bool:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return _has_word(body.decode("utf-8", "replace"), ids)
        found = field_of(told, path)
        return found is not None and bool(among_ids(pl.Series([str(found).strip()]), ids)[0])

    return matching_deliveries(run.path / _WAITING, is_theirs)


def field_of(told: Any, path: str) -> Any:
    """The field of a message by its name, or by the names of records that lead to it with points between them."""
    if not isinstance(told, dict):
        return None
    if path in told:
        return told[path]
    first, _, rest = path.partition(".")
    return field_of(told.get(first), rest) if rest else None


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
    return _has_word(text, ids)


def _has_word(text: str, ids: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in ids)
