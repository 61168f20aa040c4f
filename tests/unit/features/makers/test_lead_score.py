"""Lead scores: points by marketing's definitions, decay, caps, bands, and what is told."""

from __future__ import annotations

import datetime as dt
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.data.table import ReadReport, Table
from segtui.errors import DataError, PlanError
from segtui.features.makers.lead_score import LeadScore

POINTS = {"open": 5.0, "click": 10.0, "download": 15.0, "purchase": 20.0, "unsubscribe": -10.0}
DAY = dt.date(2024, 3, 1)
COLUMNS = ["who", "at", "what"]


def maker(**more):
    given = {
        "kind": "lead_score",
        "path": "e.csv",
        "id": "who",
        "time": "at",
        "event": "what",
        "points": POINTS,
        **more,
    }
    return LeadScore(**given)


def table(rows):
    return Table(pl.DataFrame(rows, schema=COLUMNS, orient="row"), "who", ReadReport("e.csv", ("e.csv",), "csv"))


def scores(rows, **more):
    return maker(as_of=DAY, **more).fit_transform(table(rows)).frame["lead_score"].to_list()


def test_ten_points_at_half_a_month_are_five_after_a_month_and_none_after_two():
    ages = (0, 15, 30, 60, 90)
    rows = [(f"p{age:02}", DAY - dt.timedelta(age), "click") for age in ages]
    assert scores(rows) == [10.0] * 5
    assert scores(rows, decay="50% per 30d") == pytest.approx([10, 7.5, 5, 0, 0])
    assert scores(rows, half_life="30d") == pytest.approx([10, 10 / math.sqrt(2), 5, 2.5, 1.25])


def test_events_are_capped_each_by_its_name_and_all_together():
    rows = [("a", DAY, "open")] * 9 + [("a", DAY, "unsubscribe")] * 3 + [("a", DAY, "purchase")] * 10
    assert scores(rows) == [45 - 30 + 200]
    assert scores(rows, caps={"open": 20, "unsubscribe": 10}) == [20 - 10 + 200]
    assert scores(rows, caps={"open": 20}, cap=100) == [100]


def test_below_30_is_cold_above_70_hot_and_what_lies_between_is_warm():
    rows = [(f"p{n:02}", DAY, "open") for n in (1, 5, 6, 14, 15) for _ in range(n)]
    made = maker(as_of=DAY).fit_transform(table(rows))
    assert made.frame["lead_score"].to_list() == [5, 25, 30, 70, 75]
    assert made.frame["lead_band"].to_list() == ["cold", "cold", "warm", "warm", "hot"]
    assert "The lead scores run from 5 to 75: cold 2, warm 2, hot 1." in made.notes


def test_bands_of_the_plan_have_their_names_and_the_last_has_no_bound():
    made = maker(as_of=DAY, bands={"no": 10, "maybe": 20, "yes": 30, "now": math.inf})
    rows = [(f"p{n}", DAY, "open") for n in range(1, 8) for _ in range(n)]
    assert made.fit_transform(table(rows)).frame["lead_band"].to_list() == [
        *("no", "maybe", "maybe", "yes", "yes", "yes", "now")
    ]
    only = maker(as_of=DAY, bands={"all": math.inf}).fit_transform(table(rows))
    assert only.frame["lead_band"].unique().to_list() == ["all"]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"bands": {"a": 30.0, "b": 20.0, "c": math.inf}}, "must increase"),
        ({"bands": {"a": 30.0, "b": 70.0}}, "must be inf"),
        ({"bands": {"a": math.nan, "b": math.inf}}, "must increase"),
        ({"decay": "50% per 30d", "half_life": "30d"}, "not both"),
        ({"decay": "half a month"}, "50% per 30d"),
        ({"decay": "150% per 30d"}, "0 to 100"),
        ({"decay": "0% per 30d"}, "0 to 100"),
        ({"half_life": "month"}, "length of time"),
        ({"caps": {"opne": 5.0}}, "no points"),
        ({"points": {"open": math.inf}}, "finite"),
    ],
)
def test_settings_that_say_nothing_are_refused(more, wrong):
    with pytest.raises(ValidationError, match=wrong):
        maker(**more)


