"""Why a row may not leave: whom the run and its lists forbid to write to, and the columns that an order allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.mapping import ColumnMapping
from segtui.delivery.export.suppression.suppression_list import SuppressionList
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.errors import Fault, PlanError, nearest
from segtui.language.sentences import say

WHY = pl.Struct({"reason": pl.String, "detail": pl.String})


def why(when: pl.Expr, reason: pl.Expr | str, detail: pl.Expr | None = None) -> pl.Expr:
    """The struct where `when` is true; `reason` is a column or plain text."""
    said = pl.lit(reason) if isinstance(reason, str) else reason
    more = pl.lit(None, pl.String) if detail is None else detail
    return pl.when(when).then(pl.struct(said.cast(pl.String).alias("reason"), more.cast(pl.String).alias("detail")))


def nothing(rows: int) -> pl.Series:
    """No objection to any of this many rows."""
    return pl.Series("why", [None] * rows, dtype=WHY)


@dataclass(frozen=True)
class Exclusions:
    """Suppression `lists`, the `control` group's ids as text, and the numbers of segments that are too `small`.

    `id_column` is the data's column that repeats the id, if there is one.
    """

    lists: tuple[SuppressionList, ...] = ()
    control: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    small: frozenset[int] = frozenset()
    id_column: str | None = None


def small_segments(sizes: Mapping[int, int], least: int) -> frozenset[int]:
    """The segments of fewer than `least` people; `sizes` counts the people of each in the run."""
    return frozenset(segment for segment, people in sizes.items() if people < least)


def within_allowlist(order: CareOrder, columns: ColumnMapping, known: list[str]) -> ColumnMapping:
    """The columns without those that were only detected and are not in `allow`; a note says which.

    Raises PlanError, with keys relative to the export, if `allow` or a consent column is not among the `known` columns,
    or if a column is requested by name but not allowed.
    """
    asked = [("consent" if name != order.eea_consent else "eea_consent", name) for name in order.columns_asked()]
    asked += [("allow", name) for name in order.allow or ()]
    faults = [
        Fault(key, say('there is no column "{name}"', name=name), nearest(name, known))
        for key, name in asked
        if name not in known
    ]
    allowed = columns
    if order.allow is not None:
        ours = {*order.allow, *SEGMENT_COLUMNS}
        lost = tuple(f for f in columns.filled if f.source not in ours and f.column.header not in order.columns)
        faults += [
            Fault(f"columns.{f.column.header}", say('"{source}" is not in allow', source=f.source))
            for f in columns.filled
            if f.source not in ours and f not in lost
        ]
        faults += [
            Fault("attributes", say('"{name}" is not in allow', name=name))
            for _, name in columns.attributes
            if name not in ours
        ]
        notes = [
            say('{header} left out: "{column}" is not in allow', header=f.column.header, column=f.source) for f in lost
        ]
        filled = tuple(f for f in columns.filled if f not in lost)
        allowed = replace(columns, filled=filled, notes=(*columns.notes, *notes))
    if faults:
        raise PlanError(faults)
    return allowed
