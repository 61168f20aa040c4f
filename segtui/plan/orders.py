"""Recognising a log of orders: one row per purchase, customers repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from segtui.data.ids import find_owner
from segtui.data.table import Table

_AMOUNT = re.compile(r"amount|total|revenue|sales|spend|value|monetary|usd|eur|gbp|paid|turnover", re.IGNORECASE)
_PRICE = re.compile(r"price|unit.?cost", re.IGNORECASE)
_QUANTITY = re.compile(r"quantity|qty|units|count", re.IGNORECASE)
_ORDER = re.compile(r"invoice|order|receipt|basket|transaction", re.IGNORECASE)
_LEAST_REPEATED = 1.2


@dataclass(frozen=True)
class Orders:
    """Which columns of a log hold the customer, the day, the amount (a column or an expression) and the order's id."""

    id: str
    date: str
    amount: str
    order: str | None
    returns: bool
    reasons: tuple[str, ...]


def find_orders(table: Table) -> Orders | None:
    """The columns of a log of orders, or None for a table that has a row per customer."""
    frame = table.frame
    owner = find_owner(frame)
    if owner is None or frame.height < _LEAST_REPEATED * frame.get_column(owner).n_unique():
        return None
    date = _date(frame)
    money = _amount(frame, {owner, table.id})
    if date is None or money is None:
        return None
    amount, values = money
    order = _order(frame, {owner, date, table.id})
    customers = frame.get_column(owner).n_unique()
    reason = f"{frame.height:,} rows of {customers:,} customers with a date each: a log of orders, so RFM comes first"
    return Orders(owner, date, amount, order, bool((values < 0).any()), (reason,))


def _date(frame: pl.DataFrame) -> str | None:
    dates = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.Date, pl.Datetime))]
    return max(dates, key=lambda name: frame.get_column(name).n_unique(), default=None)


def _amount(frame: pl.DataFrame, taken: set[str]) -> tuple[str, pl.Series] | None:
    """The amount, by its name, as quantity times price, or as the number with cents."""
    numbers = [n for n, kind in frame.schema.items() if kind.is_numeric() and n not in taken]
    named = [n for n in numbers if _AMOUNT.search(n)]
    if named:
        return named[0], frame.get_column(named[0])
    price = next((n for n in numbers if _PRICE.search(n)), None)
    quantity = next((n for n in numbers if _QUANTITY.search(n)), None)
    if price and quantity:
        return f'"{quantity}" * "{price}"', frame.get_column(quantity)
    cents = [n for n in numbers if frame.schema[n].is_float()]
    if len(cents) == 1 or price:
        name = price or cents[0]
        return name, frame.get_column(name)
    return None


def _order(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """A column that numbers the orders: named so, and with several rows to an order."""
    for name, kind in frame.schema.items():
        repeated = name not in taken and frame.get_column(name).n_unique() < frame.height
        if repeated and _ORDER.search(name) and (kind == pl.String or kind.is_integer()):
            return name
    return None
