"""The plan that is inferred for a file nobody prepared: what it recognizes, what it leaves out and why."""

import tempfile
import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.delivery.export.write_csv import write_csv
from segtui.errors import DataError
from segtui.pipeline.preparing.prepare import prepare
from segtui.plan.load import parse
from segtui.plan.model import Search
from segtui.plan.starter.infer import infer
from segtui.profiling.profile import profile


class Silent:
    def stage(self, name, extent=""): ...
    def advance(self, done, total): ...
    def note(self, message): ...


def inferred(frame, folder):
    write_csv(frame, folder / "a.csv")
    table = read(Source(path="a.csv"), folder)
    return infer(table, profile(table), "a.csv")


@pytest.fixture
def chance():
    return np.random.default_rng(0)


def log(chance, **more):
    """300 lines of 60 customers; `more` are further columns."""
    days = [date(2020, 1, 1) + timedelta(days=int(d)) for d in chance.integers(0, 500, 300)]
    people = 100 + np.minimum(chance.zipf(1.6, 300), 60)
    return pl.DataFrame({"customer_id": people, "order_date": days, **more})


def test_a_log_of_orders_becomes_recency_frequency_and_monetary(chance, tmp_path):
    frame = log(chance, total=chance.lognormal(3, 1, 300).round(2))
    text = inferred(frame, tmp_path)
    plan = parse(text)
    customers = frame["customer_id"].n_unique()
    assert plan.source is None and not plan.clean
    made, value = plan.derive
    assert value.kind == "clv" and (value.id, value.date, value.amount) == (made.id, made.date, made.amount)
    assert (made.kind, made.path, made.id, made.date, made.amount) == (
        "rfm",
        "a.csv",
        "customer_id",
        "order_date",
        "total",
    )
    assert made.order is None
    assert plan.features.use == ("recency_days", "frequency", "monetary")
    assert plan.features.log == ("frequency", "monetary"), text
    assert f"# 300 rows of {customers} customers, with dates and amounts: an order log" in text


def test_quantity_times_price_is_the_amount_and_an_invoice_of_several_lines_one_order(chance, tmp_path):
    frame = log(
        chance,
        InvoiceNo=[f"I{i // 3}" for i in range(300)],
        Quantity=chance.integers(1, 9, 300),
        UnitPrice=chance.gamma(2, 3, 300).round(2),
    )
    made = parse(inferred(frame, tmp_path)).derive[0]
    assert (made.amount, made.order) == ('"Quantity" * "UnitPrice"', "InvoiceNo")


def test_monetary_is_not_logged_where_somebody_returned_more_than_was_bought(chance, tmp_path):
    frame = log(chance, amount=chance.normal(0, 10, 300).round(2))
    text = inferred(frame, tmp_path)
    assert parse(text).features.log == ("frequency",)
    assert "some customers returned more than they bought" in text


def customers(chance):
    """200 rows that hold one of everything a starter plan must decide on."""
    rows = 200
    age = [float(a) for a in chance.normal(45, 10, rows).round()]
    income = chance.normal(40_000, 6_000, rows).round()
    income[7] = 2_000_000
    return pl.DataFrame(
        {
            "customer_id": range(1, rows + 1),
            "age": [None if i % 25 == 0 else a for i, a in enumerate(age)],
            "income": income,
            "spend": chance.lognormal(4, 1.5, rows).round(2),
            "member": chance.integers(0, 2, rows),
            "store_code": chance.choice([101, 205, 300], rows),
            "constant": [5] * rows,
            "city": chance.choice(["Bonn", "Köln"], rows),
            "mostly_empty": [1.5 * i if i % 10 == 0 else None for i in range(rows)],
            "joined": [date(2020, 1, 1) + timedelta(days=int(d)) for d in chance.integers(0, 500, rows)],
        }
    )


