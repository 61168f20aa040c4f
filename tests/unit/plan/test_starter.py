"""The choices of a starter plan that a marketer would look at: logs, years, doubles, amounts, and lines that fit."""

import datetime as dt
import tomllib

import numpy as np
import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.plan.load import parse
from segtui.plan.starter.columns import takes_log
from segtui.plan.starter.infer import infer
from segtui.plan.starter.toml import WIDTH, comment, names
from segtui.profiling.profile import profile


@pytest.fixture
def chance():
    return np.random.default_rng(4)


def starter(frame, folder):
    frame.write_csv(folder / "a.csv")
    table = read(Source(path="a.csv"), folder)
    return infer(table, profile(table), "a.csv")


def orders(chance, **more):
    """400 lines of 80 customers, few of whom buy much of it."""
    who = 100 + (80 * chance.random(400) ** 3).astype(int)
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=int(d)) for d in chance.integers(0, 300, 400)]
    return pl.DataFrame({"customer_id": who, "order_date": days, "total": chance.lognormal(3, 1, 400).round(2), **more})


def test_long_tails_are_logged_and_shares_and_bells_are_not(chance):
    assert takes_log(pl.Series(chance.lognormal(4, 1, 500)))
    assert not takes_log(pl.Series(chance.normal(50, 5, 500)))
    assert not takes_log(pl.Series(chance.beta(0.5, 4, 500)))
    assert not takes_log(pl.Series(chance.lognormal(4, 1, 500) - 20))
    assert not takes_log(pl.Series([3.0, 3, 3])) and not takes_log(pl.Series([None, None], dtype=pl.Float64))


def test_recency_frequency_and_monetary_are_logged_only_where_the_tail_is_long(chance, tmp_path):
    assert parse(starter(orders(chance), tmp_path)).features.log == ("frequency", "monetary")
    level = pl.DataFrame({"customer_id": np.repeat(np.arange(60), 5), "total": chance.normal(50, 5, 300).round(2)})
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=int(d)) for d in chance.integers(0, 300, 300)]
    assert parse(starter(level.with_columns(order_date=pl.Series(days)), tmp_path)).features.log == ()


def test_the_day_that_recency_counts_to_is_named(chance, tmp_path):
    frame = orders(chance)
    after = frame["order_date"].max() + dt.timedelta(days=1)
    assert f"# as_of = {after}" in starter(frame, tmp_path)


def test_a_date_of_the_customer_is_not_taken_for_the_order_s(chance, tmp_path):
    frame = orders(chance)
    signup = frame.select(pl.date(2015, 1, 1) + pl.duration(days=pl.col("customer_id") * 7)).to_series()
    text = starter(frame.with_columns(signup_date=signup, order_date=pl.col("order_date").dt.truncate("1mo")), tmp_path)
    assert parse(text).derive[0].date == "order_date"


@pytest.mark.parametrize("column", ["discount_amount", "tax_total", "shipping_paid"])
def test_a_discount_or_a_tax_is_no_amount(chance, tmp_path, column):
    frame = orders(chance).rename({"total": "order_total"})
    text = starter(
        frame.select("customer_id", "order_date", pl.col("order_total").alias(column), "order_total"), tmp_path
    )
    assert parse(text).derive[0].amount == "order_total"


def test_a_price_for_each_is_multiplied_by_the_quantity_and_not_by_a_discount(chance, tmp_path):
    frame = orders(chance, discount=chance.integers(0, 3, 400), units=chance.integers(1, 9, 400))
    text = starter(frame.rename({"total": "sales_price"}), tmp_path)
    assert parse(text).derive[0].amount == '"units" * "sales_price"'


def people(chance, rows=300):
    return pl.DataFrame(
        {
            "customer_id": range(1, rows + 1),
            "birth_year": [1871, 1880, *chance.integers(1950, 1995, rows - 2)],
            "income": chance.normal(40_000, 6_000, rows).round(),
            "income_eur": None,
            "city": chance.choice(["Bonn", "Köln"], rows),
            "region": chance.choice(["north", "south"], rows),
        }
    ).with_columns(income_eur=pl.col("income") * 0.5)


def test_years_that_cannot_be_are_emptied_and_filled_rather_than_drawn_in(chance, tmp_path):
    plan = parse(starter(people(chance), tmp_path))
    first, second = plan.clean
    assert (first.called(), first.columns, first.action) == ("outliers", ("birth_year",), "null")
    assert (second.called(), second.columns, second.method) == ("impute", ("birth_year",), "median")


def test_a_copy_of_another_column_does_not_count_twice(chance, tmp_path):
    text = starter(people(chance), tmp_path)
    assert parse(text).features.use == ("birth_year", "income")
    assert "# income_eur: left out, it would be counted twice, near-copy of income" in text
    assert "# city, region: left out, they are text" in text


def test_rows_that_differ_in_their_id_alone_get_a_step_to_make_active(chance, tmp_path):
    frame = people(chance)
    twins = frame.head(5).with_columns(customer_id=pl.col("customer_id") + 1000)
    text = starter(pl.concat([frame, twins]), tmp_path)
    assert "# 5 rows are identical to another except for customer_id" in text
    assert not any(step.called() == "deduplicate" for step in parse(text).clean)
    after = text.split("# [[clean]]")[1]
    active = "\n".join(line.removeprefix("# ") for line in after.split("\n\n")[0].splitlines())
    step = tomllib.loads(f"[[clean]]{active}")["clean"][0]
    assert step == {"step": "deduplicate", "by": frame.columns[1:]}


def test_lines_fit_a_screen_however_many_columns_there_are(chance, tmp_path):
    wide = {f"measure_number_{i}": chance.lognormal(2, 1, 200) for i in range(40)}
    wide |= {f"answer_to_question_{i}": chance.integers(0, 2, 200) for i in range(30)}
    text = starter(pl.DataFrame({"customer_id": range(200), **wide}), tmp_path)
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    plan = parse(text)
    assert plan.features.use == plan.features.log == tuple(f"measure_number_{i}" for i in range(40))


def test_a_broken_list_reads_back_the_same():
    values = [f'Column, "quoted" {i}  twice' for i in range(20)]
    assert tomllib.loads("\n".join(names("use", values)))["use"] == values
    assert all(line.startswith("#") for line in comment("word " * 80))
