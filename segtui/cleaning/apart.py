"""Rows that stand apart in several columns together: dropped, emptied there, or flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.isolation_forest import Forest
from segtui.cleaning.step import StepResult
from segtui.errors import Fault, PlanError
from segtui.language.sentences import listing, say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.columns import col

FLAG = "outlier"
"""The column that flagged rows are marked in."""
THRESHOLD = 0.6
"""The score from which on a row stands apart, unless the plan says otherwise."""
Action = Literal["drop", "null", "flag"]

_DONE: Mapping[Action, str] = {
    "drop": to_translate("{rows}: dropped"),
    "null": to_translate("{rows}: emptied there"),
    "flag": to_translate("{rows}: flagged"),
}


def deal_with(frame: pl.DataFrame, forest: Forest, threshold: float, action: Action) -> StepResult:
    """Do what the action says to rows whose score is over the threshold, nothing if there is no column to judge by.

    Raises PlanError if the flag's column exists.
    """
    if not forest.names:
        return StepResult(frame, ())
    apart = pl.Series(FLAG, forest.scores(frame) > threshold, dtype=pl.Boolean)
    told = (say(_DONE[action], rows=_found(int(apart.sum()), frame.height, forest.names, threshold)),)
    if action == "flag":
        if faults := flag_faults(frame.columns, "columns"):
            raise PlanError(faults)
        return StepResult(frame.with_columns(apart), (FLAG,), notes=told)
    if not apart.any():
        return StepResult(frame, (), notes=told)
    if action == "drop":
        return StepResult(frame.filter(~apart), forest.names, notes=told)
    after = frame.with_columns(pl.when(~apart).then(col(c)).alias(c) for c in forest.names)
    return StepResult(after, forest.names, cells_changed(frame, after, forest.names), told)


def flag_faults(columns: Sequence[str], key: str) -> list[Fault]:
    """A fault if there is a column of the flag's name."""
    return [Fault(key, say('column "{flag}" already exists', flag=FLAG))] * (FLAG in columns)


def _found(count: int, rows: int, names: Sequence[str], threshold: float) -> str:
    return say_counted(
        "{count:,} row of {rows:,} stands apart in {columns} (score over {threshold:g})",
        "{count:,} rows of {rows:,} stand apart in {columns} (score over {threshold:g})",
        count,
        rows=rows,
        columns=listing(names),
        threshold=threshold,
    )
