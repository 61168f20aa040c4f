"""Features as of a day: nothing from that day on is seen, and what was before is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.table import ReadReport, Table
from segtui.errors import DataError
from segtui.features.maker import makers
from segtui.features.makers.clv import Clv
from segtui.features.makers.events import Events
from segtui.features.makers.expression import Expression
from segtui.features.makers.join import Join
from segtui.features.makers.lead_score import LeadScore
from segtui.features.makers.rfm import Rfm
from segtui.features.table_maker import TableMaker
from segtui.prediction.snapshots.features_as_of import Makers
from segtui.prediction.snapshots.new_customers import drawn
from segtui.prediction.snapshots.schedule import plan_snapshots
from segtui.prediction.snapshots.snapshot_rows import NEW_SHARE, snapshot_rows
from tests.unit.prediction.conftest import JAN

SNAPSHOT = 40
ORDERS = {"path": "log.csv", "id": "who", "date": "day", "amount": "paid"}
LOG = {"path": "log.csv", "id": "who", "time": "day", "event": "what"}
MAKERS = (
    Rfm(kind="rfm", **ORDERS),
    Events(kind="events", **LOG, value="paid", windows=("7d", "30d"), paths=(("a", "b"),)),
    LeadScore(kind="lead_score", **LOG, points={"a": 3.0, "b": -1.0}, half_life="5d"),
    Join(kind="join", path="log.csv", id="who", columns={"paid": ("sum", "last"), "what": ("mode",)}, order_by="day"),
    Expression.model_validate({"kind": "expression", "name": "each", "sql": "monetary / frequency"}),
)
ROWS = st.tuples(st.sampled_from("pqrstu"), st.floats(0, 80), st.integers(-500, 5_000), st.sampled_from("abc"))


def log(rows):
    """A table of (who, days after January 1, cents, what), with times of the day."""
    made = [
        (w, dt.datetime(2025, 1, 1) + dt.timedelta(seconds=round(days * 86_400)), cents / 100, what)
        for w, days, cents, what in rows
    ]
    frame = pl.DataFrame(made, schema={"who": pl.String, "day": pl.Datetime, "paid": float, "what": str}, orient="row")
    return Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv"))


def as_of(rows, makers=MAKERS):
    """The features of everybody on the snapshot's day, or what was wrong."""
    table = log(rows)
    asked = Makers(makers, dict.fromkeys(range(len(makers)), table), id="who")
    try:
        return asked.as_of(pl.Series("who", list("pqrstu")), JAN + dt.timedelta(days=SNAPSHOT)).frame.rows()
    except DataError as error:
        return error.what


@settings(max_examples=6, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=25), st.lists(ROWS, max_size=15))
def test_nothing_from_the_snapshot_on_changes_a_feature(rows, others):
    past = [row for row in rows if row[1] < SNAPSHOT]
    later = [(who, SNAPSHOT + days / 2, cents, what) for who, days, cents, what in others]
    assert as_of(past + later) == as_of(past)
    assert as_of(later[::2] + past + later[1::2]) == as_of(past)


def test_every_maker_that_reads_a_table_is_held_to_that_here():
    held = {Clv, *map(type, MAKERS)}
    assert {each for each in makers() if issubclass(each, TableMaker)} <= held


def test_the_expected_value_sees_nothing_from_the_snapshot_on_either(buyers):
    def made(frame):
        table = Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv"))
        return Makers((Clv(kind="clv", **ORDERS, horizon="4w"),), {0: table}, id="who").as_of(ids, day).frame

    day = JAN + dt.timedelta(days=200)
    ids = buyers.filter(pl.col("day") < day)["who"].unique().sort()
    later = pl.col("day") >= day
    changed = buyers.with_columns(paid=pl.when(later).then(pl.col("paid") * 9).otherwise("paid")).filter(
        ~later | (pl.col("who") % 2 == 0)
    )
    assert made(changed).equals(made(buyers.filter(~later)))


def test_the_features_are_those_of_a_run_on_that_day():
    rows = [("p", 1.0, 500, "a"), ("p", 20.0, 700, "b"), ("q", 39.5, 100, "a"), ("p", 50.0, 1, "b")]
    found = as_of(rows)
    first = dict(
        zip(
            Makers(MAKERS, dict.fromkeys(range(5), log(rows)), id="who")
            .as_of(pl.Series(["p"]), JAN + dt.timedelta(days=SNAPSHOT))
            .frame.columns,
            found[0],
            strict=True,
        )
    )
    assert (first["recency_days"], first["frequency"], first["monetary"], first["each"]) == (20, 2, 12.0, 6.0)
    assert (first["events_7d"], first["events_30d"], first["paid_last"]) == (0, 1, 7.0)


