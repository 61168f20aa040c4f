"""Which rows of a table have changed since a run kept them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.libraries.columns import cols


@dataclass(frozen=True)
class RowChanges:
    """How many rows were added, removed and changed, and the columns that are new, gone or of another type.

    Rows are compared in the columns that there are on both sides. A row is changed where an id that each row has for
    itself is on both sides; without such an id it is one that was removed and one that was added.
    """

    added: int
    removed: int
    changed: int
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()
    retyped_columns: tuple[str, ...] = ()


def row_changes(before: pl.DataFrame, now: pl.DataFrame, id: str | None) -> RowChanges:
    """What became of the rows, whatever their order; equal rows are counted."""
    shared = [name for name in before.columns if name in now.columns]
    sides = [_plain(before, now, shared, 1), _plain(now, before, shared, -1)]
    columns = [str(at) for at in range(len(shared))]
    moved = pl.concat(sides).group_by(cols(columns)).agg(pl.col("side").sum()).filter(pl.col("side") != 0)
    gone, come = moved.filter(pl.col("side") > 0), moved.filter(pl.col("side") < 0)
    changed = 0
    if id in shared and not any(side[key := str(shared.index(id))].is_duplicated().any() for side in sides):
        changed = gone.join(come, on=key, how="semi").height
    return RowChanges(
        added=-int(come["side"].sum()) - changed,
        removed=int(gone["side"].sum()) - changed,
        changed=changed,
        new_columns=tuple(name for name in now.columns if name not in shared),
        lost_columns=tuple(name for name in before.columns if name not in shared),
        retyped_columns=tuple(name for name in shared if before.schema[name] != now.schema[name]),
    )


def _plain(frame: pl.DataFrame, other: pl.DataFrame, names: list[str], side: int) -> pl.DataFrame:
    """The columns called by number, as text where the other side has another type, and which side this is."""
    cells = [frame[name] if frame.schema[name] == other.schema[name] else frame[name].cast(pl.String) for name in names]
    found = pl.DataFrame([column.alias(str(at)) for at, column in enumerate(cells)])
    return found.with_columns(side=pl.lit(side, pl.Int64))
