"""RFM from an orders table: what counts, what is left out, what is told."""

from __future__ import annotations

import datetime as dt
import math
import os
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.data.table import ReadReport, Table
from segtui.errors import DataError, PlanError
from segtui.features.makers.rfm import Rfm

SCORES = ["r_score", "f_score", "m_score", "rfm_score", "rfm_composite"]
ADDED = ["recency_days", "frequency", "monetary", *SCORES, "rfm_segment"]
BASIC = ["who", "recency_days", "frequency", "monetary"]
JAN = dt.date(2024, 1, 1)

ORDERS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 400), st.integers(-5_000, 50_000)), min_size=1, max_size=60
).filter(lambda rows: any(cents >= 0 for _, _, cents in rows))


def test_it_adds_exactly_the_promised_columns(orders, as_table, rfm):
    derived = rfm().fit_transform(as_table(orders))
    assert derived.frame.columns == ["who", *ADDED]
    assert derived.id == "who"


def test_recency_counts_from_the_day_after_the_last_order_and_rows_of_one_order_count_once(orders, as_table, rfm):
    derived = rfm(order="nr").fit_transform(as_table(orders))
    assert derived.frame.select(BASIC).rows() == [("ann", 1, 2, 35.35), ("bob", 17, 2, 67.0), ("cy", 67, 1, 3.0)]
    assert "Days are counted to 2024-02-06, the day after the last order." in derived.notes
    assert "1 of 7 rows are cancelled or returned: they reduce monetary and don't count as orders." in derived.notes


def test_without_an_order_column_each_row_is_an_order(orders, as_table, rfm):
    assert rfm().fit_transform(as_table(orders)).frame["frequency"].to_list() == [3, 2, 1]


def test_the_mean_is_the_sum_by_orders(orders, as_table, rfm):
    made = rfm(order="nr", monetary="mean").fit_transform(as_table(orders)).frame
    assert made["monetary"].to_list() == [35.35 / 2, 67.0 / 2, 3.0]


def test_an_order_id_of_c_and_digits_is_a_cancellation_whatever_the_sign(as_table, rfm):
    rows = [
        ("ann", JAN, 50.0, "1001"),
        ("ann", JAN, 20.0, "c1001"),
        ("ann", JAN, 5.0, "1002"),
        ("ann", JAN, 1.0, "Card"),
    ]
    frame = pl.DataFrame(rows, schema=["who", "day", "paid", "nr"], orient="row")
    assert rfm(order="nr").fit_transform(as_table(frame)).frame.select(BASIC).rows() == [("ann", 1, 3, 36.0)]


def test_where_most_order_ids_begin_with_c_it_marks_no_cancellation(as_table, rfm):
    rows = [("ann", JAN, 50.0, "C1"), ("bob", JAN, 20.0, "C2"), ("ann", JAN, -5.0, "C3")]
    frame = pl.DataFrame(rows, schema=["who", "day", "paid", "nr"], orient="row")
    derived = rfm(order="nr").fit_transform(as_table(frame))
    assert derived.frame.select(BASIC).rows() == [("ann", 1, 1, 45.0), ("bob", 1, 1, 20.0)]
    assert any("not read as a cancellation" in note for note in derived.notes)


def test_a_customer_with_returns_only_is_left_out_and_told(orders, as_table, rfm):
    more = pl.DataFrame([("dee", JAN, -9.0, "C7")], schema=orders.schema, orient="row")
    derived = rfm().fit_transform(as_table(orders.vstack(more)))
    assert "dee" not in derived.frame["who"]
    assert "1 customer has cancelled or returned rows but no order, and no features." in derived.notes


def test_rows_without_id_date_or_amount_are_left_out_and_counted(orders, as_table, rfm):
    more = [(None, JAN, 1.0, "x"), ("ann", None, 1.0, "x"), ("ann", JAN, None, "x"), (None, None, 1.0, "x")]
    frame = orders.vstack(pl.DataFrame(more, schema=orders.schema, orient="row"))
    derived = rfm().fit_transform(as_table(frame))
    assert derived.frame.equals(rfm().fit_transform(as_table(orders)).frame)
    assert "4 of 11 rows are left out: 2 without who, 2 without day, 1 without paid." in derived.notes


