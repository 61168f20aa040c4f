"""Who moved between the segments of two runs: the migration matrix as a table, and the people themselves."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segtui.segments.matched import Matched


def migration(people: pl.DataFrame, old: Mapping[int, str], new: Mapping[int, str]) -> pl.DataFrame:
    """One row per pair of segments that someone is in: how many people, and their share (0 to 1).

    `people` is from `people(…)`, `old` and `new` are the segments' names. The columns are those of migration.csv:
    `old_segment, old_name, new_segment, new_name, people, share`, in the order of the segments with noise after them;
    at last those who came, without an old segment, and per segment those who went, without a new one. The share is of
    all with the same old segment: of the segment's people, or of those who came.
    """
    cells = people.group_by("old_segment", "new_segment").agg(people=pl.len().cast(pl.Int64))
    total = pl.col("people").sum().over("old_segment")
    order = [_rank("old_segment"), _rank("new_segment")]
    return cells.sort(order).select(
        "old_segment",
        _named("old_segment", old).alias("old_name"),
        "new_segment",
        _named("new_segment", new).alias("new_name"),
        "people",
        (pl.col("people") / total).alias("share"),
    )


def is_moved(matched: Matched) -> pl.Expr:
    """Whether a person in both runs is not in the segment that the old one became; noise becomes noise."""
    heirs = {-1: -1, **matched.heirs}
    heir = pl.col("old_segment").replace_strict(heirs, default=None, return_dtype=pl.Int32)
    both = pl.col("old_segment").is_not_null() & pl.col("new_segment").is_not_null()
    return both & heir.ne_missing(pl.col("new_segment"))


def _rank(column: str) -> pl.Expr:
    """The segments by number, then noise, then nobody's."""
    return pl.when(pl.col(column) == -1).then(2**31).otherwise(pl.col(column).cast(pl.Int64)).fill_null(2**32)


def _named(column: str, names: Mapping[int, str]) -> pl.Expr:
    known = {-1: "Noise", **names}
    return pl.col(column).replace_strict(known, default=None, return_dtype=pl.String)
