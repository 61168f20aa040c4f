"""A log of events gets a plan that derives features from it."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.recognition.order_columns import find_orders
from segtui.plan.load import parse
from segtui.plan.starter.infer import infer
from segtui.plan.starter.logs import find_log, log_plan, refused_log
from segtui.profiling.profile import profile

START = dt.datetime(2024, 1, 1)


def as_table(columns):
    return Table(pl.DataFrame(columns), next(iter(columns)), ReadReport("log.csv", ("log.csv",), "csv"))


def log(rows=200):
    rng = random.Random(0)
    return {
        "user_id": [f"u{rng.randrange(20)}" for _ in range(rows)],
        "at": [START + dt.timedelta(minutes=rng.randrange(60_000)) for _ in range(rows)],
        "event": [rng.choice(["open", "open", "click", "buy"]) for _ in range(rows)],
    }


def test_a_log_becomes_windows_types_and_sessions():
    found = find_log(as_table(log()))
    assert found is not None
    plan = "\n".join(log_plan(found, "log.csv"))
    assert 'time = "at"' in plan and 'events = ["open", "buy", "click"]' in plan
    loaded = parse(plan)
    assert not loaded.derive[0].has_open_columns()
    assert set(loaded.features.use) <= set(loaded.derive[0].output_columns())


def test_an_export_of_analytics_is_recognized():
    plain = log()
    moments = [int(at.replace(tzinfo=dt.UTC).timestamp() * 1_000_000) for at in plain["at"]]
    export = {
        "event_date": [int(f"{at:%Y%m%d}") for at in plain["at"]],
        "event_timestamp": moments,
        "event_name": plain["event"],
        "user_id": [None] * len(moments),
        "user_pseudo_id": plain["user_id"],
    }
    found = find_log(as_table(export))
    assert found is not None and found.first.maker.id == "user_pseudo_id"
    lines = log_plan(found, "log.csv")
    assert "Google Analytics 4" in lines[0] and any(line.startswith("# timezone") for line in lines)


def test_without_times_there_is_no_log():
    assert find_log(as_table({**log(), "at": ["same"] * 200})) is None


@pytest.mark.parametrize("kind", [pl.Datetime, pl.Date])
def test_ids_and_times_alone_are_events_of_one_type_with_their_cohorts(kind):
    bare = as_table({"user_id": log()["user_id"], "at": pl.Series(log()["at"]).cast(kind)})
    found = find_log(bare)
    assert found is not None and not found.beside
    plan = "\n".join(log_plan(found, "log.csv"))
    assert parse(plan).derive[0].event is None and "paths" not in plan
    assert 'their first event:\n# [[cohort]]\n# path = "log.csv"\n# id = "user_id"\n# date = "at"' in plan


def test_a_date_of_the_customer_makes_no_log():
    people = {
        "user_id": [f"u{i}" for i in range(20)] * 2,
        "born": [START + dt.timedelta(hours=i) for i in range(20)] * 2,
    }
    assert find_log(as_table(people)) is None


def test_customers_who_are_there_once_are_no_log():
    once = {**log(), "user_id": [f"u{i}" for i in range(200)]}
    assert find_log(as_table(once)) is None


def test_orders_of_a_known_shop_are_orders_by_its_columns():
    lines = {
        "Name": ["#1", "#1", "#2", "#3"],
        "Email": ["a@example.org", "a@example.org", "b@example.org", "a@example.org"],
        "Financial Status": ["paid", None, "paid", "paid"],
        "Paid at": [START, None, START + dt.timedelta(1), START + dt.timedelta(2)],
        "Subtotal": [9.0, None, 4.0, 6.0],
        "Total": [10.0, None, 5.0, 7.0],
    }
    found = find_orders(as_table(lines))
    assert found is not None
    assert found.keys() == {"id": "Email", "date": "Paid at", "amount": "Total", "order": "Name"}


def test_a_log_that_its_maker_refuses_is_told_in_the_plan_and_what_it_quotes_stays_a_comment():
    days = [START.date() + dt.timedelta(days=n) for n in range(40)]
    ids = [f"c{n % 10}\n[source]" for n in range(40)]
    table = as_table({"customer_id": ids, "day": days, "amount": [float("inf"), *map(float, range(39))]})
    assert find_log(table) is None
    told = refused_log(table)
    assert told and "1 infinite amount" in told
    comments = infer(table, profile(table), "log.csv").split("\n[source]\npath")[0].splitlines()
    assert len(comments) > 5 and all(line.startswith(("#", "version", "seed")) or not line for line in comments)
    assert not refused_log(as_table({"customer_id": ids[:10], "age": list(range(10))}))
