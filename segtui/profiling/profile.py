"""The profile of a table: every column in figures, with what is odd about it; as a frame and as JSON."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from segtui.data.table import ColumnReading, Table
from segtui.language.sentences import in_language
from segtui.language.wording import joined
from segtui.profiling.alerts import alerts
from segtui.profiling.column import Alert, ColumnProfile, Value
from segtui.profiling.column_values import column
from segtui.profiling.redundant_columns import near_copies
from segtui.profiling.summary import summarise
from segtui.profiling.sums import sums

_CODES = {
    "heavy_tail": "skewed",
    "placeholder_dates": "stand_in",
    **dict.fromkeys(("date_formats", "decimal_marks", "codes_as_numbers", "numbers_and_words"), "mixed_formats"),
    **dict.fromkeys(("spellings", "typos"), "mixed_formats"),
}
_INNER = {"relation", "placeholders", "far_off", "mostly", "pair", "is_id", "free_text", "repeats", "ambiguous"}


@dataclass(frozen=True)
class Profile:
    """The columns of a table in its order, and its number of rows."""

    columns: tuple[ColumnProfile, ...]
    rows: int

    def frame(self) -> pl.DataFrame:
        """As profile.csv: one row per source column; `min` to `max` are text, so that numbers and dates share them."""
        return pl.DataFrame([_row(c) for c in self.columns], schema=_SCHEMA, orient="row")

    def to_dict(self) -> dict[str, Any]:
        """Everything, including histograms and top values, in JSON types."""
        return {"rows": self.rows, "columns": [c.to_dict() for c in self.columns]}


def profile(table: Table) -> Profile:
    """Profile every column of the source, except a row number that was added while reading.

    Each column is sorted or counted once, as many at a time as there are processors; so time is that of a sort per
    column, and memory beside the table that of a column for each processor. Nothing is sampled but the search for
    pairs of near-copies and for sums, which are then tried on all rows.
    """
    readings = {c.name: c for c in table.reading.columns}
    frame = table.frame
    names = [n for n in frame.columns if not readings or n in readings or n != table.id]
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        found = list(threads.map(lambda n: _profiled(frame.get_column(n), n == table.id, readings.get(n)), names))
    copies = near_copies(frame, found)
    found = [replace(c, alerts=(*c.alerts, copies[c.name])) if c.name in copies else c for c in found]
    added = sums(frame, found)
    found = [replace(c, alerts=(*c.alerts, added[c.name])) if c.name in added else c for c in found]
    return Profile(tuple(found), frame.height)


def _profiled(series: pl.Series, is_id: bool, reading: ColumnReading | None) -> ColumnProfile:
    one = column(series, is_id=is_id, reading=reading)
    return replace(summarise(one), alerts=alerts(one))


_SCHEMA = {
    "column": pl.String,
    "type": pl.String,
    "nulls": pl.Int64,
    "distinct": pl.Int64,
    **dict.fromkeys(("min", "q1", "median", "q3", "max"), pl.String),
    "mean": pl.Float64,
    "std": pl.Float64,
    "alerts": pl.String,
}


def _row(c: ColumnProfile) -> tuple[Any, ...]:
    points = [_text(v) for v in (c.min, c.q1, c.median, c.q3, c.max)]
    return (
        c.name,
        c.kind,
        c.nulls,
        c.distinct,
        *points,
        c.mean,
        c.std,
        "; ".join(in_language(a.message) for a in c.alerts),
    )


def _text(value: Value | None) -> str | None:
    """A number in its shortest round-trip form, without `.0`; a date unchanged."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return None if value is None else str(value)


def profile_json(profile: Profile) -> dict[str, Any]:
    """The profile in JSON types, with alerts under their published codes."""
    columns = [{**c.to_dict(), "alerts": [_alert(a) for a in c.alerts]} for c in profile.columns]
    return {**profile.to_dict(), "columns": columns}


def _alert(alert: Alert) -> dict[str, Any]:
    code = _CODES.get(alert.code, alert.code)
    return {"code": code, "message": alert.message, "count": alert.count, "facts": _facts(alert)}


def _facts(alert: Alert) -> dict[str, Any]:
    facts = alert.facts
    if alert.code == "mixed_units":
        return dict(facts["units"])
    if facts.get("relation") in ("equal", "one_to_one"):
        return {}
    found: dict[str, Any] = {name: value for name, value in facts.items() if name not in _INNER}
    return {**found, "parts": joined(facts["parts"])} if "parts" in facts else found
