"""What a write does to a table that is looked at in shares of its rows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes.changes import Changes, refuse_twice, run_column
from segtui.delivery.writing.rows import RunRows
from segtui.delivery.writing.target import WriteCounts
from segtui.libraries.columns import col, cols

_AT_ONCE = 1_000_000
"""How many rows of the table and of the run are compared at a time."""


def counted_in_shares(
    order: WriteBack, rows: RunRows, there: pl.LazyFrame | None
) -> tuple[Changes | None, WriteCounts]:
    """As `Changes.counted`, without the table's rows in the changes; rows of one key are looked at together."""
    if there is None:
        return Changes.counted(order, rows, None)
    if order.mode == "append":  # of which it matters only whether the run is there
        name = run_column(rows)
        known = name in there.collect_schema().names()
        seen = there.filter(col(name).cast(pl.String) == rows.run) if known else there
        return Changes.counted(order, rows, seen.head(1).collect(engine="streaming"))
    total = int(there.select(pl.len()).collect(engine="streaming").item())
    shares = max(total, rows.count) // _AT_ONCE + 1
    if shares == 1:
        return Changes.counted(order, rows, there.collect())
    new, keys, says = Changes.ready(rows, there.collect_schema())
    changes = Changes(order, None, new.collect(), keys, says)
    if order.mode == "replace":
        is_same = _is_same(changes, there, total, shares)
        counts = WriteCounts(rows.count, unchanged=rows.count, before=True) if is_same else None
        counts = counts or WriteCounts(rows.count, new=rows.count, removed=total)
    else:
        counts = _summed(changes, rows, there, shares)
    return None if counts.before else changes, counts


def _is_same(changes: Changes, there: pl.LazyFrame, total: int, shares: int) -> bool:
    """Whether the table has the run's rows and columns, and no others."""
    if total != changes.new.height or set(there.collect_schema().names()) != set(changes.new.columns):
        return False
    return all(part.counts("").before for part in _parts(changes, there, shares))


def _summed(changes: Changes, rows: RunRows, there: pl.LazyFrame, shares: int) -> WriteCounts:
    found, twice = [], 0
    for part in _parts(changes, there, shares):
        found.append(part.counts(rows.run))
        twice += part.twice
    refuse_twice(changes.order, twice)
    new, changed, removed, absent = (
        sum(getattr(one, name) for one in found) for name in ("new", "changed", "removed", "absent")
    )
    unchanged = sum(one.unchanged for one in found)
    return WriteCounts(rows.count, new, changed, unchanged, removed, absent, all(one.before for one in found))


def whole_in_shares(changes: Changes, there: pl.LazyFrame | None) -> Iterator[pl.DataFrame]:
    """All rows of a table as they become, of an `append` those that come, some at a time; at least one frame.

    `there` are the table's rows that `counted_in_shares` looked at.
    """
    if there is None or changes.order.mode in ("append", "replace"):
        yield changes.new.head(_AT_ONCE)
        for first in range(_AT_ONCE, changes.new.height, _AT_ONCE):
            yield changes.new[first : first + _AT_ONCE]
        return
    total = int(there.select(pl.len()).collect(engine="streaming").item())
    columns = there.collect_schema().names()
    for part in _parts(changes, there, max(total, changes.new.height) // _AT_ONCE + 1, columns):
        yield part.whole()


def _parts(
    changes: Changes, there: pl.LazyFrame, shares: int, columns: Sequence[str] | None = None
) -> Iterator[Changes]:
    share_of = pl.struct(cols(changes.keys)).hash() % shares
    names = changes.new.columns if columns is None else columns
    for share in range(shares):
        table = there.select(cols(names)).filter(share_of == share).collect(engine="streaming")
        yield Changes(changes.order, table, changes.new.filter(share_of == share), changes.keys, changes.says)
