"""Cohort tables: what the customers of each first period do in the periods after it, for all and by segment."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Labels
from segtui.data.table import Table
from segtui.features.join_features import comparable
from segtui.features.rfm.order_lines import OrderLines, orders_and_returns
from segtui.libraries.columns import col
from segtui.segments.cohorts.cohort import Cohort, Measure, Step

_EVERY = {"day": "1d", "week": "1w", "month": "1mo"}
_KEYS = ["segment", "cohort", "period"]


@dataclass(frozen=True)
class FollowedOrders:
    """The orders of a cohort table up to its last day, each with its customer's cohort.

    `whole` has their lines where these are in memory.
    """

    cohort: Cohort
    orders: OrderLines
    whole: pl.DataFrame | None = None

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.orders.as_of

    def frames(self) -> Iterator[pl.DataFrame]:
        """The lines, part by part, of which no two have a customer in common.

        They have id, cohort (the first day of the customer's first period), period (0 for that one, then 1, 2, …),
        amount, order and cancelled.
        """
        if self.whole is not None:
            return iter([self.whole])
        return (_by_cohort(lines, self.cohort.by) for lines in self.orders.frames())


@dataclass(frozen=True)
class CohortTable:
    """What the cohorts did in each period, for all customers and by segment where the plan says so.

    `cells` has a row for each: segment (empty for all), cohort (the first day of its first period as YYYY-MM-DD),
    period (0 is the first), customers who ordered in it, value (of the `measure`), share (of the value of period 0,
    empty where that is not above 0), complete (false where the period ends after the `last` day). `pooled` has all
    cohorts together: segment, period, customers, value, share of what the cohorts that are old enough for the period
    had in period 0. `truncated` says that the first cohort is probably older customers, from before the table begins;
    `of_orders`, that the rows of the table are orders and not just events.
    """

    by: Step
    measure: Measure
    last: str
    cells: pl.DataFrame
    pooled: pl.DataFrame
    truncated: bool = False
    of_orders: bool = True

    @property
    def segments(self) -> list[int]:
        """The segments that have cells of their own, noise (-1) last."""
        found = self.cells["segment"].drop_nulls().unique().sort().to_list()
        return sorted(found, key=lambda segment: (segment < 0, segment))


def follow(cohort: Cohort, table: Table) -> tuple[FollowedOrders, list[str]]:
    """The orders of a table by cohort, and sentences on what was left out; raises DataError where there is no order."""
    log = orders_and_returns(cohort.log_columns().read(table), cohort.order)
    known = log.until(cohort.as_of or log.orders.last)
    several = len(known.log.rows.parts) > 1
    whole = None if several else _by_cohort(known.lines, cohort.by)
    return FollowedOrders(cohort, known, whole), list(known.notes)


def _by_cohort(lines: pl.DataFrame, by: Step) -> pl.DataFrame:
    """All lines of some customers by cohort and period."""
    first = lines.filter(~pl.col("cancelled")).group_by("id").agg(first=pl.col("day").min())
    every = _EVERY[by]
    dated = lines.join(first, on="id").with_columns(cohort=pl.col("first").dt.truncate(every))
    numbered = dated.with_columns(period=_between(pl.col("cohort"), pl.col("day").dt.truncate(every), by))
    columns = ["id", "cohort", "period", "amount", "order", "cancelled"]
    return numbered.filter(pl.col("period") >= 0).select(columns)


def cohort_table(followed: FollowedOrders, ids: pl.Series, labels: Labels) -> CohortTable:
    """The cells of all customers of the orders, and where the plan splits them of the segments of `ids` (labels, n)."""
    plan, members = followed.cohort, _Members(ids, labels)
    every, own = list[pl.DataFrame](), list[pl.DataFrame]()
    for frame in followed.frames():
        lines = frame.filter(pl.col("period") <= plan.periods)
        every.append(_counted(lines.with_columns(segment=pl.lit(None, dtype=pl.Int32)), plan.measure))
        if plan.split == "segment":
            own.append(_counted(members.segments_of(lines), plan.measure))
    cells = pl.concat(_cells(pl.concat(found), followed) for found in (every, own) if found)
    cells = cells.sort(_KEYS, nulls_last=False)
    sizes = cells.filter(pl.col("segment").is_null(), pl.col("period") == 0)["customers"].to_list()
    truncated = len(sizes) > 3 and sizes[0] > 2 * float(np.median(sizes[1:]))
    return CohortTable(plan.by, plan.measure, str(followed.last), cells, _pooled(cells), truncated, plan.of_orders)


@dataclass(frozen=True)
class _Members:
    """Whose segments are known: `ids` (n) and `labels` (n)."""

    ids: pl.Series
    labels: Labels

    def segments_of(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines of those among them, with the segment."""
        theirs, own = comparable(lines["id"], self.ids)
        known, lines = pl.DataFrame({"id": own, "segment": self.labels}), lines.with_columns(theirs.alias("id"))
        here = known.join(lines.select("id").unique(), on="id", how="semi", maintain_order="left")
        return lines.join(here.unique("id", keep="first", maintain_order=True), on="id")


def of_segment(figures: pl.DataFrame, segment: int | None) -> pl.DataFrame:
    """The rows of one segment, or of all customers, in cells or pooled."""
    return figures.filter(pl.col("segment").eq_missing(pl.lit(segment, dtype=pl.Int32)))


def cohorts_csv(tables: Sequence[CohortTable], names: Mapping[int, str]) -> pl.DataFrame:
    """The rows of cohorts.csv: all tables one after the other, each by its number from 1."""
    columns = ["cohort", "period", "segment", "customers", "value", "share", "complete"]
    called = pl.DataFrame(
        {"segment": list(names), "segment_name": list(names.values())},
        schema={"segment": pl.Int32, "segment_name": pl.String},
    )
    rows = [
        table.cells.select(columns)
        .join(called, on="segment", how="left", maintain_order="left")
        .with_columns(measure=pl.lit(table.measure), by=pl.lit(table.by), table=pl.lit(number, dtype=pl.Int32))
        for number, table in enumerate(tables, start=1)
    ]
    return pl.concat(rows)


def _pooled(cells: pl.DataFrame) -> pl.DataFrame:
    """All cohorts together, by segment and period: customers, value, and share of what they had in period 0.

    Only complete periods count, and only cohorts that had something in period 0; in period 0 itself all of them do.
    """
    first = cells.filter(pl.col("period") == 0)
    base = first.filter(pl.col("value") > 0).select("segment", "cohort", base="value")
    later = cells.filter(pl.col("period") > 0, pl.col("complete"))
    known = pl.concat([first, later]).join(base, on=["segment", "cohort"], nulls_equal=True).sort(_KEYS)
    summed = known.group_by("segment", "period").agg(
        pl.col("customers").sum(), *(_exact_sum(col(name)) for name in ("value", "base"))
    )
    return summed.with_columns(share=pl.col("value") / pl.col("base")).drop("base").sort("segment", "period")


def _exact_sum(numbers: pl.Expr) -> pl.Expr:
    """The sum, rounded once at its end."""
    return numbers.map_batches(_fsum, return_dtype=pl.Float64, returns_scalar=True)


def _fsum(values: pl.Series, **_told: object) -> float:
    return math.fsum(values)


def _counted(lines: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """By segment, cohort and period: how many customers ordered in it, their orders, and what sums to the revenue.

    Rows that share these are added up; `amounts` are numbers whose sum is exactly that of all amounts.
    """
    bought = lines.filter(~pl.col("cancelled"))
    counted = bought.group_by(_KEYS).agg(
        customers=pl.col("id").n_unique().cast(pl.Int64), orders=pl.struct("id", "order").n_unique().cast(pl.Int64)
    )
    if measure != "revenue":
        return counted
    return counted.join(_revenue(lines), on=_KEYS, how="full", coalesce=True, nulls_equal=True)


def _cells(counted: pl.DataFrame, followed: FollowedOrders) -> pl.DataFrame:
    """A row for each segment, cohort and period that had begun by the last day."""
    by, last, measure = followed.cohort.by, followed.last, followed.cohort.measure
    bought = counted.filter(pl.col("customers").is_not_null())
    grid = (
        bought.select("segment", "cohort")
        .unique()
        .with_columns(period=pl.int_ranges(0, followed.cohort.periods + 1, dtype=pl.Int64))
    )
    grid = grid.explode("period").with_columns(
        start=_after(pl.col("cohort"), pl.col("period"), by), end=_after(pl.col("cohort"), pl.col("period") + 1, by)
    )
    value = _exact_sum(pl.col("amounts").explode()) if measure == "revenue" else col(measure).sum().cast(pl.Float64)
    summed = counted.group_by(_KEYS).agg(pl.col("customers").sum(), value=value)
    cells = grid.filter(pl.col("start") <= last).join(summed, on=_KEYS, how="left", nulls_equal=True)
    cells = cells.with_columns(pl.col("customers").fill_null(0), pl.col("value").fill_null(0.0)).sort(_KEYS)
    base = pl.col("value").filter(pl.col("period") == 0).first().over("segment", "cohort")
    return cells.select(
        *_KEYS,
        "customers",
        "value",
        share=pl.when(base > 0).then(pl.col("value") / base),
        complete=pl.col("end") <= pl.lit(last) + pl.duration(days=1),
    ).with_columns(pl.col("cohort").dt.to_string("%Y-%m-%d"))


def _revenue(lines: pl.DataFrame) -> pl.DataFrame:
    """A few numbers for each cell whose exact sum is that of its amounts: no order and no part of the rows matters."""
    ordered = lines.select(*_KEYS, "amount").sort(_KEYS)
    cells = ordered.group_by(_KEYS, maintain_order=True).len()
    ends = np.cumsum(cells["len"].to_numpy()).tolist()
    amounts = ordered["amount"].to_list()
    sums = [_exact(amounts[a:b]) for a, b in zip([0, *ends][:-1], ends, strict=True)]
    return cells.select(_KEYS).with_columns(amounts=pl.Series(sums, dtype=pl.List(pl.Float64)))


def _exact(amounts: list[float]) -> list[float]:
    """Numbers with the exact sum of the amounts: the sum rounded, what is left of that rounded, and so on."""
    found = list[float]()
    while left := math.fsum([*amounts, *(-one for one in found)]):
        found.append(left)
    return found or [0.0]


def _between(start: pl.Expr, end: pl.Expr, by: Step) -> pl.Expr:
    """How many periods `end` is after `start`, both the first day of a period."""
    if by == "month":
        return (12 * (end.dt.year() - start.dt.year()) + end.dt.month() - start.dt.month()).cast(pl.Int64)
    return (end - start).dt.total_days() // (7 if by == "week" else 1)


def _after(start: pl.Expr, periods: pl.Expr, by: Step) -> pl.Expr:
    """The first day of the period that begins this many periods after `start`."""
    unit = {"day": "d", "week": "w", "month": "mo"}[by]
    return start.dt.offset_by(pl.format("{}" + unit, periods))
