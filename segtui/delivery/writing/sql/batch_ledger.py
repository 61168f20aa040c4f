"""The table that remembers which batch of a stream a table had last, in the transaction of its rows."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import RunRows, StreamBatch
from segtui.delivery.writing.sql.session import WriteSession

BATCHES = "segtui_batches"


def batches_of(table: Sequence[str]) -> tuple[str, ...]:
    """Where batches of a table are remembered: beside it."""
    return (*table[:-1], BATCHES)


def is_batch_written(session: WriteSession, table: Sequence[str], order: WriteBack, rows: RunRows) -> bool:
    """Whether the table has this batch of its stream, or a later one."""
    assert rows.batch is not None
    known = _last(session, table, rows.batch)
    return known is not None and known >= rows.batch.number


def remember_batch(session: WriteSession, table: Sequence[str], batch: StreamBatch) -> None:
    """Note this batch as the last one of its stream, in its transaction."""
    dialect, place = session.dialect, _quoted(session, batches_of(table))
    if not session.columns(batches_of(table)):
        text, whole, time = dialect.new_type("text", is_key=True), dialect.types["whole"], dialect.types["time"]
        names = f"target {text} not null, stream {text} not null, batch {whole} not null, written_at {time} not null"
        session.create(f"create table {place} ({names})", batches_of(table))
    target, stream = dialect.text(table[-1]), dialect.text(batch.stream)
    if _last(session, table, batch) is None:
        names, values = "target, stream, batch, written_at", f"{target}, {stream}, {batch.number}, {dialect.now}"
        session.run(f"insert into {place} ({names}) values ({values})")
    else:
        sets = f"batch = {batch.number}, written_at = {dialect.now}"
        session.run(f"update {place} set {sets} where target = {target} and stream = {stream}")


def _last(session: WriteSession, table: Sequence[str], batch: StreamBatch) -> int | None:
    if not session.columns(batches_of(table)):
        return None
    target, stream = session.dialect.text(table[-1]), session.dialect.text(batch.stream)
    place = _quoted(session, batches_of(table))
    found = session.rows(f"select max(batch) from {place} where target = {target} and stream = {stream}")
    return None if not found or found[0][0] is None else int(found[0][0])


def _quoted(session: WriteSession, parts: Sequence[str]) -> str:
    return ".".join(map(session.dialect.quote, parts))
