"""Recognizing a log of orders: one row per purchase, customers repeated."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import polars as pl

from segtui.data.ids import find_owner
from segtui.data.table import Table
from segtui.features.events.layouts import recognize
from segtui.features.makers.rfm import Rfm
from segtui.plan.dump import literal
from segtui.plan.starter.columns import takes_log
from segtui.segments.vocabulary.tokens import words

_AMOUNT = re.compile(r"amount|total|revenue|sales|spend|spent|value|monetary|usd|eur|gbp|paid|turnover", re.IGNORECASE)
_NO_AMOUNT = {"discount", "tax", "vat", "shipping", "freight", "rate", "share", "points", "refund", "quantity"}
_PRICE = re.compile(r"price|unit.?cost", re.IGNORECASE)
_WHOLE_PRICE = re.compile(r"total|line|sum", re.IGNORECASE)
_QUANTITY = {"quantity", "units", "items", "pieces"}
_ORDER = re.compile(r"invoice|order|receipt|basket|transaction", re.IGNORECASE)
_LEAST_REPEATED = 1.2


@dataclass(frozen=True)
class OrderLog:
    """Which columns of a log hold the customer, the day, the amount (a column or an expression) and the order's id.

    `as_of` is the day after the last order. `log` names what has a long tail among frequency and monetary; `gains` is
    true if no customer's amounts add up to less than zero.
    """

    id: str
    date: str
    amount: str
    order: str | None
    as_of: dt.date | None
    log: tuple[str, ...]
    gains: bool
    rows: int
    customers: int


def find_orders(table: Table) -> OrderLog | None:
    """The columns of a log of orders, or None for a table that has a row per customer."""
    frame = table.frame
    columns = _of_layout(frame) or _by_look(frame, table.id)
    if columns is None or frame.height < _LEAST_REPEATED * frame.get_column(columns[0]).n_unique():
        return None
    owner, date, amount, order = columns
    made = Rfm(kind="rfm", path="", id=owner, date=date, amount=amount, order=order).fit_transform(table)
    as_of = made.carried_out.as_of if isinstance(made.carried_out, Rfm) else None
    log = tuple(name for name in ("frequency", "monetary") if takes_log(made.frame.get_column(name)))
    least = made.frame.get_column("monetary").min()
    gains = least is None or float(str(least)) >= 0
    customers = frame.get_column(owner).drop_nulls().n_unique()
    return OrderLog(owner, date, amount, order, as_of, log, gains, frame.height, customers)


def order_log_plan(orders: OrderLog, path: str) -> list[str]:
    """[[derive]] and [features] for a log of orders, as lines of TOML with comments."""
    lines = [
        f"# {orders.rows:,} rows of {orders.customers:,} customers, with dates and amounts: an order log",
        "[[derive]]",
        'kind = "rfm"',
        f"path = {literal(path)}",
        f"id = {literal(orders.id)}",
        f"date = {literal(orders.date)}",
        f"amount = {literal(orders.amount)}",
    ]
    if orders.order:
        lines += [
            "# frequency counts orders, not lines; cancelled orders don't count",
            f"order = {literal(orders.order)}",
        ]
    if orders.as_of:
        lines.append(f"# as_of = {orders.as_of}      # default: the day after the last order, which is this one")
    lines += ["", "[features]", 'use = ["recency_days", "frequency", "monetary"]']
    if orders.log:
        lines += ["# log1p for right-skewed columns", f"log = {literal(list(orders.log))}"]
    if not orders.gains:
        lines.append("# monetary can't be logged: some customers returned more than they bought")
    return [*lines, 'scale = "zscore"', ""]


def _of_layout(frame: pl.DataFrame) -> tuple[str, str, str, str | None] | None:
    """The customer, the day, the amount and the order of a known shop's export, where they are of these kinds."""
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height / 2]
    layout = recognize(frame.columns, filled)
    if layout is None or layout.event is not None or layout.value is None:
        return None
    maker = Rfm(kind="rfm", path="", id=layout.id, date=layout.time, amount=layout.value, order=layout.order)
    return None if maker.faults(frame, "derive") else (layout.id, layout.time, layout.value, layout.order)


def _by_look(frame: pl.DataFrame, id: str) -> tuple[str, str, str, str | None] | None:
    """The same by names and kinds of columns; `id` is that of the rows."""
    owner = find_owner(frame)
    date = _date(frame, owner) if owner else None
    amount = _amount(frame, {owner, id}) if owner else None
    if owner is None or date is None or amount is None:
        return None
    return owner, date, amount, _order(frame, {owner, date, id})


def _date(frame: pl.DataFrame, owner: str) -> str | None:
    """The date with the most distinct values that is not a date of the customer, such as birth or sign-up."""
    dates = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.Date, pl.Datetime))]
    people = frame.get_column(owner).n_unique()
    dates = [name for name in dates if frame[[owner, name]].n_unique() > people]
    return max(dates, key=lambda name: frame.get_column(name).n_unique(), default=None)


def _amount(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """The amount, by its name, as quantity times price, or as the number with cents."""
    numbers = [n for n, kind in frame.schema.items() if kind.is_numeric() and n not in taken]
    numbers = [n for n in numbers if not _NO_AMOUNT & set(words(n)) or _QUANTITY & set(words(n))]
    prices = [n for n in numbers if _PRICE.search(n) and not _WHOLE_PRICE.search(n)]
    counts = [n for n in numbers if n not in prices and (_QUANTITY & set(words(n)) or words(n) == ["number"])]
    named = [n for n in numbers if _AMOUNT.search(n) and n not in (*prices, *counts)]
    if named:
        return named[0]
    if prices and counts:
        return f'"{counts[0]}" * "{prices[0]}"'
    cents = [n for n in numbers if frame.schema[n].is_float()]
    return prices[0] if prices else cents[0] if len(cents) == 1 else None


def _order(frame: pl.DataFrame, taken: set[str]) -> str | None:
    """A column that numbers the orders: named like that, and with several rows per order."""
    for name, kind in frame.schema.items():
        repeated = name not in taken and frame.get_column(name).n_unique() < frame.height
        if repeated and _ORDER.search(name) and (kind == pl.String or kind.is_integer()):
            return name
    return None
