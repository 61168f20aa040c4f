"""What a trigger sends of a person: one JSON object, with nothing in it that the plan does not name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from segtui.delivery.push.member import Member

_DIGITS = 32


@dataclass(frozen=True)
class Call:
    """One person to tell of: the id as it is sent, the key that is the same whenever this is sent again, and the body.

    `number` counts what the trigger has sent, this included; it is the same whenever this is sent again. Where people
    are put on a list, `member` is what its platform is told instead of the body.
    """

    id: str
    key: str
    body: bytes
    number: int = 0
    member: Member | None = None


def calls_of(
    rows: pl.DataFrame, trigger: str, columns: Sequence[str], occurrences: Sequence[tuple[str, int]]
) -> Iterator[Call]:
    """The calls of some rows (n): the id, the segment and its name, then what is sent as the `columns`, in their order.

    `occurrences` (n) are the keyed hash of each person and how often the trigger has fired for them before.
    """
    head, cells = rows.get_columns()[:3], rows.get_columns()[3:]
    named = [column.alias(str(at)) for at, column in enumerate([*head, *map(_plain, cells)])]
    for row, (person, before) in zip(pl.DataFrame(named).iter_rows(), occurrences, strict=True):
        id, segment, name, *values = row
        facts: dict[str, Any] = {"trigger": trigger, "id": str(id), "segment": segment, "segment_name": name}
        facts |= {"occurrence": before + 1, "columns": dict(zip(columns, values, strict=True))}
        body = json.dumps(facts, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        yield Call(str(id), idempotency_key(trigger, person, before), body)


def idempotency_key(trigger: str, person: str, before: int) -> str:
    """A key that is the same for the same trigger, person and occurrence, and tells nothing of the person."""
    return hashlib.sha256(f"{trigger}\n{person}\n{before}".encode()).hexdigest()[:_DIGITS]


def _plain(cells: pl.Series) -> pl.Series:
    """Cells as JSON has them: numbers, true and false, and all else as text; what is not a number is null."""
    if cells.dtype.is_float():
        return cells.to_frame("cells").select(pl.when(pl.col("cells").is_finite()).then(pl.col("cells"))).to_series()
    if cells.dtype.is_integer() or cells.dtype == pl.Boolean:
        return cells
    if isinstance(cells.dtype, pl.Datetime):
        return cells.dt.to_string("iso:strict")
    return cells.cast(pl.String)