def test_orders_after_as_of_are_left_out_and_counted(orders, as_table, rfm):
    derived = rfm(as_of=dt.date(2024, 1, 15)).fit_transform(as_table(orders))
    assert derived.frame.select(BASIC).rows() == [("ann", 10, 1, 10.1), ("bob", 5, 1, 100.0), ("cy", 45, 1, 3.0)]
    assert "4 of 7 rows are dated after 2024-01-15 and are left out." in derived.notes


def test_as_of_before_every_order_is_a_data_error_that_names_the_first(orders, as_table, rfm):
    with pytest.raises(DataError, match="no order is dated on or before as_of, 2020-01-01") as caught:
        rfm(as_of=dt.date(2020, 1, 1)).fit_transform(as_table(orders))
    assert caught.value.fix == "the first is of 2023-12-01"


def test_a_table_of_returns_only_is_a_data_error(as_table, rfm):
    frame = pl.DataFrame([("ann", JAN, -1.0)], schema=["who", "day", "paid"], orient="row")
    with pytest.raises(DataError, match="no row is a valid order"):
        rfm().fit_transform(as_table(frame))


def test_a_last_order_long_after_the_others_is_questioned(orders, as_table, rfm):
    more = pl.DataFrame([("ann", dt.date(2124, 1, 1), 1.0, "Z")], schema=orders.schema, orient="row")
    notes = rfm().fit_transform(as_table(orders.vstack(more))).notes
    assert any("is 36,489 days after the previous one: is its date right?" in note for note in notes)


def test_what_was_carried_out_makes_the_same_features_again(orders, as_table, rfm):
    derived = rfm(order="nr", bins=3).fit_transform(as_table(orders))
    assert derived.carried_out.as_of == dt.date(2024, 2, 6)
    again = Rfm(**derived.carried_out.model_dump()).fit_transform(as_table(orders))
    assert again.frame.equals(derived.frame)


def test_the_composite_is_the_weighted_mean_of_the_scores(orders, as_table, rfm):
    made = rfm(weights=(2, 1, 1)).fit_transform(as_table(orders)).frame
    expected = [(2 * r + f + m) / 4 for r, f, m in made.select("r_score", "f_score", "m_score").iter_rows()]
    assert made["rfm_composite"].to_list() == expected


def test_rules_of_the_plan_name_the_segments_and_the_rest_is_otherwise(orders, as_table, rfm):
    rules = [{"name": "Fresh", "r": [4, 5]}, {"name": "Never", "r": 5}]
    derived = rfm(rules=rules, otherwise="Rest").fit_transform(as_table(orders))
    by_id = dict(derived.frame.select("who", "rfm_segment").iter_rows())
    assert by_id == {"ann": "Fresh", "bob": "Rest", "cy": "Rest"}
    assert any('"Never" can never match' in note for note in derived.notes)


def test_an_expression_may_be_the_amount(as_table, rfm):
    frame = pl.DataFrame({"who": ["a", "a"], "day": [JAN, JAN], "Unit Price": [2.5, 1.0], "qty": [2, 3]})
    assert rfm(amount='qty * "Unit Price"').fit_transform(as_table(frame)).frame["monetary"].to_list() == [8.0]


def test_times_of_a_day_count_as_whole_days(as_table, rfm):
    times = [dt.datetime(2024, 1, 1, 23, 59), dt.datetime(2024, 1, 3, 0, 1)]
    frame = pl.DataFrame({"who": ["a", "b"], "day": times, "paid": [1, 2]})
    assert rfm().fit_transform(as_table(frame)).frame["recency_days"].to_list() == [3, 1]


def test_whole_numbers_written_yyyymmdd_are_dates(as_table, rfm):
    frame = pl.DataFrame({"who": [1, 2, 2], "day": [20240101, 20240103, None], "paid": [1, 2, 3]})
    assert rfm().fit_transform(as_table(frame)).frame["recency_days"].to_list() == [3, 1]


def test_ids_with_gaps_that_were_read_as_floats_are_whole_again(as_table, rfm):
    frame = pl.DataFrame({"who": [12583.0, None], "day": [JAN, JAN], "paid": [1, 2]})
    assert rfm().fit_transform(as_table(frame)).frame["who"].to_list() == [12583]


