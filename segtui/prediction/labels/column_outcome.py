"""Labels from a column of two values, such as Response: which of them is the outcome, and which rows have one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.language.sentences import say

YES = ("1", "true", "yes", "y", "oui", "ja", "si", "sí", "t", "positive", "churned", "churn")
"""Values that mean yes."""
_SHOWN = 8


@dataclass(frozen=True)
class LabeledColumn:
    """The outcome of the rows that have one.

    `rows` (m) are their numbers in the frame, `outcome` (m) says whether they have the value `yes`; `no` is the other
    one. `empty` counts the rows without a value. `guessed` says that nothing but its rarity made `yes` the outcome.
    """

    rows: NDArray[np.int64]
    outcome: NDArray[np.bool_]
    yes: str
    no: str
    empty: int
    guessed: bool


def column_labels(frame: pl.DataFrame, column: str, yes: str | None = None) -> LabeledColumn:
    """The labels of a column; `yes` is the value that is predicted, by default 1, true or yes, else the rarer one.

    Raises PlanError where there is no such column or value, DataError where it has not just two values.
    """
    if column not in frame.columns:
        fault = Fault(
            "predict.label.column", say('there is no column "{column}"', column=column), nearest(column, frame.columns)
        )
        raise PlanError([fault])
    values = frame.get_column(column)
    text = _plain(values)
    counts = text.drop_nulls().value_counts(name="rows").sort("rows", "value")
    found = counts["value"].to_list()
    if len(found) != 2:
        _refuse(values, found)
    if yes is not None and yes not in found:
        raise PlanError(
            [
                Fault(
                    "predict.label.yes",
                    say('"{column}" has no value "{yes}"', column=column, yes=yes),
                    say("there: {found}", found=", ".join(found)),
                )
            ]
        )
    said = [value for value in found if value.strip().casefold() in YES]
    chosen = yes if yes is not None else said[0] if len(said) == 1 else found[0]
    rows = np.flatnonzero(text.is_not_null().to_numpy()).astype(np.int64)
    outcome = (text.drop_nulls() == chosen).to_numpy().astype(np.bool_)
    other = next(value for value in found if value != chosen)
    return LabeledColumn(rows, outcome, chosen, other, text.null_count(), yes is None and len(said) != 1)


def _plain(values: pl.Series) -> pl.Series:
    """The values as text, whole numbers without a point."""
    if values.dtype.is_float():
        values = values.fill_nan(None)
        whole = values.drop_nulls()
        if (whole == whole.round()).all() and (whole.abs() < 2**53).all():
            values = values.cast(pl.Int64)
    return values.cast(pl.String).alias("value")


def _refuse(values: pl.Series, found: list[str]) -> None:
    where = say('column "{name}"', name=values.name)
    if not found:
        what = say("all {values:,} rows are empty", values=len(values))
        raise DataError(what, where=where, fix=say("choose a column of two values as the label"))
    if len(found) == 1:
        what = say('every row has the same value, "{found}"', found=found[0])
        raise DataError(what, where=where, fix=say("a label needs both: rows with the outcome, and rows without it"))
    shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
    what = say("a label has two values; this column has {found:,}: {shown}", found=len(found), shown=shown)
    example = _condition(values, found)
    fix = say('add a column of yes and no: [[derive]] kind = "expression", such as "{example}"', example=example)
    raise DataError(what, where=where, fix=fix)


def _condition(values: pl.Series, found: list[str]) -> str:
    """An example of a condition that has two values: of a date whether there is one, of many numbers how large."""
    name = f'\\"{values.name}\\"' if not values.name.isidentifier() else values.name
    if values.dtype.is_temporal():
        return f"{name} IS NOT NULL"
    if values.dtype.is_numeric():
        middle = values.drop_nulls().quantile(0.5, "lower")
        return f"{name} = {found[0]}" if len(found) <= _SHOWN else f"{name} > {middle:g}"
    return f"{name} = '{found[0]}'"
