"""The table that remembers which run was written to which table of its schema, so that no write is done twice."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import RunRows
from segtui.delivery.writing.sql.session import WriteSession

LEDGER = "segtui_writes"


def ledger_of(table: Sequence[str]) -> tuple[str, ...]:
    """Where writes to a table are remembered: beside it."""
    return (*table[:-1], LEDGER)


def stage_of(table: Sequence[str]) -> str:
    """What the temporary table with the rows for a table is called."""
    return f"segtui_stage_{table[-1]}"[:60]


def is_written(session: WriteSession, table: Sequence[str], order: WriteBack, rows: RunRows) -> bool:
    """Whether the table has just these rows: they were written last, or, where others are added to them, ever."""
    if not session.columns(ledger_of(table)):
        return False
    target, digest = (session.dialect.text(text) for text in (table[-1], rows.digest))
    place = _quoted(session, ledger_of(table))
    if order.mode == "append":
        return bool(session.rows(f"select 1 from {place} where target = {target} and digest = {digest}"))
    last = f"select max(number) from {place} where target = {target}"
    asked = f"select 1 from {place} where target = {target} and digest = {digest} and number = ({last})"
    return bool(session.rows(asked))


def remember(session: WriteSession, table: Sequence[str], rows: RunRows) -> None:
    """Add a row for this write, in its transaction."""
    dialect, place = session.dialect, _quoted(session, ledger_of(table))
    if not session.columns(ledger_of(table)):
        text = dialect.new_type("text", is_key=True)
        session.create(
            f"create table {place} (number {dialect.types['whole']} not null, target {text} not null, "
            f"run {text} not null, digest {text} not null, written_rows {dialect.types['whole']} not null, "
            f"written_at {dialect.types['time']} not null)",
            ledger_of(table),
        )
    target, run, digest = (dialect.text(text) for text in (table[-1], rows.run, rows.digest))
    session.run(
        f"insert into {place} (number, target, run, digest, written_rows, written_at) "
        f"select coalesce(max(number), 0) + 1, {target}, {run}, {digest}, {rows.count}, {dialect.now} from {place}"
    )


def _quoted(session: WriteSession, parts: Sequence[str]) -> str:
    return ".".join(map(session.dialect.quote, parts))
