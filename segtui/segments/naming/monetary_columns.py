"""Which columns add up to what customers spent, so that a segment's share of it can be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.language.translation import to_translate
from segtui.libraries.columns import col
from segtui.segments.vocabulary.dictionary import wording
from segtui.segments.vocabulary.templates import SCORES
from segtui.segments.vocabulary.tokens import words
from segtui.segments.vocabulary.word_lists import NOT_SPENT

_MONETARY = "monetary"
"""The column of rfm, which comes before any other."""
_NO_SUM = {
    "max",
    "min",
    "median",
    "std",
    "first",
    "expected",
    "predicted",
    "share",
    "ratio",
    "growth",
    "score",
    "average",
    "index",
}
_TIMES = {
    "last",
    "past",
    "cur",
    "current",
    "this",
    "prev",
    "previous",
    "ytd",
    "year",
    "month",
    "monthly",
    "week",
    "weekly",
}
_TIMES |= {"day", "days", "daily", "q", "q1", "q2", "q3", "q4", "recent", "lately", "quarter", "quarterly", "h1", "h2"}
_NOW = {"cur", "current", "this", "ytd"}
_ALL = {"total", "lifetime", "overall", "sum"}
_AMOUNTS = ({"amount"}, {"spend", "spent", "spending"}, {"revenue", "turnover", "sales"}, {"ltv", "clv", "value"})
_WINDOW = re.compile(r"\d{2,}|\d+[dwmy]")


@dataclass(frozen=True)
class Worth:
    """What customers spent: `columns` that add up to it, and what the sum is called."""

    name: str
    columns: tuple[str, ...]

    def amounts(self, rows: pl.DataFrame) -> pl.Series:
        """What each row's customer spent; an empty cell adds nothing."""
        parts = rows.select(pl.sum_horizontal(col(c).cast(pl.Float64).fill_nan(None) for c in self.columns))
        return parts.to_series()


def worth(*tables: pl.DataFrame) -> Worth | None:
    """What customers spent, by the columns that all tables have and that hold amounts in each; see `worth_by_names`."""
    first, *others = tables
    named = called_spent([c for c in first.columns if all(c in table.columns for table in others)])
    return worth_by_names([c for c in named if all(_may_be_spent(table.get_column(c)) for table in tables)])


def worth_by_names(columns: Sequence[str]) -> Worth | None:
    """The one column that holds all that a customer spent, by its name, or the columns that hold its parts.

    `monetary` of rfm comes first, then a column such as total_spend or revenue, then all that are spend on something
    (MntWines, MntFish …). Only amounts of one kind add up: no rates, averages, limits or balances, nothing that is yet
    to come, and no spend of one time with that of another. None where no column says so.
    """
    if _MONETARY in columns:
        return Worth(_MONETARY, (_MONETARY,))
    money = called_spent(columns)
    timed = [c for c in money if _is_timed(c)]
    lasting = [c for c in money if c not in timed]
    whole = [c for c in lasting if wording(c).theme == "spend"]
    if whole:
        named = next((c for c in whole if _ALL & set(words(c))), whole[0])
        return Worth(named, (named,))
    if lasting:
        parts = max((_of_kind(lasting, kind) for kind in _AMOUNTS), key=len) or lasting[:1]
        return Worth(to_translate("spend") if len(parts) > 1 else parts[0], tuple(parts))
    now = [c for c in timed if _NOW & set(words(c))] or timed
    return Worth(now[0], (now[0],)) if len(now) == 1 else None


def called_spent(columns: Sequence[str]) -> list[str]:
    """Those whose names say that they are what customers spent, in some time or on something."""
    return [column for column in columns if column == _MONETARY or _is_called_spent(column)]


def _is_called_spent(column: str) -> bool:
    bag = set(words(column))
    return column not in SCORES and not bag & (_NO_SUM | NOT_SPENT) and wording(column).family == "spend"


def _may_be_spent(column: pl.Series) -> bool:
    """Whether its values may be amounts: numbers that vary and are not all between 0 and 1."""
    if not column.dtype.is_numeric():
        return False
    values = column.drop_nulls().cast(pl.Float64)
    return values.n_unique() > 1 and not bool(values.is_between(0, 1).all())


def _is_timed(column: str) -> bool:
    """Whether a column holds what was spent in some time only: cur_year_spend, spend_30d, revenue_2023."""
    return any(word in _TIMES or _WINDOW.fullmatch(word) for word in words(column))


def _of_kind(columns: Sequence[str], kind: set[str]) -> list[str]:
    return [c for c in columns if kind & set(words(c))]
