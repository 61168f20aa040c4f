"""Who moved between the segments of two runs: the migration matrix as a table, and how many they are."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segtui.libraries.columns import col, cols
from segtui.segments.lineage.match_segments import Matched
from segtui.segments.lineage.moves import VALUES, shared


def migration(moves: pl.DataFrame, old: Mapping[int, str], new: Mapping[int, str]) -> pl.DataFrame:
    """One row per pair of segments that someone is in: how many people, and their share (0 to 1).

    `moves` is from `moves(…)`, `old` and `new` are the segments' names. The columns are those of migration.csv:
    `old_segment, old_name, new_segment, new_name, people, share`, in the order of the segments with noise after them;
    at last those who came, without an old segment, and per segment those who went, without a new one. The share is of
    all with the same old segment: of the segment's people, or of those who came. Where `moves` says what they are
    worth, `old_value` and `new_value` are the sums.
    """
    total = pl.col("people").sum().over("old_segment")
    order = [_rank("old_segment"), _rank("new_segment")]
    return moves.sort(order).select(
        "old_segment",
        named("old_segment", old).alias("old_name"),
        "new_segment",
        named("new_segment", new).alias("new_name"),
        "people",
        (pl.col("people") / total).alias("share"),
        cols([c for c in VALUES if c in moves.columns]),
    )


def is_moved(matched: Matched) -> pl.Expr:
    """Whether a person in both runs is not in the segment that the old one became; noise becomes noise."""
    heirs = {-1: -1, **matched.heirs}
    heir = pl.col("old_segment").replace_strict(heirs, default=None, return_dtype=pl.Int32)
    both = pl.col("old_segment").is_not_null() & pl.col("new_segment").is_not_null()
    return both & heir.ne_missing(pl.col("new_segment"))


def counts(moves: pl.DataFrame, matched: Matched) -> dict[str, int]:
    """How many people are in both runs, new, gone, and of those in both how many moved."""
    found = {
        "both": shared(moves),
        "new": moves.filter(pl.col("old_segment").is_null()),
        "gone": moves.filter(pl.col("new_segment").is_null()),
        "moved": moves.filter(is_moved(matched)),
    }
    return {name: int(cells["people"].sum()) for name, cells in found.items()}


def _rank(column: str) -> pl.Expr:
    """The segments by number, then noise, then nobody's."""
    return pl.when(col(column) == -1).then(2**31).otherwise(col(column).cast(pl.Int64)).fill_null(2**32)


def named(column: str, names: Mapping[int, str]) -> pl.Expr:
    """The names of the segments in a column, with noise."""
    known = {-1: "Noise", **names}
    return col(column).replace_strict(known, default=None, return_dtype=pl.String)
