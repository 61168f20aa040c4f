"""How many people of each segment of a run are in each of another, and what they are worth."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.columns import col
from segtui.libraries.parts.exact_sum import ExactSum
from segtui.segments.lineage.people import PeopleOfBoth

Counts = NDArray[np.int64]

VALUES = ("old_value", "new_value")
_CELL = ("old_segment", "new_segment")


def moves(people: PeopleOfBoth) -> pl.DataFrame:
    """A row for each pair of segments that someone is in: `old_segment`, `new_segment` (-1 is noise, null is not in
    that run) and how many `people`.

    If a run has the value of its rows, `old_value` or `new_value` is its sum, rounded once: the order of the rows does
    not matter.
    """
    counts, sums = dict[tuple[int | None, int | None], int](), dict[tuple[int | None, int | None, str], ExactSum]()
    values: list[str] = []
    for batch in people.batches():
        values = [c for c in VALUES if c in batch.columns]
        given = [col(c).drop_nulls().drop_nans() for c in values]
        cells = batch.group_by(_CELL).agg(pl.len(), *given)
        for at, (old, new, count) in enumerate(cells.select(*_CELL, "len").iter_rows()):
            counts[old, new] = counts.get((old, new), 0) + count
            for name in values:
                sums.setdefault((old, new, name), ExactSum()).add(cells[name][at].to_numpy())
    rows = [
        (old, new, counts[old, new], *(sums[old, new, name].total() for name in values))
        for old, new in sorted(counts, key=lambda cell: tuple((part is None, part or 0) for part in cell))
    ]
    schema = {**dict.fromkeys(_CELL, pl.Int32), "people": pl.Int64, **dict.fromkeys(values, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def shared(moves: pl.DataFrame) -> pl.DataFrame:
    """The cells of those who are in both runs."""
    return moves.drop_nulls(_CELL)


def counted(moves: pl.DataFrame, old: tuple[int, ...], new: tuple[int, ...]) -> Counts:
    """How many people of each old segment are in each new one, (s, t), for the segments named."""
    counts = {(a, b): n for a, b, n in moves.select(*_CELL, "people").iter_rows()}
    return np.array([[counts.get((a, b), 0) for b in new] for a in old], dtype=np.int64).reshape(len(old), len(new))
