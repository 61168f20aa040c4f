"""Recognising a log of orders: one row per purchase, customers repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from segtui.data.ids import find_owner
from segtui.data.table import Table
from segtui.features.rfm import Rfm
from segtui.plan.dump import literal

_AMOUNT = re.compile(r"amount|total|revenue|sales|spend|value|monetary|usd|eur|gbp|paid|turnover", re.IGNORECASE)
_PRICE = re.compile(r"price|unit.?cost", re.IGNORECASE)
_QUANTITY = re.compile(r"quantity|qty|units|count", re.IGNORECASE)
_ORDER = re.compile(r"invoice|order|receipt|basket|transaction", re.IGNORECASE)
_LEAST_REPEATED = 1.2


@dataclass(frozen=True)
class Orders:
    """Which columns of a log hold the customer, the day, the amount (a column or an expression) and the order's id.

    `gains` is true where no customer's amounts add up to less than nothing.
    """

    id: str
    date: str
    amount: str
    order: str | None
    gains: bool
    rows: int
    customers: int


def find_orders(table: Table) -> Orders | None:
    """The columns of a log of orders, or None for a table that has a row per customer."""
    frame = table.frame
    owner = find_owner(frame)
    if owner is None or frame.height < _LEAST_REPEATED * frame.get_column(owner).n_unique():
        return None
    date = _date(frame)
    amount = _amount(frame, {owner, table.id})
    if date is None or amount is None:
        return None
    order = _order(frame, {owner, date, table.id})
    made = Rfm(kind="rfm", path="", id=owner, date=date, amount=amount, order=order).make(table)
    least = made.frame.get_column("monetary").min()
    customers = frame.get_column(owner).drop_nulls().n_unique()
    return Orders(owner, date, amount, order, least is None or float(str(least)) >= 0, frame.height, customers)


def order_log_plan(orders: Orders, path: str) -> list[str]:
    """[[derive]] and [features] for a log of orders, as lines of TOML with comments."""
    lines = [
        f"# {orders.rows:,} rows of {orders.customers:,} customers, with dates and amounts: a log of orders",
        "[[derive]]",
        'kind = "rfm"',
        f"path = {literal(path)}",
        f"id = {literal(orders.id)}",
        f"date = {literal(orders.date)}",
        f"amount = {literal(orders.amount)}",
    ]
    if orders.order:
        lines += [
            "# frequency counts orders, not lines; cancelled ones are no orders",
            f"order = {literal(orders.order)}",
        ]
    lines += ["# as_of = 2011-12-31      # without it: the day after the last order", "", "[features]"]
    lines.append('use = ["recency_days", "frequency", "monetary"]')
    if orders.gains:
        lines += ["# log1p for long tails to the right", 'log = ["frequency", "monetary"]']
    else:
        lines += [
            "# monetary has a long tail too, but some customers returned more than they bought",
            'log = ["frequency"]',
        ]
    return [*lines, 'scale = "zscore"', ""]


def _date(frame: pl.DataFrame) -> str | None:
    dates = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.Date, pl.Datetime))]
    return max(dates, key=lambda name: frame.get_column(name).n_unique(), default=None)


def _amount(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """The amount, by its name, as quantity times price, or as the number with cents."""
    numbers = [n for n, kind in frame.schema.items() if kind.is_numeric() and n not in taken]
    named = [n for n in numbers if _AMOUNT.search(n)]
    if named:
        return named[0]
    price = next((n for n in numbers if _PRICE.search(n)), None)
    quantity = next((n for n in numbers if _QUANTITY.search(n)), None)
    if price and quantity:
        return f'"{quantity}" * "{price}"'
    cents = [n for n in numbers if frame.schema[n].is_float()]
    return price or (cents[0] if len(cents) == 1 else None)


def _order(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """A column that numbers the orders: named so, and with several rows to an order."""
    for name, kind in frame.schema.items():
        repeated = name not in taken and frame.get_column(name).n_unique() < frame.height
        if repeated and _ORDER.search(name) and (kind == pl.String or kind.is_integer()):
            return name
    return None