def test_a_table_without_times_is_left_out_and_what_reads_it_too():
    join = Join(kind="join", path="log.csv", id="who", columns={"paid": ("sum",)})
    reads = Expression.model_validate({"kind": "expression", "name": "more", "sql": "paid_sum + 1"})
    table = log([("p", 1.0, 500, "a")])
    found = Makers((join, reads), {0: table}, id="who").as_of(pl.Series(["p"]), JAN + dt.timedelta(days=9))
    assert found.untimed == (0, 1) and found.frame.columns == ["who"]


def test_known_customers_and_new_ones_are_those_of_a_plain_loop(purchases):
    rng = np.random.default_rng(8)
    rows = [(f"p{w}", float(rng.integers(2 * w, 300)), 100, "a") for w in range(80) for _ in range(rng.integers(1, 8))]
    table = log(rows)
    outcome = purchases(30).read(table)
    schedule = plan_snapshots(outcome.first, outcome.over, 30)
    found = snapshot_rows(Makers((MAKERS[0],), {0: table}, id="who"), outcome, schedule, seed=3)
    bought = {(who, (JAN + dt.timedelta(days=int(day)))) for who, day, *_ in rows}
    first = {who: min(day for other, day in bought if other == who) for who, _ in bought}
    met = set()
    for days, part in (
        (schedule.training, found.training),
        (schedule.validation, found.validation),
        (schedule.calibration, found.calibration),
    ):
        there = [(who, day) for day in days for who in sorted(first) if first[who] < day]
        there = [(who, day) for who, day in there if drawn(pl.Series([who]), 3)[0] >= NEW_SHARE]
        epoch = [(day - dt.date(1970, 1, 1)).days for _, day in there]
        assert part.ids.to_list() == [who for who, _ in there] and part.days.tolist() == epoch
        within = [{day + dt.timedelta(days=i) for i in range(30)} for _, day in there]
        assert part.outcome.tolist() == [
            any(who == other and at in days for other, at in bought)
            for (who, _), days in zip(there, within, strict=True)
        ]
        met |= {who for who, _ in there}
    tested = [who for who in sorted(first) if first[who] < schedule.test[0]]
    assert found.test.ids.to_list() == tested
    assert found.new.tolist() == [who not in met for who in tested]
    late = [who for who in tested if first[who] >= schedule.calibration[0]]
    assert late and set(late) <= set(found.test.ids.filter(pl.Series(found.new)))


def test_midnight_is_that_of_the_plans_zone():
    at = dt.datetime(2025, 2, 9, 23, 30, tzinfo=dt.UTC)  # half past midnight in Paris
    frame = pl.DataFrame(
        {"who": ["p", "p"], "day": [int(at.timestamp()), int(at.timestamp()) - 86_400], "paid": [1.0, 2.0]}
    )
    table = Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv"))
    for zone, kept in (("Europe/Paris", 1), (None, 2)):
        maker = Rfm(kind="rfm", **ORDERS, timezone=zone)
        assert maker.rows_before(table, dt.date(2025, 2, 10)).frame.height == kept


def test_customers_at_snapshots_have_past_features_and_future_labels(buyers, as_table, purchases):
    table = as_table(buyers)
    outcome = purchases(30).read(table)
    schedule = plan_snapshots(outcome.first, outcome.over, 30)
    makers = Makers(
        (Rfm(kind="rfm", **ORDERS), Clv(kind="clv", **ORDERS, horizon="26w")), {0: table, 1: table}, id="who"
    )
    found = snapshot_rows(makers, outcome, schedule, seed=1)
    test, day = found.test, schedule.test[0]
    later = set(buyers.filter(pl.col("day") >= day, pl.col("day") < day + dt.timedelta(days=30))["who"])
    assert test.outcome.tolist() == [who in later for who in test.ids]
    learned = {*found.training.ids, *found.validation.ids, *found.calibration.ids}
    assert not learned & set(test.ids.filter(pl.Series(found.new))) and 0 < found.new.mean() < 0.4
    assert found.skipped and found.schedule.training[0] > found.skipped[-1][0]
    assert found.training.frame.columns == test.frame.columns
