"""The lines of a log of orders up to a day: which are orders, and which are cancelled or returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from segtui.errors import DataError
from segtui.features.log.log import Log, LogToDate, lone_end
from segtui.features.log.log_columns import ORDER
from segtui.features.log.log_rows import LogRows
from segtui.language.sentences import Sentence, say

_CANCELLED = r"^\s*[Cc]\d+"


@dataclass(frozen=True)
class OrderLines:
    """The lines of orders measured to the day `as_of`.

    Each line has id, day (Date), age (whole days to `as_of`), amount, order (its number where no column names it) and
    cancelled. The amount of a cancelled line is negative.
    """

    log: LogToDate
    as_of: dt.date
    notes: tuple[str, ...]

    def frames(self) -> Iterator[pl.DataFrame]:
        """The lines, part by part; no two have a customer in common."""
        return (frame.select("id", "day", "age", "amount", "order", "cancelled") for frame in self.log.dated())

    @property
    def lines(self) -> pl.DataFrame:
        """All lines in one frame."""
        return pl.concat(self.frames())


@dataclass(frozen=True)
class OrdersAndReturns:
    """A log of orders: `lines` are all of its rows, with amount, order and cancelled; `orders` those not cancelled."""

    lines: Log
    orders: Log

    def until(self, day: dt.date) -> OrderLines:
        """The lines up to a day; raises DataError where no order is left.

        Where an order comes after the day, lines after it are left out. Where none does, all returns count, whenever
        they came: what they return was bought before.
        """
        self.orders.refuse_none_until(day)
        known = self.lines.until(day) if self.orders.last > day else self.lines.measured_to(day)
        return OrderLines(known, day, known.notes)

    def counted_to(self, day: dt.date) -> list[Sentence]:
        """To which day days are counted, and whether the day of the last order is likely."""
        if (day - self.orders.last).days != 1:  # as found or as given: a plan that is run again has it given
            return [say("Days are counted to {day:day}.", day=str(day))]
        notes = [say("Days are counted to {day:day}, the day after the last order.", day=str(day))]
        if end := lone_end(self.orders.measured_to(day)):
            notes.append(
                say(
                    "The last order, of {day:day}, is {gap:,} days after the previous one: is its date right?",
                    day=end[0],
                    gap=end[1],
                )
            )
        return notes


def orders_and_returns(log: Log, order: str | None) -> OrdersAndReturns:
    """A log with what is an order told from what is not; `order` is the column of order ids.

    A line is cancelled when its amount is negative or its order id is a C followed by digits. Where most order ids
    begin that way, the C is how the shop writes its order ids and says nothing. Without amounts every line counts 0.
    Raises DataError where no line is an order.
    """
    rows = log.rows.changed(_as_orders)
    is_marked, notes = _marks(rows, order) if order is not None else (False, [])
    if log.marks_returns is not None:
        is_marked, notes = log.marks_returns, []
    lines = rows.changed(lambda frame: _with_returns(frame, is_marked))
    bought = lines.kept(~pl.col("cancelled"))
    if not bought.height:
        raise DataError(say("no row is a valid order"), where=log.where, fix=ORDER.needs)
    if count := lines.height - bought.height:
        notes.append(
            say(
                "{count:,} of {rows:,} rows are cancelled or returned: they reduce monetary and don't count as orders.",
                count=count,
                rows=lines.height,
            )
        )
    told = (*log.notes, *notes)
    return OrdersAndReturns(replace(log, rows=lines, notes=told), replace(log, rows=bought))


def _as_orders(frame: pl.DataFrame) -> pl.DataFrame:
    """Lines with an amount and an order."""
    lines = frame.rename({"worth": "amount"}, strict=False)
    if "amount" not in lines.columns:
        lines = lines.with_columns(amount=pl.lit(0.0))
    return lines if "order" in lines.columns else lines.with_row_index("order")


def _with_returns(lines: pl.DataFrame, is_marked: bool) -> pl.DataFrame:
    """Lines with whether each is cancelled or returned, and the amounts of those below 0; `is_marked` says that a C
    before an order's id tells."""
    cancelled = pl.col("amount") < 0
    if is_marked:
        cancelled |= pl.col("order").str.contains(_CANCELLED)
    lines = lines.with_columns(cancelled=cancelled)
    return lines.with_columns(amount=pl.when("cancelled").then(-pl.col("amount").abs()).otherwise("amount"))


def _marks(rows: LogRows, order: str | None) -> tuple[bool, list[Sentence]]:
    """Whether a C before an order's id says that it is cancelled, and why not where it does not."""
    counts = [
        int(frame["order"].str.contains(_CANCELLED).sum()) if frame["order"].dtype == pl.String else 0
        for frame in rows.frames()
    ]
    if 2 * sum(counts) <= rows.height:
        return sum(counts) > 0, []
    return False, [say('Most ids of "{column}" begin with C, so the C is not read as a cancellation.', column=order)]
