"""Labels from a log: what counts, whom is asked, and the days of the horizon."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from segtui.errors import DataError, PlanError
from segtui.prediction.labels.log_outcome import horizon_days
from segtui.prediction.labels.stray_days import refuse_stray_days
from tests.unit.prediction.conftest import JAN


def day(number):
    return JAN + dt.timedelta(days=number)


@pytest.fixture
def orders():
    rows = [("ann", 0, 5.0), ("ann", 10, 5.0), ("bob", 3, 5.0), ("bob", 19, 5.0), ("cy", 4, 5.0), ("cy", 12, -5.0)]
    rows += [("dee", 20, 9.0)]
    return pl.DataFrame([(w, day(d), p) for w, d, p in rows], schema=["who", "day", "paid"], orient="row")


def test_the_snapshots_day_is_the_first_of_the_horizon_and_the_day_after_is_not_in_it(orders, as_table, purchases):
    found = purchases(9).read(as_table(orders))
    ids = found.known(day(10))
    assert ids.to_list() == ["ann", "bob", "cy"]
    assert found.labels(ids, day(10)).tolist() == [True, False, False]
    assert found.labels(ids, day(11)).tolist() == [False, True, False]


def test_a_return_is_no_purchase_and_churn_is_the_opposite(orders, as_table, purchases):
    found = purchases(10, "churn").read(as_table(orders))
    assert found.labels(found.known(day(10)), day(10)).tolist() == [False, False, True]
    assert found.first == JAN and found.over == day(21)


def test_only_active_customers_are_asked_where_the_outcome_says_so(orders, as_table, purchases):
    found = purchases(5, "churn", active_days=7).read(as_table(orders))
    assert found.known(day(10)).to_list() == ["bob", "cy"]


def test_types_of_events_are_the_outcome_and_others_make_a_customer_known(as_table, events):
    rows = [("ann", day(0), "visit"), ("ann", day(9), "buy"), ("bob", day(1), "visit"), ("bob", day(9), "visit")]
    log = as_table(pl.DataFrame(rows, schema=["who", "day", "what"], orient="row"))
    found = events(5, "buy").read(log)
    assert found.known(day(8)).to_list() == ["ann", "bob"]
    assert found.labels(found.known(day(8)), day(8)).tolist() == [True, False]
    with pytest.raises(PlanError, match="by"):
        events(5, "by").read(log)


def test_bad_columns_horizons_and_logs_are_refused(orders, as_table, purchases):
    with pytest.raises(PlanError):
        purchases().read(as_table(orders.rename({"day": "when"})))
    with pytest.raises(DataError):
        purchases().read(as_table(orders.with_columns(day=pl.lit(None, pl.Date))))
    assert horizon_days("4w") == 28
    for wrong in ("12h", "36h", "x"):
        with pytest.raises(ValueError):
            horizon_days(wrong)


@pytest.mark.parametrize("later, is_stray", [(400, True), (95, True), (70, False)])
def test_few_rows_dated_long_after_all_others_are_refused(later, is_stray, as_table, purchases):
    rows = [(who, JAN + dt.timedelta(days=day), 5.0) for who in range(25) for day in range(0, 50, 5)]
    rows.append((3, JAN + dt.timedelta(days=45 + later), 5.0))
    found = purchases(30).read(as_table(pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row")))
    if not is_stray:
        refuse_stray_days(found, "log")
        return
    with pytest.raises(DataError, match=f"a row is dated .* {later} days after all others, which end on 2025-02-15"):
        refuse_stray_days(found, "log")
