"""What a trigger sends of a person: one JSON object, with nothing in it that the plan does not name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from segtui.libraries.columns import col

_DIGITS = 32


@dataclass(frozen=True)
class Call:
    """One person to tell: the id as it is sent, the key that is the same whenever this is sent again, and the body."""

    id: str
    key: str
    body: bytes


def calls_of(
    rows: pl.DataFrame, trigger: str, columns: Sequence[str], occurrences: Sequence[tuple[str, int]]
) -> Iterator[Call]:
    """The calls of some rows (n): id, segment, segment_name, and the `columns`.

    `occurrences` (n) are the keyed hash of each person and how often the trigger has fired for them before.
    """
    cells = rows.select(col("id").cast(pl.String), "segment", "segment_name", *(_plain(rows, name) for name in columns))
    for row, (person, before) in zip(cells.iter_rows(), occurrences, strict=True):
        id, segment, name, *values = row
        facts: dict[str, Any] = {"trigger": trigger, "id": id, "segment": segment, "segment_name": name}
        facts |= {"occurrence": before + 1, "columns": dict(zip(columns, values, strict=True))}
        body = json.dumps(facts, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        yield Call(id, idempotency_key(trigger, person, before), body)


def idempotency_key(trigger: str, person: str, before: int) -> str:
    """A key that is the same for the same trigger, person and occurrence, and tells nothing of the person."""
    return hashlib.sha256(f"{trigger}\n{person}\n{before}".encode()).hexdigest()[:_DIGITS]


def _plain(rows: pl.DataFrame, name: str) -> pl.Expr:
    """A column as JSON has it: numbers, true and false, and all else as text; what is not a number is null."""
    dtype, cells = rows.schema[name], col(name)
    if dtype.is_float():
        return pl.when(cells.is_finite()).then(cells).cast(pl.Float64).alias(f"\0{name}")
    if dtype.is_integer() or dtype == pl.Boolean:
        return cells.alias(f"\0{name}")
    if dtype == pl.Date:
        return cells.dt.to_string("%Y-%m-%d").alias(f"\0{name}")
    if isinstance(dtype, pl.Datetime):
        return cells.dt.to_string("iso:strict").alias(f"\0{name}")
    return cells.cast(pl.String).alias(f"\0{name}")
