"""What people have answered by the stream that a run follows: a no there is a no in every file and push of the run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing

import polars as pl

from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.errors import DataError, SegtuiError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.artifacts.stream_files import STATE
from segtui.pipeline.exports.original_answers import names_in_data

TOLD, PROFILE, LAYOUT = "told_", "profile", "columns"
"""The tables of the state with those who answered in a column, by its number, and with everybody's cells; and the fact
that names the columns of the cells in their order."""
_PATIENCE = 30


def by_stream(run: RunFiles, asked: Collection[str]) -> Beside | None:
    """The rows of those who answered in one of the columns `asked` by the stream, as they are now.

    None where nobody did. Raises DataError where the state of the stream can't be read: who said no there would not be
    known.
    """
    place = run.home / STATE
    if not asked or not place.is_file():
        return None
    address = f"{place.resolve().as_uri()}?mode=ro"
    with (
        foreign(_unreadable(run), raises=(sqlite3.Error,)),
        closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as db,
    ):
        rows = _rows(db, run, asked)
    frame = pl.concat(rows, how="diagonal") if rows else pl.DataFrame()
    return Beside(lambda: iter([frame]), run.id, "refusals") if frame.height else None


def _rows(db: sqlite3.Connection, run: RunFiles, asked: Collection[str]) -> list[pl.DataFrame]:
    found = db.execute("select value from facts where name = ?", (LAYOUT,)).fetchall()
    if not found:
        return []
    columns: list[str] = json.loads(found[0][0])
    tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    named, noted = names_in_data(run, asked), {c for _, order in run.plan.careful() for c in order.columns_asked()}
    rows = []
    for column in asked:
        name = named.get(column, column)
        number = columns.index(name) if name in columns else -1
        if number >= 0 and (f"{TOLD}{number}" in tables or column not in noted):
            told = f" join {TOLD}{number} using (customer)" if f"{TOLD}{number}" in tables else ""
            rows.append(_cells(db, run, columns, number, told).rename({f"\0{number}": column}))
    return rows


def _cells(db: sqlite3.Connection, run: RunFiles, columns: list[str], number: int, told: str) -> pl.DataFrame:
    """Ids, the answer in one column under its number, and all else that is known of these people, as text."""
    cells = ", ".join(f"cast({PROFILE}.c{i} as text)" for i in range(len(columns)))
    found = db.execute(f"select cast(customer as text), {cells} from {PROFILE}{told}").fetchall()
    heads = ["\0id", *(f"\0{i}" for i in range(len(columns)))]
    frame = pl.DataFrame(found, schema=dict.fromkeys(heads, pl.String), orient="row")
    more = [col(f"\0{i}").alias(name) for i, name in enumerate(columns) if i != number and name != run.id]
    return frame.select(col("\0id").alias(run.id), col(f"\0{number}"), *more)


def _unreadable(run: RunFiles) -> Callable[[str], SegtuiError]:
    def explain(why: str) -> SegtuiError:
        fix = say("it says who said no by the stream: restore it, or move it away if the stream never carried answers")
        return DataError(say("can't be read: {why}", why=why), where=str(run.home / STATE), fix=fix)

    return explain
