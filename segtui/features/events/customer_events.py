"""The events of some customers, customer by customer in order of time, as arrays that are summed in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.events.event_order import in_order, numbered
from segtui.features.log.log import LogToDate
from segtui.features.log.times import DAY, clock

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_PART = 1_000_000


@dataclass(frozen=True)
class CustomerEvents:
    """n events of m customers, sorted by customer and moment; events of one moment by type and value.

    `ids` (m) are the customers', in no order, `starts` (m) where their events begin, `owner` (n) the customer of each
    event by number. `at` (n) are moments, `day` (n) days since 1970 on the clocks of the zone, `type` (n) places in the
    names of types (others have their number), `value` (n) zeros where the log has none.
    """

    ids: pl.Series
    starts: Counts
    owner: Counts
    at: Counts
    day: Counts
    type: Counts
    value: Floats

    def count(self, mask: Mask) -> Counts:
        """How many events of the mask (n) each customer has (m)."""
        return np.add.reduceat(mask.astype(np.int64), self.starts)

    def total(self, mask: Mask) -> Floats:
        """The sum of the values of the events of the mask (n), by customer (m); in order of time: always the same."""
        return np.add.reduceat(np.where(mask, self.value, 0.0), self.starts)

    @property
    def ends(self) -> Counts:
        """The last event of each customer (m)."""
        return np.append(self.starts[1:], self.at.size) - 1

    @property
    def begins(self) -> Mask:
        """Whether an event (n) is its customer's first."""
        first = np.zeros(self.at.size, dtype=np.bool_)
        first[self.starts] = True
        return first


def parts(log: LogToDate, types: Sequence[str], rows: int = _PART) -> Iterator[CustomerEvents]:
    """The log in parts of about this number of rows, all events of a customer in one, so that memory is bounded."""
    for frame in log.rows.frames():
        number = -(-frame.height // rows)
        coded = _coded(frame, types)
        part_of = coded["id"].hash() % number if number > 1 else None
        del frame
        for part in range(number):
            chosen = coded if part_of is None else coded.filter(part_of == part)
            if chosen.height:
                yield _sorted(chosen, log.zone)


def _coded(rows: pl.DataFrame, types: Sequence[str]) -> pl.DataFrame:
    code = pl.lit(len(types), dtype=pl.UInt32)
    if "event" in rows.columns and types:
        known = pl.col("event").cast(pl.Enum(list(types)), strict=False)
        code = known.to_physical().cast(pl.UInt32).fill_null(len(types))
    value = pl.col("worth") if "worth" in rows.columns else pl.lit(0.0)
    return rows.select("id", "at", type=code, value=value)


def _sorted(events: pl.DataFrame, zone: str | None) -> CustomerEvents:
    who, ids = numbered(events["id"])
    at, kind, value = (events[name].to_numpy() for name in ("at", "type", "value"))
    order = in_order(who, at, kind, value)
    owner, at = who[order], at[order]
    return CustomerEvents(
        ids=ids,
        starts=np.flatnonzero(np.append(True, owner[1:] != owner[:-1])).astype(np.int64),
        owner=owner,
        at=at,
        day=(clock(pl.Series(at), zone) // DAY).to_numpy(),
        type=kind[order].astype(np.int64),
        value=value[order],
    )
