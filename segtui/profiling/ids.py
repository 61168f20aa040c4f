"""Columns that identify rows or things instead of measuring them."""

from __future__ import annotations

from collections.abc import Iterator

from segtui.language.sentences import say, say_counted
from segtui.language.wording import is_named_as_id
from segtui.profiling.column import Alert, AlertFacts
from segtui.profiling.column_values import ColumnValues

FEW = 20
ALMOST = 0.95
"""From this share of distinct values on, a column of names is almost unique."""


def id_like(column: ColumnValues) -> Alert | None:
    """An alert for the id, for text that hardly repeats, for whole numbers named like an id or counting up."""
    if column.kind not in ("text", "integer") or not column.filled:
        return None
    named = column.is_id or is_named_as_id(column.name)
    message, facts = _unique(column, named) if column.distinct == column.filled else _repeated(column, named)
    facts = {"is_id": column.is_id, **facts}
    return Alert("id_like", message, column.distinct, facts) if message else None


def rounded_ids(column: ColumnValues) -> Iterator[Alert]:
    """Ids rounded by a spreadsheet or a float."""
    count = column.reading.rounded if column.reading else 0
    if count:
        message = say_counted(
            "{count:,} id has lost digits (1.23E+12, or floats beyond 15 digits): different ids may have become equal, "
            "so export them again as text",
            "{count:,} ids have lost digits (1.23E+12, or floats beyond 15 digits): different ids may have become "
            "equal, so export them again as text",
            count,
        )
        yield Alert("rounded", message, count)


def _unique(column: ColumnValues, named: bool) -> tuple[str, AlertFacts]:
    if column.is_id:
        return say("the id: every value is unique"), {}
    if named:
        return say("looks like an id: named like one, and every value is unique"), {}
    if column.filled < FEW:
        return "", {}
    if column.kind == "text":
        return say("looks like an id or free text: every value is unique"), {"free_text": True}
    low, high = int(column.values[0]), int(column.values[-1])
    counts_up = low >= 0 and high - low + 1 <= 1.05 * column.filled
    message = say("looks like a row counter: whole numbers with no repeats and hardly any gaps")
    return (message if counts_up else ""), {}


def _repeated(column: ColumnValues, named: bool) -> tuple[str, AlertFacts]:
    filled, distinct = column.filled, column.distinct
    if filled < FEW or not (named or column.kind == "text"):
        return "", {}
    if distinct >= ALMOST * filled:
        repeats = filled - distinct
        message = say_counted(
            "{what}: {part:share} of the values are unique, {count:,} cell repeats another",
            "{what}: {part:share} of the values are unique, {count:,} cells repeat another",
            repeats,
            what=say("the id, but not unique") if column.is_id else say("almost an id"),
            part=(distinct, filled),
        )
        return message, {"repeats": repeats}
    if not named or distinct <= 10:
        return "", {}
    message = say(
        "{what}: {values:,} distinct values, each in {rows:,.1f} rows on average",
        what=say("the id") if column.is_id else say("looks like an id by its name"),
        values=distinct,
        rows=filled / distinct,
    )
    return message, {}