def test_a_customer_table_is_cleaned_only_where_it_needs_it(chance, tmp_path):
    plan = parse(inferred(customers(chance), tmp_path))
    assert (plan.source.path, plan.source.id) == ("a.csv", "customer_id")
    steps = {step.called(): step for step in plan.clean}
    assert list(steps) == ["impute", "outliers"]
    assert (steps["impute"].columns, steps["impute"].method) == (("age",), "median")
    assert (steps["outliers"].columns, steps["outliers"].action) == (("income",), "clip")
    assert plan.features.use == ("age", "income", "spend")
    assert plan.features.log == ("spend",)


def test_what_is_left_out_of_the_clustering_says_why(chance, tmp_path):
    text = inferred(customers(chance), tmp_path)
    for line in (
        "# customer_id: left out, it is the id",
        "# member: left out, it is a flag of two values",
        "# store_code: left out, it is a code: its numbers are names, not amounts",
        "# constant: left out, it is nearly constant",
        "# city: left out, it is text",
        "# mostly_empty: left out, 90 % of it is empty",
        "# joined: left out, it is a date",
    ):
        assert line in text


def test_ids_that_repeat_are_deduplicated_first(chance, tmp_path):
    frame = customers(chance)
    plan = parse(inferred(pl.concat([frame, frame.head(6)]), tmp_path))
    first = plan.clean[0]
    assert (first.called(), first.by, first.keep) == ("deduplicate", ("customer_id",), "most_complete")


def test_a_clean_table_gets_no_cleaning(chance, tmp_path):
    frame = pl.DataFrame({"id": range(90), "a": chance.normal(size=90), "b": chance.normal(size=90)})
    plan = parse(inferred(frame, tmp_path))
    assert (plan.clean, plan.features.log) == ((), ())


def test_without_an_id_the_rows_are_numbered(chance, tmp_path):
    frame = pl.DataFrame({"a": chance.normal(size=90), "b": chance.normal(size=90)})
    text = inferred(frame, tmp_path)
    assert parse(text).source.id is None and "the row number is used" in text


def test_a_starter_plan_searches_the_default_grids(tmp_path):
    frame = pl.DataFrame({"id": range(500), "a": [i % 97 / 7 for i in range(500)]})
    assert parse(inferred(frame, tmp_path)).grids() == Search.everything().algorithms()


def test_names_are_quoted_so_that_any_name_can_stand(chance, tmp_path):
    names = ['he said "a"', "back\\slash", "new\nline", "* [x]", "Größe µ", "a.b"]
    frame = pl.DataFrame({"id": range(90), **{name: chance.normal(size=90) for name in names}})
    text = inferred(frame, tmp_path)
    assert list(tomllib.loads(text)["features"]["use"]) == [name.replace("\n", " ") for name in names]
    prepare(parse(text), tmp_path, Silent())


CELLS = {
    "integer": st.integers(-5, 2_000_000),
    "number": st.floats(-1e6, 1e6, allow_nan=False),
    "flag": st.integers(0, 1),
    "word": st.sampled_from(["Bonn", "Köln", "x y", "=1", "A17"]),
    "day": st.dates(date(1990, 1, 1), date(2030, 1, 1)),
}
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(lambda n: n == n.strip())


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 14))
    names = draw(
        st.lists(
            st.one_of(NAMES, st.sampled_from(["id", "customer", "amount", "order", "*"])),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    columns = {}
    for name in names:
        cells = CELLS[draw(st.sampled_from(list(CELLS)))]
        columns[name] = draw(
            st.lists(st.one_of(cells, st.none()) if draw(st.booleans()) else cells, min_size=rows, max_size=rows)
        )
    return pl.DataFrame(columns, strict=False)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(frame=tables())
def test_every_inferred_plan_is_free_of_faults(frame):
    """It loads and names only what there is; only the data may be wrong: too few rows, or nothing to cluster."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            text = inferred(frame, Path(folder))
        except DataError:
            return
        plan = parse(text)
        try:
            prepare(plan, Path(folder), Silent())
        except DataError:
            return
