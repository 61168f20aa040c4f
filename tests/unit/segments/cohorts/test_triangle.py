"""Cohort tables: against a count by hand, whole numbers of CDNOW's first quarter, and the end of the table."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.data.table import ReadReport, Table
from segtui.errors import DataError
from segtui.segments.cohorts.cohort import Cohort
from segtui.segments.cohorts.triangle import cohort_table, cohorts_csv, follow, of_segment

CDNOW = Path(__file__).parents[4] / "sample_data" / "cdnow_orders.csv"
START = dt.date(2023, 11, 27)
ORDERS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 120), st.integers(-500, 5000)), min_size=1, max_size=40
).filter(lambda rows: any(cents >= 0 for _, _, cents in rows))


def made(rows, segments=None, **more):
    frame = pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row")
    plan = Cohort(**{"path": "orders.csv", "id": "who", "date": "day", "amount": "paid", **more})
    followed, notes = follow(plan, Table(frame, "who", ReadReport("orders.csv", ("orders.csv",), "csv")))
    known = segments or {}
    ids, labels = pl.Series(list(known), dtype=pl.String), np.array(list(known.values()), dtype=np.int32)
    return cohort_table(followed, ids, labels), notes


def begins(day, by):
    if by == "month":
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if by == "week" else day


def apart(first, later, by):
    if by == "month":
        return 12 * (later.year - first.year) + later.month - first.month
    return (later - first).days // (7 if by == "week" else 1)


@given(ORDERS, st.sampled_from(["day", "week", "month"]), st.sampled_from(["customers", "revenue", "orders"]))
def test_every_cell_is_what_one_counts_by_hand(rows, by, measure):
    orders = [(who, START + dt.timedelta(days=days), cents / 100) for who, days, cents in rows]
    table, _notes = made(orders, by=by, measure=measure, periods=5)
    first = {}
    for who, day, paid in orders:
        if paid >= 0:
            first[who] = min(first.get(who, day), day)
    cells = {}
    for who, day, paid in orders:
        if who in first and (period := apart(begins(first[who], by), begins(day, by), by)) in range(6):
            people, amounts, count = cells.setdefault((str(begins(first[who], by)), period), (set(), [], []))
            amounts.append(paid)
            if paid >= 0:
                people.add(who)
                count.append(who)
    for cohort, period, customers, value in table.cells.select("cohort", "period", "customers", "value").iter_rows():
        people, amounts, count = cells.pop((cohort, period), (set(), [], []))
        assert customers == len(people)
        own = {"customers": len(people), "orders": len(count), "revenue": math.fsum(amounts)}
        assert value == own[measure]
    assert not [key for key, (people, _amounts, _count) in cells.items() if people]


@given(ORDERS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    orders = [(who, START + dt.timedelta(days=days), cents / 100) for who, days, cents in rows]
    shuffled = random.sample(orders, len(orders))
    segments = {"a": 0, "b": 1, "c": 0, "d": -1}
    one, other = (made(each, segments, measure="revenue", split="segment")[0] for each in (orders, shuffled))
    assert one.cells.equals(other.cells) and one.pooled.equals(other.pooled)


def test_the_first_quarter_of_cdnow_is_as_polars_counts_it():
    orders = pl.read_csv(CDNOW, try_parse_dates=True)
    table = Table(orders, "customer_id", ReadReport("orders.csv", ("orders.csv",), "csv"))
    plan = Cohort(path="", id="customer_id", date="order_date", periods=17)
    found = cohort_table(follow(plan, table)[0], pl.Series([], dtype=pl.Int64), np.empty(0, np.int32))
    first = orders.group_by("customer_id").agg(pl.col("order_date").min().dt.month_start().alias("cohort"))
    months = orders.join(first, on="customer_id").with_columns(pl.col("order_date").dt.month_start().alias("month"))
    expected = months.group_by("cohort", "month").agg(pl.col("customer_id").n_unique()).sort("cohort", "month")
    assert found.cells["customers"].to_list() == expected["customer_id"].to_list()
    sizes = found.cells.filter(pl.col("period") == 0)
    assert dict(sizes.select("cohort", "customers").iter_rows()) == {
        "1997-01-01": 781,
        "1997-02-01": 857,
        "1997-03-01": 719,
    }
    assert found.cells["complete"].all() and found.last == "1998-06-30" and not found.truncated
    second = found.pooled.row(1, named=True)
    assert (second["customers"], second["share"]) == (124 + 134 + 87, pytest.approx(345 / 2357))


def test_a_period_that_the_table_does_not_cover_is_marked_and_not_pooled():
    orders = [("a", dt.date(2024, 1, 5), 1.0), ("b", dt.date(2024, 2, 1), 1.0), ("a", dt.date(2024, 2, 20), 1.0)]
    table, _notes = made(orders)
    assert table.cells.select("cohort", "period", "complete").rows() == [
        ("2024-01-01", 0, True),
        ("2024-01-01", 1, False),
        ("2024-02-01", 0, False),
    ]
    assert table.pooled["period"].to_list() == [0]
    whole, _notes = made(orders, as_of=dt.date(2024, 2, 29))
    assert whole.cells["complete"].all() and whole.pooled["period"].to_list() == [0, 1]


def test_orders_after_as_of_are_left_out_and_counted():
    orders = [("a", dt.date(2024, 1, 5), 1.0), ("b", dt.date(2024, 2, 1), 1.0)]
    table, notes = made(orders, as_of=dt.date(2024, 1, 31))
    assert table.cells["customers"].to_list() == [1]
    assert notes == ["1 of 2 rows is dated after 2024-01-31 and is left out."]
    with pytest.raises(DataError):
        made(orders, as_of=dt.date(2023, 1, 31))


def test_segments_have_cells_of_their_own_and_all_has_everybody():
    orders = [(who, dt.date(2024, 1, 5), 1.0) for who in "abcd"] + [("a", dt.date(2024, 2, 29), 2.0)]
    table, _notes = made(orders, {"a": 0, "b": 1, "c": -1}, split="segment")
    sizes = table.cells.filter(pl.col("period") == 0).select("segment", "customers").rows()
    assert sizes == [(None, 4), (-1, 1), (0, 1), (1, 1)]
    assert table.segments == [0, 1, -1]
    assert of_segment(table.cells, 0)["share"].to_list() == [1.0, 1.0]
    written = cohorts_csv([table], {0: "Zero", 1: "One", -1: "noise"})
    assert written.columns[:7] == ["cohort", "period", "segment", "customers", "value", "share", "complete"]
    assert written.height == table.cells.height


def test_a_first_cohort_of_older_customers_is_told():
    orders = [(f"old{i}", dt.date(2024, 1, 5), 1.0) for i in range(9)]
    orders += [(f"new{month}{i}", dt.date(2024, month, 5), 1.0) for month in range(2, 6) for i in range(4)]
    assert made(orders)[0].truncated
    assert not made(orders[5:])[0].truncated


def test_revenue_needs_amounts_and_customers_do_not():
    with pytest.raises(ValidationError, match="amount"):
        Cohort(path="", id="who", date="day", measure="revenue")
    orders = [("a", dt.date(2024, 1, 5), -1.0), ("a", dt.date(2024, 2, 5), 1.0)]
    assert made(orders, amount=None)[0].cells["customers"].to_list() == [1, 1]
