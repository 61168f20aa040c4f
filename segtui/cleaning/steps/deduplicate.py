"""Removes duplicate rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.diff import as_text
from segtui.cleaning.step import Names, Step, StepResult, matching
from segtui.language.sentences import say_counted
from segtui.libraries.columns import col, cols


class Deduplicate(Step):
    """Keep one of the rows that are equal in some or all columns."""

    place: ClassVar[int] = 0
    deals_with: ClassVar[tuple[str, ...]] = ("id_like",)

    step: Literal["deduplicate"] = "deduplicate"
    by: Names = ()
    """The columns that must be equal; default: all. Rows with an empty cell in `by` are always kept."""
    keep: Literal["first", "last", "most_complete"] = "first"
    """Which of the rows is kept; of equally complete ones the first."""

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns of `by`."""
        return [("by", pattern) for pattern in self.by]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Keep one row of each group, in the original order."""
        by = matching(self.by, frame.columns) if self.by else _all_but_row_number(frame, id)
        kept = frame.filter(_kept(frame, by, self.keep, comparable=_comparable(self.by, by)))
        notes = []
        if self.by and (empty := frame.height - frame.drop_nulls(cols(by)).height):
            gaps = [c for c in by if frame.get_column(c).null_count()]
            kept_rows = say_counted(
                "{count:,} row with an empty cell in {columns} kept",
                "{count:,} rows with an empty cell in {columns} kept",
                empty,
                columns=", ".join(gaps),
            )
            notes.append(kept_rows)
        return StepResult(kept, tuple(by) if self.by else (), notes=tuple(notes))

    def keys(self, frame: pl.DataFrame, *, id: str) -> pl.DataFrame:
        """For each row a number shared by matching rows (`key`), its `gaps`, and whether it may be removed
        (`comparable`).

        The keys are the same for a row in any frame, so that rows of several frames can be compared: 64-bit hashes,
        which collide among 10 million different rows with a chance of about 1 in 400,000.
        """
        by = matching(self.by, frame.columns) if self.by else _all_but_row_number(frame, id)
        texts = pl.DataFrame([as_text(frame.get_column(c)) for c in by])
        return frame.select(
            _gaps(frame.columns).alias("gaps"), _comparable(self.by, by).alias("comparable")
        ).insert_column(0, texts.hash_rows(seed=0).alias("key"))


def rows_to_keep(key: NDArray[np.uint64], gaps: NDArray[np.int32], keep: str) -> NDArray[np.bool_]:
    """For each of the rows that may be removed, in order, whether it is the one of its key that is kept."""
    place = np.arange(len(key))
    order = {"first": (place, key), "last": (-place, key), "most_complete": (place, gaps, key)}[keep]
    ranked = np.lexsort(order)
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[ranked][1:] != key[ranked][:-1]
    found = np.zeros(len(key), dtype=bool)
    found[ranked[first]] = True
    return found


def _all_but_row_number(frame: pl.DataFrame, id: str) -> list[str]:
    """All columns except a row number that replaces a missing id, because it differs in every row."""
    counts = id == "row" and frame.get_column(id).dtype.is_integer() and frame.get_column(id).is_unique().all()
    rest = [c for c in frame.columns if c != id]
    return rest if counts and rest else frame.columns


def _comparable(named: Sequence[str], by: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(cols(by).is_not_null()) if named else pl.lit(True)


def _kept(frame: pl.DataFrame, by: Sequence[str], keep: str, *, comparable: pl.Expr) -> pl.Series:
    """Whether each row is kept."""
    place = "__place"
    numbered = frame.select(pl.int_range(pl.len(), dtype=pl.Int64).alias(place), comparable.alias("__comparable"))
    numbered = numbered.with_columns(__gaps=frame.select(_gaps(frame.columns)).to_series())
    numbered = pl.concat([numbered, frame.select(col(c).alias(f"by.{c}") for c in by)], how="horizontal")
    order = {"first": [place], "last": [place], "most_complete": ["__gaps", place]}[keep]
    ranked = numbered.filter("__comparable").sort(order, descending=keep == "last")
    stay = ranked.unique([f"by.{c}" for c in by], keep="first", maintain_order=True).get_column(place)
    return numbered.select(~pl.col("__comparable") | col(place).is_in(stay.implode())).to_series()


def _gaps(columns: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal(cols(columns).is_null().cast(pl.Int32))
