"""Recognizing orders: which columns of a table hold the customer, the day, the amount and the order's id."""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

from segtui.data.identifiers.ids import find_owner
from segtui.data.table import Table
from segtui.features.events.layouts import Recognized, recognize
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.profiling.name_words import name_words

_AMOUNT = re.compile(r"amount|total|revenue|sales|spend|spent|value|monetary|usd|eur|gbp|paid|turnover", re.IGNORECASE)
_NO_AMOUNT = {"discount", "tax", "vat", "shipping", "freight", "rate", "share", "points", "refund", "pct", "percent"}
_PRICE = re.compile(r"price|unit.?cost", re.IGNORECASE)
_WHOLE_PRICE = re.compile(r"total|line|sum", re.IGNORECASE)
_QUANTITY = {"quantity", "qty", "units", "items", "pieces"}
_COUNT = (["number"], ["num"], ["nb"], ["count"], ["cnt"])
_ORDER = re.compile(r"invoice|order|receipt|basket|transaction", re.IGNORECASE)


def layout_of(frame: pl.DataFrame) -> Recognized | None:
    """The layout of a known program that the table has; ids are looked for in columns that are filled by half."""
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height / 2]
    return recognize(frame.columns, filled)


def find_orders(table: Table, owner: str | None = None) -> LogColumns | None:
    """The columns of a table of orders, None for any other table; `owner` holds the customers' ids, where it is known.

    A known shop's export is told by its columns, any other by their names and kinds.
    """
    frame = table.frame
    found = _of_layout(frame, owner) or _by_look(frame, table.id, owner)
    return None if found is None or found.faults(frame, "derive") else found


def _of_layout(frame: pl.DataFrame, owner: str | None) -> LogColumns | None:
    layout = layout_of(frame)
    if layout is None or layout.event is not None or layout.value is None:
        return None
    found = LogColumns(ORDER, owner or layout.id, layout.time, worth=layout.value, order=layout.order)
    return None if found.faults(frame, "derive") else found


def _by_look(frame: pl.DataFrame, id: str, owner: str | None) -> LogColumns | None:
    """`id` is that of the rows."""
    owner = owner or find_owner(frame)
    date = _date(frame, owner) if owner else None
    amount = _amount(frame, {owner, id}) if owner else None
    if owner is None or date is None or amount is None:
        return None
    return LogColumns(ORDER, owner, date, worth=amount, order=_order(frame, {owner, date, id}))


def _date(frame: pl.DataFrame, owner: str) -> str | None:
    """The date with the most distinct values that is not a date of the customer, such as birth or sign-up."""
    dates = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.Date, pl.Datetime)) and name != owner]
    people = frame.get_column(owner).n_unique()
    dates = [name for name in dates if frame[[owner, name]].n_unique() > people]
    return max(dates, key=lambda name: frame.get_column(name).n_unique(), default=None)


def named_amount(frame: pl.DataFrame, taken: Collection[str | None]) -> str | None:
    """The first column of numbers that is called after an amount of money, whole or of one row; None without one."""
    numbers = {n for n, words in _numbers(frame, taken).items() if not _QUANTITY & set(words)}
    return next((n for n in frame.columns if n in numbers and _AMOUNT.search(n) and not _PRICE.search(n)), None)


def _numbers(frame: pl.DataFrame, taken: Collection[str | None]) -> dict[str, list[str]]:
    """The words in the names of the numbers that may be amounts, counts or prices."""
    numbers = {n: name_words(n) for n, kind in frame.schema.items() if kind.is_numeric() and n not in taken}
    return {n: w for n, w in numbers.items() if not _NO_AMOUNT & set(w) or _QUANTITY & set(w)}


def _amount(frame: pl.DataFrame, taken: Collection[str | None]) -> str | None:
    """The amount, by its name, as quantity times price, or as the number with cents."""
    numbers = _numbers(frame, taken)
    prices = [n for n in numbers if _PRICE.search(n) and not _WHOLE_PRICE.search(n)]
    counts = [n for n, w in numbers.items() if n not in prices and (_QUANTITY & set(w) or w in _COUNT)]
    if named := [n for n in numbers if _AMOUNT.search(n) and n not in (*prices, *counts)]:
        return named[0]
    if prices and counts:
        return f"{_in_sql(counts[0])} * {_in_sql(prices[0])}"
    cents = [n for n in numbers if frame.schema[n].is_float()]
    return prices[0] if prices else cents[0] if len(cents) == 1 else None


def _in_sql(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _order(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """A column that numbers the orders: named like that, and with several rows per order."""
    for name, kind in frame.schema.items():
        repeated = name not in taken and frame.get_column(name).n_unique() < frame.height
        if repeated and _ORDER.search(name) and (kind == pl.String or kind.is_integer()):
            return name
    return None
