"""Who moved between the segments of two runs: the migration matrix as a table, and the people themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from segtui.libraries.columns import col
from segtui.segments.lineage.match_segments import Matched
from segtui.segments.lineage.membership import shared


def migration(people: pl.DataFrame, old: Mapping[int, str], new: Mapping[int, str]) -> pl.DataFrame:
    """One row per pair of segments that someone is in: how many people, and their share (0 to 1).

    `people` is from `people(…)`, `old` and `new` are the segments' names. The columns are those of migration.csv:
    `old_segment, old_name, new_segment, new_name, people, share`, in the order of the segments with noise after them;
    at last those who came, without an old segment, and per segment those who went, without a new one. The share is of
    all with the same old segment: of the segment's people, or of those who came. Where `people` says what they are
    worth, `old_value` and `new_value` are the sums.
    """
    cells = people.group_by("old_segment", "new_segment").agg(people=pl.len().cast(pl.Int64))
    worths = [c for c in ("old_value", "new_value") if c in people.columns]
    for worth in worths:
        cells = cells.join(_sums(people, worth), on=["old_segment", "new_segment"], nulls_equal=True)
    total = pl.col("people").sum().over("old_segment")
    order = [_rank("old_segment"), _rank("new_segment")]
    return cells.sort(order).select(
        "old_segment",
        _named("old_segment", old).alias("old_name"),
        "new_segment",
        _named("new_segment", new).alias("new_name"),
        "people",
        (pl.col("people") / total).alias("share"),
        *worths,
    )


def is_moved(matched: Matched) -> pl.Expr:
    """Whether a person in both runs is not in the segment that the old one became; noise becomes noise."""
    heirs = {-1: -1, **matched.heirs}
    heir = pl.col("old_segment").replace_strict(heirs, default=None, return_dtype=pl.Int32)
    both = pl.col("old_segment").is_not_null() & pl.col("new_segment").is_not_null()
    return both & heir.ne_missing(pl.col("new_segment"))


def counts(people: pl.DataFrame, matched: Matched) -> dict[str, int]:
    """How many people are in both runs, new, gone, and of those in both how many moved."""
    return {
        "both": shared(people).height,
        "new": people["old_segment"].null_count(),
        "gone": people["new_segment"].null_count(),
        "moved": int(people.select(is_moved(matched).sum()).item() or 0),
    }


def _sums(people: pl.DataFrame, worth: str) -> pl.DataFrame:
    """The sum in each cell of the matrix, rounded once at its end: the order of the rows does not matter."""
    lists = people.group_by("old_segment", "new_segment").agg(col(worth).drop_nulls().drop_nans())
    return lists.with_columns(col(worth).map_elements(math.fsum, return_dtype=pl.Float64))


def _rank(column: str) -> pl.Expr:
    """The segments by number, then noise, then nobody's."""
    return pl.when(col(column) == -1).then(2**31).otherwise(col(column).cast(pl.Int64)).fill_null(2**32)


def _named(column: str, names: Mapping[int, str]) -> pl.Expr:
    known = {-1: "Noise", **names}
    return col(column).replace_strict(known, default=None, return_dtype=pl.String)
