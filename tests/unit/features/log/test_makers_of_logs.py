"""What holds for every maker that reads a log: which rows count, and what must never change the features."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.errors import PlanError
from segtui.features.join_features import join
from segtui.features.log.log import Log, lone_end
from segtui.features.log.log_maker import LogMaker
from segtui.features.log.log_rows import LogRows
from segtui.features.log.times import DAY
from segtui.features.maker import makers
from segtui.features.makers.clv import Clv
from segtui.features.makers.events import Events
from segtui.features.makers.lead_score import LeadScore
from segtui.features.makers.rfm import Rfm

AS_OF = dt.date(2024, 12, 10)
MIDNIGHT = dt.datetime(2024, 12, 11)
"""The end of the day AS_OF."""
START = dt.datetime(2024, 1, 1)
KINDS = ("view", "cart", "buy")
BASE = {"path": "log.csv", "id": "who", "as_of": AS_OF}
LOG_MAKERS = {
    "rfm": Rfm(kind="rfm", date="at", amount="paid", **BASE),
    "clv": Clv(kind="clv", date="at", amount="paid", horizon="8w", **BASE),
    "events": Events(kind="events", time="at", event="what", value="paid", paths=(KINDS,), events=KINDS, **BASE),
    "lead_score": LeadScore(
        kind="lead_score", time="at", event="what", points={"view": 1, "cart": 2, "buy": 5}, half_life="90d", **BASE
    ),
}
EVERY = pytest.mark.parametrize("maker", LOG_MAKERS.values(), ids=LOG_MAKERS)
ROWS = st.integers(0, 2**32).map(lambda seed: drawn(random.Random(seed)))
FEW = settings(max_examples=4, deadline=None)


def drawn(source):
    """Events of forty customers over a year, some after AS_OF, with amounts in quarters that sum up exactly."""
    rows = []
    for who in range(40):
        for _ in range(source.randint(1, 9)):
            at = START + dt.timedelta(minutes=source.randrange(365 * 24 * 60))
            rows.append((f"c{who:02}", at, source.choice(KINDS), source.randint(1, 400) / 4))
    return rows


def as_table(rows, zoned=False):
    names = {"who": pl.String, "at": pl.Datetime("us"), "what": pl.String, "paid": pl.Float64}
    frame = pl.DataFrame(list(rows), schema=names, orient="row")
    told = (ColumnReading("at", "datetime", zoned=zoned),)
    return Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv", columns=told))


def made(maker, rows, **more):
    return maker.model_copy(update=more).fit_transform(as_table(rows)).frame


def test_every_maker_of_a_log_is_held_to_this():
    assert {each.called() for each in makers() if issubclass(each, LogMaker)} == set(LOG_MAKERS)


@EVERY
def test_a_prefix_begins_every_column_and_label_and_changes_nothing_else(maker):
    rows, web = drawn(random.Random(4)), maker.apart("web")
    plain, apart = (each.fit_transform(as_table(rows)) for each in (maker, web))
    assert apart.frame.rename(lambda name: name.removeprefix("web_")).equals(plain.frame)
    assert set(apart.frame.columns) == {"who", *web.output_columns()}
    assert web.labels().keys() == {f"web_{name}" for name in maker.labels()}
    assert {str(label) for label in web.labels().values()} == {f"web: {label}" for label in maker.labels().values()}
    assert apart.edges == {f"web_{name}": bounds for name, bounds in plain.edges.items()}
    assert web.transform(as_table(rows), apart.learned).frame.equals(apart.frame)


@EVERY
def test_a_second_log_of_one_kind_is_refused_with_the_setting_that_keeps_both_apart(maker):
    derived = maker.fit_transform(as_table(drawn(random.Random(4))))
    with pytest.raises(PlanError) as refused:
        join(derived.frame, "who", derived, "derive[2]")
    assert {(fault.key, fault.fix) for fault in refused.value.faults} == {
        ("derive[2].prefix", 'set another prefix, such as prefix = "web"')
    }
    both, _ = join(derived.frame, "who", maker.apart("web").fit_transform(as_table(drawn(random.Random(4)))))
    assert both.width == 2 * derived.frame.width - 1


@EVERY
@FEW
@given(ROWS)
def test_what_comes_after_as_of_changes_nothing(maker, rows):
    moved = [(w, at + dt.timedelta(77), k, 3 * p) if at >= MIDNIGHT else (w, at, k, p) for w, at, k, p in rows]
    before = [row for row in rows if row[1] < MIDNIGHT]
    known = made(maker, rows)
    assert made(maker, moved).equals(known) and made(maker, before).equals(known)


@EVERY
@FEW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_byte(maker, rows, shuffle):
    mixed = shuffle.sample(rows, len(rows))
    assert made(maker, mixed).write_csv() == made(maker, rows).write_csv()


@EVERY
def test_rows_of_the_day_count_in_its_zone(maker):
    rows = drawn(random.Random(1))
    last = ("new", MIDNIGHT - dt.timedelta(minutes=30), "buy", 1.0)
    assert "new" in made(maker, [*rows, last])["who"]
    elsewhere = maker.model_copy(update={"timezone": "Europe/Paris"})
    assert "new" not in elsewhere.fit_transform(as_table([*rows, last], zoned=True)).frame["who"]
    assert "new" in elsewhere.fit_transform(as_table([*rows, last])).frame["who"]


@pytest.mark.parametrize("name", ["rfm", "events"])
@FEW
@given(ROWS, st.integers(1, 40))
def test_a_later_reference_date_makes_everybody_that_much_less_recent(name, rows, days):
    known = [row for row in rows if row[1] < MIDNIGHT]
    first, later = (made(LOG_MAKERS[name], known, as_of=AS_OF + dt.timedelta(more)) for more in (0, days))
    recency = [c for c in first.columns if c == "recency_days" or c.startswith("days_since_")]
    assert recency and later.select(pl.col(recency) - days).equals(first.select(recency))


@FEW
@given(ROWS, st.sampled_from([0.25, 8.0, 1024.0]))
def test_the_size_of_amounts_changes_amounts_alone(rows, factor):
    larger = [(w, at, k, p * factor) for w, at, k, p in rows]
    amounts = {"monetary", "value_total", "value_7d", "value_30d", "value_90d", "view_value", "cart_value", "buy_value"}
    for name in ("rfm", "events", "lead_score"):
        first, scaled = made(LOG_MAKERS[name], rows), made(LOG_MAKERS[name], larger)
        assert scaled.equals(first.with_columns(pl.col(c) * factor for c in first.columns if c in amounts))
    first, scaled = made(LOG_MAKERS["clv"], rows), made(LOG_MAKERS["clv"], larger)
    assert scaled.select("clv_purchases", "clv_alive").equals(first.select("clv_purchases", "clv_alive"))


@FEW
@given(ROWS)
def test_a_log_twice_doubles_counts_not_customers(rows):
    doubled = {
        "rfm": ["frequency", "monetary"],
        "events": ["events_total", "events_30d", "value_total", "value_90d", "buy_count", "buy_value"],
        "lead_score": ["lead_score"],
    }
    same = {"rfm": ["recency_days"], "events": ["active_days", "sessions", "session_minutes"], "lead_score": []}
    for name, counts in doubled.items():
        once, twice = made(LOG_MAKERS[name], rows), made(LOG_MAKERS[name], rows + rows)
        assert twice.select("who", *same[name]).equals(once.select("who", *same[name]))
        assert twice.select(counts).equals(once.select(pl.col(counts) * 2))
    once, twice = made(LOG_MAKERS["clv"], rows), made(LOG_MAKERS["clv"], rows + rows)
    assert twice.select("who", "clv_purchases").equals(once.select("who", "clv_purchases"))


def test_a_last_row_is_doubtful_a_year_after_the_others_or_later_than_all_of_them_took():
    def end(*days):
        at = pl.DataFrame({"at": [day * DAY for day in days]}, schema={"at": pl.Int64})
        log = Log(LogRows.of(at), None, "event", "", ())
        return lone_end(log.measured_to(log.day_after))

    assert end(0, 300) is None and end(5) is None
    assert end(0, 366) == ("1971-01-02", 366)
    assert end(*range(20), 60) == ("1970-03-02", 41)
    assert end(*range(20), 50) is None and end(*range(0, 100, 5), 140) is None