@pytest.mark.parametrize(
    ("said", "key", "expected"),
    [
        ({"id": "whom"}, "derive.id", ('there is no column "whom"', 'did you mean "who"?')),
        ({"date": "Day "}, "derive.date", ('there is no column "Day "', 'did you mean "day"?')),
        ({"date": "nr"}, "derive.date", ('"nr" holds text, not dates', "columns of dates: day")),
        ({"date": "paid"}, "derive.date", ('"paid" holds numbers, not dates', "columns of dates: day")),
        ({"amount": "payd"}, "derive.amount", ('there is no column "payd"', 'did you mean "paid"?')),
        ({"amount": "nr"}, "derive.amount", ('"nr" has no numbers', "columns of numbers: paid")),
        ({"amount": "paid *"}, "derive.amount", ("can't be computed", "Quantity * UnitPrice")),
        ({"amount": "sum(paid)"}, "derive.amount", ("one value for the whole table", "each row")),
        ({"order": "nrr"}, "derive.order", ('there is no column "nrr"', 'did you mean "nr"?')),
    ],
)
def test_a_name_that_does_not_suit_is_a_plan_fault(orders, rfm, said, key, expected):
    (fault,) = rfm(**said).faults(orders, "derive")
    assert fault.key == key
    assert expected[0] in fault.what
    assert expected[1] in fault.fix


def test_making_it_raises_all_faults_at_once(orders, as_table, rfm):
    with pytest.raises(PlanError) as caught:
        rfm(id="i", date="nr").fit_transform(as_table(orders))
    assert [f.key for f in caught.value.faults] == ["derive.id", "derive.date"]


def test_all_faults_come_under_the_key_given(orders, rfm):
    keys = [f.key for f in rfm(id="i", date="nr", amount="b", order="o").faults(orders, "derive[2]")]
    assert keys == ["derive[2].id", "derive[2].order", "derive[2].date", "derive[2].amount"]


def test_an_infinite_amount_is_a_data_error_with_its_ids(orders, as_table, rfm):
    frame = orders.with_columns(paid=pl.when(pl.col("who") == "cy").then(math.inf).otherwise("paid"))
    with pytest.raises(DataError, match="1 infinite amount, of the id cy"):
        rfm().fit_transform(as_table(frame))


@pytest.mark.parametrize(
    "bad",
    [{"bins": 1}, {"bins": 11}, {"weights": (0, 0, 0)}, {"weights": (-1, 1, 1)}, {"rules": [{"name": "x", "r": 6}]}],
)
def test_values_out_of_range_are_refused(rfm, bad):
    with pytest.raises(ValidationError):
        rfm(**bad)


def made(rows, **more):
    frame = pl.DataFrame(
        [(w, JAN + dt.timedelta(d), c / 100) for w, d, c in rows], ["who", "day", "paid"], orient="row"
    )
    table = Table(frame, "who", ReadReport("orders.csv", ("orders.csv",), "csv"))
    maker = Rfm(kind="rfm", path="orders.csv", id="who", date="day", amount="paid", **more)
    return maker.fit_transform(table).frame


