"""Columns of another table: aggregations against a loop, empty cells, ids, names."""

from __future__ import annotations

import datetime as dt
import random
import statistics

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pydantic import ValidationError

from segtui.errors import PlanError
from segtui.features.join_features import join
from segtui.features.makers.join import Join

EVERY = ["sum", "mean", "min", "max", "count", "n_unique", "first", "last", "mode"]
LOG = {
    "who": [1, 1, 1, 2, 2, None, 3],
    "at": [dt.date(2024, 1, day) for day in (3, 1, 2, 9, 8, 1, 1)],
    "paid": [5.0, 1.0, None, 2.0, 2.0, 9.0, None],
    "via": ["web", "shop", "shop", "b", "a", "x", None],
}


@pytest.fixture
def log(as_table):
    """Seven visits of three customers, one of nobody."""
    return as_table(pl.DataFrame(LOG))


def maker(columns, **more):
    return Join.model_validate({"kind": "join", "path": "v.csv", "id": "who", "columns": columns, **more})


def test_each_aggregation_of_a_few_rows(log):
    made = maker({"paid": EVERY, "via": ["mode", "n_unique", "first", "last", "count"]}, order_by="at")
    frame = made.fit_transform(log).frame
    assert frame.columns == ["who", *made.output_columns()]
    one, two, three = (dict(row) for row in frame.rows(named=True))
    assert [one[f"paid_{how}"] for how in EVERY] == [6.0, 3.0, 1.0, 5.0, 2, 2, 1.0, 5.0, 1.0]
    assert (one["via_mode"], one["via_first"], one["via_last"], one["via_n_unique"]) == ("shop", "shop", "web", 2)
    assert (two["via_mode"], two["via_first"], two["via_last"]) == ("a", "a", "b")
    assert (three["paid_sum"], three["paid_count"], three["paid_mean"], three["via_mode"]) == (0.0, 0, None, None)


def test_random_tables_agree_with_a_loop_and_the_order_of_rows_changes_nothing(as_table):
    rng = random.Random(3)
    rows = [(rng.randint(1, 9), rng.choice([None, rng.random() * 10]), rng.randint(0, 5)) for _ in range(200)]
    frame = pl.DataFrame(rows, schema=["who", "x", "at"], orient="row")
    made = maker({"x": EVERY}, order_by="at")
    found = made.fit_transform(as_table(frame)).frame
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=1)
    assert_frame_equal(found, made.fit_transform(as_table(shuffled)).frame, check_exact=True)
    for row in found.rows(named=True):
        own = sorted((at, x) for who, x, at in rows if who == row["who"] and x is not None)
        values = [x for _, x in own]
        assert row["x_sum"] == pytest.approx(sum(values)) and row["x_mean"] == pytest.approx(statistics.fmean(values))
        assert (row["x_min"], row["x_max"], row["x_count"]) == (min(values), max(values), len(values))
        assert (row["x_first"], row["x_last"]) == (values[0], values[-1])


def test_who_has_no_row_has_no_sum_and_no_count_and_nothing_else(log):
    derived = maker({"paid": ["sum", "count", "mean"]}).fit_transform(log)
    joined, notes = join(pl.DataFrame({"id": ["1", "9"]}), "id", derived)
    assert joined.rows() == [("1", 6.0, 2, 3.0), ("9", 0.0, 0, None)]
    assert any("sums and counts are 0 there" in note for note in notes)
    _, notes = join(pl.DataFrame({"id": ["1", "9"]}), "id", maker({"paid": "sum"}).fit_transform(log))
    assert any("which are 0 there" in note for note in notes)


def test_a_table_without_rows_has_the_columns(as_table):
    frame = maker({"paid": "sum", "via": "mode"}).fit_transform(as_table(pl.DataFrame(LOG).clear())).frame
    assert frame.shape == (0, 3)


def test_a_prefix_tells_two_tables_apart(log):
    assert maker({"paid": "sum"}, prefix="web_").output_columns() == ("web_paid_sum",)


def test_what_does_not_go_with_the_table_is_told(log):
    for columns, said in (({"payed": "sum"}, '"payed"'), ({"via": "sum"}, "no sum"), ({"at": ["mean"]}, "no mean")):
        with pytest.raises(PlanError) as refused:
            maker(columns).fit_transform(log)
        assert refused.value.faults[0].key == "derive.columns" and said in refused.value.faults[0].what
    assert maker({"at": ["min", "max"]}).faults(log.frame, "derive[1]") == []


@pytest.mark.parametrize("columns", [{"paid": "first"}, {"paid": []}, {}, {"paid": "median"}])
def test_what_can_not_be_is_a_fault_of_the_plan(columns):
    with pytest.raises(ValidationError):
        maker(columns)
