"""What makers propose for a table, in a starter plan that runs as it is, with and without its comments."""

import datetime as dt
import random

import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.maker import makers
from segtui.features.makers.clv import Clv
from segtui.features.makers.join import Join
from segtui.features.makers.lead_score import LeadScore
from segtui.features.recognition.place_columns import french_postcodes
from segtui.features.recognition.prose import prose_column
from segtui.features.table_maker import TableMaker
from segtui.plan.load import parse
from segtui.plan.starter.logs import find_log, log_plan
from segtui.plan.starter.proposed_lines import row_proposals

WORDS = ["late", "parcel", "arrived", "delivery", "shoes", "colour", "size", "price", "very", "much", "like"]


def table(columns, id=None):
    return Table(pl.DataFrame(columns), id or next(iter(columns)), ReadReport("a.csv", ("a.csv",), "csv"))


def orders(rows=300):
    chance = random.Random(1)
    return {
        "order_id": list(range(rows)),
        "customer_id": [chance.randrange(int(60 * chance.random()) + 1) for _ in range(rows)],
        "order_date": [dt.date(2023, 1, 1) + dt.timedelta(days=chance.randrange(600)) for _ in range(rows)],
        "total": [round(chance.lognormvariate(3, 0.4), 2) for _ in range(rows)],
    }


def people(rows=60):
    chance = random.Random(2)
    return {
        "customer_id": list(range(rows)),
        "postcode": [f"{chance.randrange(1, 95):02}{chance.randrange(1000):03}" for _ in range(rows)],
        "remark": [" ".join(chance.choices(WORDS, k=9)) for _ in range(rows)],
    }


def uncommented(lines, first):
    """The lines with those from `first` on as part of the plan, up to an empty one."""
    start = lines.index(f"# {first}")
    end = lines.index("", start)
    return [*lines[:start], *(line.removeprefix("# ") for line in lines[start:end]), *lines[end:]]


def test_orders_get_values_to_expect_and_cohorts_that_wait_to_be_uncommented():
    found = find_log(table(orders(), "order_id"))
    lines = log_plan(found, "orders.csv")
    plan = parse("\n".join(lines))
    assert [maker.called() for maker in plan.derive] == ["rfm", "clv"] and not plan.cohort
    assert plan.features.use == ("recency_days", "frequency", "monetary")
    (cohort,) = parse("\n".join(uncommented(lines, "[[cohort]]"))).cohort
    assert (cohort.id, cohort.date, cohort.amount) == ("customer_id", "order_date", "total")


def test_values_to_expect_are_left_out_where_the_orders_do_not_carry_them():
    short = orders()
    short["order_date"] = [dt.date(2023, 1, 1) + dt.timedelta(days=day % 20) for day in range(300)]
    assert Clv.proposed(table(short, "order_id")) is not None
    assert find_log(table(short, "order_id")).beside == ()


def test_places_and_texts_are_proposed_in_comments_that_hold():
    lines = row_proposals(pl.DataFrame(people()), "customer_id")
    assert all(not line or line.startswith("#") for line in lines)
    for kind in ("place", "text"):
        assert f'# kind = "{kind}"' in lines
    found = "\n".join(line.removeprefix("# ") for line in lines if not line.endswith(":") and line[3:4] != " ")
    makes = parse('[source]\npath = "a.csv"\n' + found).derive
    assert [maker.called() for maker in makes] == ["place", "text"]
    for number, maker in enumerate(makes, 1):
        assert maker.fit_transform(pl.DataFrame(people()), f"derive[{number}]").frame.height == 60
    assert row_proposals(pl.DataFrame({"customer_id": [1, 2], "city": ["Lyon", "Paris"]}), "customer_id") == []


def test_names_and_numbers_are_neither_prose_nor_postcodes():
    frame = pl.DataFrame({"name": ["Ann Lee", "Bo Li"] * 30, "zip": ["SW1A 1AA", "EC1A 1BB"] * 30})
    assert prose_column(frame) is None and french_postcodes(frame) is None


def test_a_table_with_one_row_for_each_id_is_joined_by_means_and_a_log_by_sums_and_counts():
    once = {"id": [1, 2, 3], "age": [30, 41, 52], "plan": ["a", "b", "a"], "same": [1, 1, 1]}
    proposal = Join.proposed(table(once))
    assert proposal.maker.columns == {"age": ("mean",), "plan": ("mode",)}
    proposal = Join.proposed(table(orders(), "order_id"), "customer_id")
    assert proposal.maker.columns == {"order_id": ("count",), "order_date": ("max",), "total": ("sum",)}


def test_a_lead_score_begins_with_the_points_that_events_usually_get():
    log = {
        "user_id": ["a", "b"] * 30,
        "time": [dt.datetime(2024, 1, 1) + dt.timedelta(hours=i) for i in range(60)],
        "event": ["email_open", "Link Clicked", "purchase", "unsubscribe", "heartbeat"] * 12,
    }
    points = LeadScore.proposed(table(log)).maker.points
    assert points == {"email_open": 5, "Link Clicked": 10, "purchase": 20, "unsubscribe": -10}


@pytest.mark.parametrize("maker", [m for m in makers() if issubclass(m, TableMaker)], ids=lambda m: m.called())
def test_no_maker_stumbles_over_an_odd_table(maker):
    for columns in ({"x": []}, {"*": [None, None]}, {"id": ["a", "a"], "event": [None, "b"]}, {"time": [1.5, 2.5]}):
        assert maker.proposed(table(columns)) is None or maker.called() == "join"
