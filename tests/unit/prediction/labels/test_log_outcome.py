"""Labels from a log: what counts, whom is asked, and the days of the horizon."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from segtui.errors import DataError, PlanError
from segtui.prediction.labels.log_outcome import horizon_days
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