def test_rows_without_an_id_a_time_or_a_name_and_later_ones_are_left_out_and_told():
    rows = [("a", DAY, "open"), (None, DAY, "open"), ("a", None, "open"), ("b", DAY, None), ("c", DAY, "open")]
    later = [("d", DAY + dt.timedelta(3), "click")]
    made = maker(as_of=DAY).fit_transform(table(rows + later))
    assert made.frame["who"].to_list() == ["a", "c"]
    assert "3 of 6 rows are left out: 1 without who, 1 without at, 1 without what." in made.notes
    assert "1 of 3 rows is dated after 2024-03-01 and is left out." in made.notes


def test_events_without_points_and_points_without_events_are_told():
    made = maker(as_of=DAY).fit_transform(table([("a", DAY, "open"), ("b", DAY, "visit"), ("b", DAY, "visit")]))
    assert made.frame.rows() == [("a", 5.0, "cold"), ("b", 0.0, "cold")]
    assert "No events are called click, download, purchase and unsubscribe." in made.notes
    assert "Events without points: visit (2)." in made.notes


def test_without_as_of_age_counts_to_the_day_after_the_last_event_and_later_tables_have_their_own():
    rows = [("a", dt.datetime(2024, 1, 31, 23, 59), "click"), ("a", dt.datetime(2024, 1, 2, 0, 1), "click")]
    made = maker(half_life="30d").fit_transform(table(rows))
    assert made.frame["lead_score"].to_list() == pytest.approx([10 * 0.5 ** (1 / 30) + 5])
    assert made.carried_out.as_of == dt.date(2024, 2, 1)
    assert made.carried_out.fit_transform(table(rows)).frame.equals(made.frame)
    assert made.carried_out.unpinned().as_of is None


def test_columns_that_are_missing_or_no_times_are_faults_of_the_plan():
    with pytest.raises(PlanError, match="there is no column"):
        maker(event="what_").fit_transform(table([("a", DAY, "open")]))
    with pytest.raises(PlanError, match="not times"):
        maker(time="what").fit_transform(table([("a", DAY, "open")]))
    with pytest.raises(DataError, match="on or before as_of"):
        maker(as_of=dt.date(2020, 1, 1)).fit_transform(table([("a", DAY, "open")]))
    with pytest.raises(DataError, match="no row is a valid event"):
        maker().fit_transform(
            table([("a", DAY, None), ("b", DAY, None)]).__class__(
                pl.DataFrame(
                    [("a", DAY, None)], schema={"who": pl.String, "at": pl.Date, "what": pl.String}, orient="row"
                ),
                "who",
                ReadReport("e.csv", ("e.csv",), "csv"),
            )
        )


EVENTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 99), st.sampled_from([*POINTS, "visit"])), min_size=1, max_size=40
)


@given(EVENTS, st.sampled_from([{}, {"decay": "30% per 2w"}, {"half_life": "9d"}]), st.randoms(use_true_random=False))
def test_scores_are_those_of_a_loop_whatever_the_order_of_the_rows(events, fading, shuffle):
    caps, expected = {"open": 8.0, "unsubscribe": 12.0}, {}
    for who in sorted({who for who, _, _ in events}):
        total = 0.0
        for name, points in POINTS.items():
            ages = sorted(age for w, age, e in events if w == who and e == name)
            share = {"decay": lambda a: max(1 - 0.3 * a / 14, 0), "half_life": lambda a: 0.5 ** (a / 9)}
            each = share.get(next(iter(fading), ""), lambda a: 1)
            mine = sum(points * each(a) for a in ages)
            most = caps.get(name, math.inf)
            total += min(max(mine, -most), most)
        expected[who] = min(total, 60)
    rows = [(who, DAY - dt.timedelta(age), event) for who, age, event in events]
    made = maker(as_of=DAY, caps=caps, cap=60, **fading)
    first = made.fit_transform(table(rows)).frame
    shuffle.shuffle(rows)
    assert dict(first.select("who", "lead_score").iter_rows()) == pytest.approx(expected)
    assert made.fit_transform(table(rows)).frame.equals(first)
