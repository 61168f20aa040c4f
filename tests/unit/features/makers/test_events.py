"""Features of a log of events: against a few lines of Python, and what must never change them."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.errors import DataError, PlanError
from segtui.features.makers.events import Events

START = dt.datetime(2024, 1, 1)
AS_OF = dt.date(2024, 1, 20)
END = dt.datetime(2024, 1, 21)
BEGIN = dt.datetime(2024, 1, 20)
PATH = ("view", "cart", "buy")
ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(0, 23 * 24 * 12),
        st.sampled_from(["view", "cart", "buy", "mail"]),
        st.integers(-500, 5_000),
    ),
    min_size=1,
    max_size=60,
).filter(lambda rows: any(minutes < 20 * 24 * 12 for _, minutes, _, _ in rows))


def as_table(rows, zoned=False):
    """Rows of who, time, type and worth as a table."""
    frame = pl.DataFrame(
        list(rows),
        schema={"who": pl.String, "at": pl.Datetime("us"), "what": pl.String, "worth": pl.Float64},
        orient="row",
    )
    told = (ColumnReading("at", "datetime", zoned=zoned),)
    return Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv", columns=told))


def drawn(rows):
    return [(who, START + dt.timedelta(minutes=5 * five), what, cents / 100) for who, five, what, cents in rows]


def maker(**more):
    keys = {"kind": "events", "path": "log.csv", "id": "who", "time": "at", "event": "what", "as_of": AS_OF}
    return Events(**{**keys, **more})


def made(rows, **more):
    return maker(**more).fit_transform(as_table(rows)).frame


def by_hand(rows, who):
    """What one customer's features are, the slow way."""
    mine = sorted(r for r in rows if r[0] == who and r[1] < END)
    times = [r[1] for r in mine]
    days = {t.date() for t in times}
    week = [r for r in mine if r[1] >= BEGIN - dt.timedelta(7)]
    full = [r for r in week if r[1] < BEGIN]
    before = [t for t in times if BEGIN - dt.timedelta(14) <= t < BEGIN - dt.timedelta(7)]
    pauses = [b - a for a, b in pairwise(times)]
    within = [p for p in pauses if p <= dt.timedelta(minutes=30)]
    number = 1 + len(pauses) - len(within)
    bought = [r for r in mine if r[2] == "buy"]
    minutes = sum(within, dt.timedelta()) / dt.timedelta(minutes=1)
    return {
        "events_total": len(mine),
        "active_days": len(days),
        "days_since_first_event": (AS_OF - min(days)).days,
        "days_since_last_event": (AS_OF - max(days)).days,
        "value_total": pytest.approx(sum(r[3] for r in mine)),
        "events_7d": len(week),
        "active_days_7d": len({r[1].date() for r in week}),
        "value_7d": pytest.approx(sum(r[3] for r in week)),
        "trend_7d": (len(full) + 1) / (len(before) + 1),
        "sessions": number,
        "session_minutes": pytest.approx(minutes / number),
        "events_per_session": len(mine) / number,
        "engagement_minutes": pytest.approx(minutes),
        "buy_count": len(bought),
        "buy_share": len(bought) / len(mine),
        "days_since_buy": (AS_OF - max(r[1] for r in bought).date()).days if bought else None,
        "buy_value": pytest.approx(sum(r[3] for r in bought)),
    }


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_each_feature_is_what_counting_by_hand_gives(found):
    rows = drawn(found)
    frame = made(rows, value="worth", windows=["7d"], events=["buy"])
    for line in frame.iter_rows(named=True):
        assert line == {"who": line["who"], **by_hand(rows, line["who"])}
    assert frame["who"].to_list() == sorted({r[0] for r in rows if r[1] < END})


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_log_in_parts_gives_the_same_as_in_one(found):
    table = as_table([*drawn(found), (None, START, "view", 1.0), ("a", START, None, None)])
    parts = tuple(lambda f=f: f for f in [table.frame.filter(pl.col("who").eq_missing(w)) for w in (*"dbca", None)])
    asked = maker(value="worth", paths=[PATH])
    whole, parted = (asked.fit_transform(t) for t in (table, replace(table, frame=table.frame.head(1), parts=parts)))
    assert (
        parted.frame.equals(whole.frame)
        and parted.remarks == whole.remarks
        and str(parted.exhibits) == str(whole.exhibits)
    )


