"""Which columns say what became of a customer, such as a reply or a churn: they judge segments and never make them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeVar

import polars as pl

from segtui.data.types.cell_words import yes_or_no
from segtui.libraries.columns import col

Kind = Literal["rate", "mean"]
V = TypeVar("V", str, int, float)

_OUTCOMES = frozenset(
    {"target", "resp", "response", "responded", "responder", "churn", "churned", "exited", "attrition", "attrited"}
    | {"converted", "conversion", "bought", "purchased", "subscribed", "revenue", "cancelled", "canceled", "renewed"}
)
_BESIDE = frozenset({"flag", "label", "status", "value", "is", "has", "customer", "client", "ind", "indicator", "yn"})
"""Words beside an outcome's that change nothing."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Outcome:
    """A column that says what became of a customer.

    A "rate" is the share of rows with `yes` (a value of the column), a "mean" the mean of its numbers.
    """

    column: str
    kind: Kind
    yes: object = None
    is_coded: bool = False
    """Whether `yes` is a word or one of two codes, so that the reader has to know it: Response = 2."""
    is_predicted: bool = False
    """Whether its cells are probabilities that it will come, whose mean is told as a rate."""

    @property
    def code(self) -> str:
        """The value that counts where the reader has to know it, such as Male; else nothing."""
        return str(self.yes) if self.is_coded else ""

    def values(self, frame: pl.DataFrame) -> pl.Series:
        """The outcome of each row, Float64: 1 and 0 of a rate, else the number; null where it is not known."""
        cell = col(self.column)
        value = (cell == pl.lit(self.yes)) if self.kind == "rate" and not self.is_predicted else cell
        return frame.select(value.cast(pl.Float64).fill_nan(None)).to_series().alias(self.column)


def find_outcomes(frame: pl.DataFrame, id: str) -> list[Outcome]:
    """The columns with two values that are called like an outcome, such as Response, churn or "Attrition_Flag"."""
    named = [c for c in frame.get_columns() if c.name != id and _is_called_so(c.name)]
    found = [outcome_of(column) for column in named]
    return [one for one in found if one and one.kind == "rate"]


def outcome_of(column: pl.Series) -> Outcome | None:
    """How a column is read as an outcome; None for text of more than two values, dates, and columns that do not vary.

    Of two values other than yes and no, the one that its name means counts ("Attrited Customer"), else the rarer. Of
    0 or -1 and 1 it is 1, of 1 and 2 the rarer; other numbers have a mean.
    """
    if column.dtype == pl.Boolean:
        return Outcome(column.name, "rate", True) if column.drop_nulls().n_unique() == 2 else None
    values = column.drop_nulls()
    if values.dtype.is_float():
        values = values.filter(values.is_finite())
    distinct = values.unique().sort().to_list()[:3] if values.dtype.is_numeric() or values.dtype == pl.String else []
    if values.dtype.is_numeric():
        if distinct in ([0, 1], [-1, 1]):
            return Outcome(column.name, "rate", distinct[1])
        if distinct == [1, 2]:  # codes, whose order means nothing: 1 is yes in one survey and no in another
            return Outcome(column.name, "rate", _rarer(values, distinct), is_coded=True)
        return Outcome(column.name, "mean") if len(distinct) > 1 else None
    return Outcome(column.name, "rate", _yes(values, distinct), is_coded=True) if len(distinct) == 2 else None


def _yes(values: pl.Series, distinct: list[str]) -> str:
    """The one of two words that means that it happened."""
    flags = yes_or_no(values)
    if flags is not None and (said := values.filter(flags.fill_null(False))).len():
        return str(said[0])
    stems = {word[:6] for word in _words(values.name) if word in _OUTCOMES}
    named = [value for value in distinct if any(word[:6] in stems for word in _words(value))]
    if len(named) == 1:
        return named[0]
    return _rarer(values, distinct)


def _rarer(values: pl.Series, distinct: list[V]) -> V:
    return min(distinct, key=lambda value: (int((values == value).sum()), value))


def _is_called_so(name: str) -> bool:
    words = _words(name)
    rest = [word for word in words if word not in _BESIDE]
    return words == ["y"] or (bool(rest) and all(word in _OUTCOMES for word in rest))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