@settings(max_examples=40)
@given(ORDERS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert made(rows).equals(made(shuffled))


@settings(max_examples=40)
@given(ORDERS)
def test_the_features_are_what_their_definitions_say(rows):
    last = max(day for _, day, cents in rows if cents >= 0)
    for who, recency, frequency, monetary in made(rows).select(BASIC).iter_rows():
        own = [(day, cents) for w, day, cents in rows if w == who]
        bought = [day for day, cents in own if cents >= 0]
        assert recency == last + 1 - max(bought)
        assert frequency == len(bought)
        assert monetary == pytest.approx(sum(cents for _, cents in own) / 100, abs=1e-9)


@settings(max_examples=40)
@given(ORDERS, st.integers(2, 10))
def test_a_better_customer_never_scores_worse(rows, bins):
    frame = made(rows, bins=bins)
    for feature, scored, sign in (
        ("recency_days", "r_score", -1),
        ("frequency", "f_score", 1),
        ("monetary", "m_score", 1),
    ):
        ordered = frame.with_columns(pl.col(feature) * sign).sort(feature)
        assert ordered[scored].diff().drop_nulls().ge(0).all()
        assert ordered.group_by(feature).agg(pl.col(scored).n_unique())[scored].eq(1).all()
    assert frame["rfm_score"].to_list() == [100 * r + 10 * f + m for r, f, m in frame.select("^._score$").iter_rows()]


def test_the_number_of_threads_changes_no_byte(tmp_path):
    script = (
        "import sys, datetime as dt, numpy as np, polars as pl\n"
        "from segtui.data.table import ReadReport, Table\n"
        "from segtui.features.makers.rfm import Rfm\n"
        "rng = np.random.default_rng(0); n = 100_000\n"
        "days = pl.Series(rng.integers(0, 900, n)).cast(pl.Int32).cast(pl.Date)\n"
        "frame = pl.DataFrame({'who': rng.integers(0, 20_000, n), 'day': days, 'paid': rng.normal(30, 20, n)})\n"
        "table = Table(frame, 'who', ReadReport('o', ('o',), 'csv'))\n"
        "made = Rfm(kind='rfm', path='o', id='who', date='day', amount='paid').fit_transform(table)\n"
        "made.frame.write_csv(sys.argv[1])\n"
    )
    written = []
    for threads in ("1", "4"):
        out = tmp_path / f"{threads}.csv"
        environment = {**os.environ, "POLARS_MAX_THREADS": threads}
        subprocess.run([sys.executable, "-c", script, str(out)], check=True, env=environment)
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_later_orders_are_scored_by_the_bins_of_the_run(tmp_path):
    maker = Rfm(kind="rfm", path="o.csv", id="who", date="day", amount="sum", as_of=dt.date(2024, 2, 1))
    orders = pl.DataFrame(
        {"who": range(1, 11), "day": [dt.date(2024, 1, i) for i in range(1, 11)], "sum": [float(i) for i in range(10)]}
    )
    table = lambda frame: Table(frame, "who", ReadReport("o.csv", (), "csv"))  # noqa: E731
    first = maker.fit_transform(table(orders))
    assert maker.transform(table(orders), first.learned).frame.equals(first.frame)
    few = maker.transform(table(orders.tail(1)), first.learned).frame
    assert few.row(0) == first.frame.row(9)


def test_bins_that_are_missing_or_of_another_number_are_refused(orders, as_table, rfm):
    learned = rfm().fit_transform(as_table(orders)).learned
    for damaged in ({}, {name: learned[name] for name in ("recency_days", "monetary")}):
        with pytest.raises(KeyError):
            rfm().transform(as_table(orders), damaged)
    with pytest.raises(KeyError):
        rfm(binning="nested").transform(as_table(orders), learned)
    with pytest.raises(ValueError, match="not those of 4 bins"):
        rfm(bins=4).transform(as_table(orders), learned)


def test_two_tables_of_orders_are_kept_apart_by_a_prefix(orders, as_table, rfm):
    maker = rfm(prefix="shop", order="nr")
    derived = maker.fit_transform(as_table(orders))
    plain = rfm(order="nr").fit_transform(as_table(orders))
    assert derived.frame.columns == ["who", *(f"shop_{name}" for name in ADDED)]
    assert derived.frame.rows() == plain.frame.rows()
    assert maker.output_columns() == tuple(derived.frame.columns[1:]) == tuple(maker.labels())
    assert maker.labels()["shop_monetary"] == "shop: total spent"
    assert set(derived.edges) == {"shop_recency_days", "shop_frequency", "shop_monetary"}
    assert {note.feature for note in derived.remarks} - {""} <= set(derived.edges)
    again = maker.transform(as_table(orders), derived.learned)
    assert again.frame.equals(derived.frame)


@pytest.mark.parametrize("prefix", ["a b", "a-", "a=b"])
def test_a_prefix_is_part_of_a_word(prefix, rfm):
    with pytest.raises(ValidationError):
        rfm(prefix=prefix)


def test_a_plans_own_rules_are_counted_on_the_customers_where_they_overlap_or_cover_none(orders, as_table, rfm):
    rules = ({"name": "Top", "m": 3}, {"name": "Good", "m": (2, 3)})
    notes = [str(note) for note in rfm(bins=3, rules=rules).fit_transform(as_table(orders)).notes]
    assert 'Rules overlap, and the first that matches wins: "Good" leaves 1 to "Top".' in notes
    assert '1 of 3 rows matches no rule and is "Others".' in notes
    assert not any("overlap" in str(note) for note in rfm().fit_transform(as_table(orders)).notes)