@settings(max_examples=25, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_neither_later_events_nor_the_order_of_rows_change_anything(found, random):
    rows = drawn(found)
    known = made(rows, value="worth", paths=[PATH], events=list(PATH))
    other = [
        (who, at if at < END else at + dt.timedelta(9), what, 7 * worth) if at >= END else (who, at, what, worth)
        for who, at, what, worth in rows
    ]
    random.shuffle(other)
    assert made(other, value="worth", paths=[PATH], events=list(PATH)).equals(known)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_log_twice_doubles_counts_not_customers(found):
    rows = drawn(found)
    once, twice = (made(log, windows=["7d"], events=["buy"]) for log in (rows, rows + rows))
    counts = ["events_total", "events_7d", "buy_count"]
    assert twice[counts].equals(once[counts] * 2)
    same = ["who", "active_days", "days_since_last_event", "sessions", "session_minutes", "buy_share"]
    assert twice[same].equals(once[same])


def test_the_day_begins_when_it_does_in_the_zone():
    late = [("a", dt.datetime(2024, 1, 19, 23, 30), "view", 1.0), ("a", dt.datetime(2024, 1, 10, 12), "view", 1.0)]
    paris = maker(timezone="Europe/Paris", as_of=None)
    derived = paris.fit_transform(as_table(late, zoned=True))
    assert derived.carried_out.as_of == dt.date(2024, 1, 21)  # half past eleven is half past midnight in Paris
    assert derived.frame["days_since_first_event"].to_list() == [11]
    given_times = paris.fit_transform(as_table(late))
    assert given_times.carried_out.as_of == dt.date(2024, 1, 20)
    assert any("timezone" in note for note in given_times.notes)


def test_numbers_since_1970_are_times_of_utc():
    moments = [int(at.replace(tzinfo=dt.UTC).timestamp()) for at in (START, START + dt.timedelta(hours=23.5))]
    for power in (1, 1_000, 1_000_000):
        frame = pl.DataFrame({"who": ["a", "a"], "at": [m * power for m in moments], "what": "view"})
        table = Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv"))
        assert maker(timezone="Europe/Paris", as_of=None).fit_transform(table).carried_out.as_of == dt.date(2024, 1, 3)


def test_the_most_frequent_types_get_columns_and_later_logs_the_same():
    rows = [("a", START + dt.timedelta(hours=i), f"t{min(i, 25)}", 1.0) for i in range(40)]
    first = maker().fit_transform(as_table(rows))
    pinned = first.carried_out
    assert len(pinned.events) == 20 and pinned.events[0] == "t25" and not pinned.has_open_columns()
    later = pinned.unpinned().transform(as_table([("z", START, "new", 1.0)]), first.learned)
    assert later.frame.columns == first.frame.columns
    assert set(first.frame.columns[1:]) == set(pinned.output_columns())
    assert "20 of 26 types of event have columns; the others count among all events." in first.notes


def test_types_of_the_same_words_have_columns_of_their_own():
    derived = maker(events=["Add to cart", "add_to_cart", "★"]).fit_transform(
        as_table([("a", START, "Add to cart", 1.0), ("a", START, "add_to_cart", 1.0), ("a", START, "★", 1.0)])
    )
    assert derived.frame.select("add_to_cart_count", "add_to_cart_2_count", "event_count").row(0) == (1, 1, 1)


def test_programs_and_cut_logs_are_told():
    human = [(f"c{i}", START + dt.timedelta(days=i % 3, hours=i), "view", 0.0) for i in range(30)]
    program = [("bot", START + dt.timedelta(seconds=i / 4), "view", 0.0) for i in range(600)]
    notes = " ".join(map(str, maker().fit_transform(as_table(human + program)).notes))
    assert "1 customer has a session of over 120 events a minute" in notes
    assert "have their first event in the first tenth of the log" in notes
    assert "windows of 30 days, 90 days" in notes and "bot" not in notes


def test_what_cannot_be_is_refused():
    for wrong in ({"windows": ["7 days"]}, {"timezone": "Paris"}, {"event": None, "paths": [PATH]}, {"windows": []}):
        with pytest.raises(ValidationError):
            maker(**wrong)
    rows = as_table([("a", START, "view", 1.0)])
    with pytest.raises(PlanError, match="not times"):
        maker(time="what").fit_transform(rows)
    with pytest.raises(PlanError, match="no column"):
        maker(value="Quantity * price").fit_transform(rows)
    with pytest.raises(DataError, match="no event is dated on or before"):
        maker(as_of=dt.date(2023, 1, 1)).fit_transform(rows)
    with pytest.raises(DataError, match="infinite"):
        maker(value="worth").fit_transform(as_table([("a", START, "view", float("inf"))]))


def test_two_logs_are_kept_apart_by_a_prefix():
    rows = [("a", START, "view", 1.0), ("a", START, "buy", 2.0)]
    plain, web = (maker(paths=[PATH], prefix=p).fit_transform(as_table(rows)) for p in ("", "web"))
    assert web.frame.columns == ["who", *(f"web_{name}" for name in plain.frame.columns[1:])]
    assert set(web.aside) <= set(web.frame.columns) and web.frame.rows() == plain.frame.rows()
    assert set(web.carried_out.labels()) >= set(web.carried_out.output_columns())
    assert web.carried_out.labels()["web_active_days"] == "web: active days"


def test_values_may_be_computed():
    assert made([("a", START, "buy", 2.5)] * 3, value="worth * 2")["value_total"].to_list() == [15.0]


def test_engagement_is_time_within_sessions():
    minutes = [0, 10, 40, 71, 200]
    rows = [("a", START + dt.timedelta(minutes=m), "view", 0.0) for m in minutes]
    line = made(rows).row(0, named=True)
    assert (line["sessions"], line["engagement_minutes"]) == (3, 40.0)
    assert line["session_minutes"] == pytest.approx(statistics.mean([40, 0, 0]))
