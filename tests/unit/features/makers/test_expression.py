"""Columns by SQL: values, names that are not there, what an expression may not do."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from pydantic import ValidationError

from segtui.errors import PlanError
from segtui.features.makers.expression import Expression

FRAME = pl.DataFrame(
    {
        "id": ["a", "b", "c"],
        "income": [100, 60, 10],
        "size": [4, 0, None],
        "born": [dt.date(2000, 1, 1), dt.date(2000, 1, 3), None],
        "note": ["x", "y", ""],
    }
)


def made(sql, frame=FRAME):
    return Expression(kind="expression", name="new", sql=sql).fit_transform(frame, "derive[2]")


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("income * 2", [200, 120, 20]),
        ("income / size", [25.0, None, None]),
        ("DATE '2000-01-05' - born", [4.0, 2.0, None]),
        ("CASE WHEN income > 50 THEN 'high' ELSE note END", ["high", "high", ""]),
        ("income > 50", [True, True, False]),
        ("7", [7, 7, 7]),
        ("NULL", [None, None, None]),
        ("LN(income - 60)", [pytest.approx(3.688879), None, None]),
    ],
)
def test_each_row_gets_its_value(sql, values):
    derived = made(sql)
    assert derived.frame["new"].to_list() == values
    assert derived.id == "" and derived.frame.columns == ["new"]


def test_what_is_not_finite_is_empty_and_told():
    assert made("income / size").notes == ("new: 1 row has no finite value and is empty.",)


def test_no_rows_give_no_values():
    assert made("income + size", FRAME.clear()).frame.shape == (0, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "income - AVG(income)",
        "SUM(income)",
        "COUNT(*)",
        "RANK() OVER (ORDER BY income)",
        "LAG(income) OVER (ORDER BY born)",
        "SUM(income) OVER (PARTITION BY note)",
        "QUANTILE_CONT(income, 0.5)",
    ],
)
def test_an_expression_over_several_rows_is_refused_because_later_rows_come_in_batches(sql):
    with pytest.raises(PlanError) as refused:
        made(sql)
    (fault,) = refused.value.faults
    assert (fault.key, fault.what) == ("derive[2].sql", "looks at more than one row")


@pytest.mark.parametrize("sql", ["CURRENT_DATE - born", "now()", "income +* 2", "SELECT 1", "*"])
def test_the_clock_and_what_can_not_be_read_are_faults_of_the_plan(sql):
    with pytest.raises(ValidationError):
        Expression(kind="expression", name="new", sql=sql)


def test_a_word_of_the_clock_in_quotes_is_text():
    assert made("CASE WHEN note = 'now' THEN 1 ELSE 0 END").frame["new"].to_list() == [0, 0, 0]


@pytest.mark.parametrize("name", ["", " ", "*", "^x$"])
def test_a_pattern_is_no_name(name):
    with pytest.raises(ValidationError):
        Expression(kind="expression", name=name, sql="1")


def test_unknown_columns_are_told_with_the_nearest_name():
    maker = Expression(kind="expression", name="new", sql='"incme" + size')
    (fault,) = maker.unknown(["income", "size"], "derive[1]")
    assert (fault.key, fault.what) == ("derive[1].sql", 'there is no column "incme"')
    assert "income" in fault.fix


def test_calculating_with_a_difference_of_dates_takes_a_derive_of_its_own():
    with pytest.raises(PlanError) as refused:
        made("(DATE '2000-01-05' - born) / 365.25")
    assert "in the next" in refused.value.faults[0].fix


def test_types_that_do_not_fit_and_lists_are_told_under_the_key():
    for sql in ("note + income", "STRING_TO_ARRAY(note, ',')"):
        with pytest.raises(PlanError) as refused:
            made(sql)
        assert refused.value.faults[0].key == "derive[2].sql"


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("LENGTH(name) - 5", [-2, 5]),
        ("EXTRACT(MONTH FROM day) * 100", [1200, 200]),
        ("small - 30", [-10, 170]),
        ("CAST(small AS INT) * 2000000000", [40_000_000_000, 400_000_000_000]),
        ("CASE WHEN LENGTH(name) > 4 THEN LENGTH(name) - 20 ELSE DAY(day) * 100 END", [3100, -10]),
        ("large * 4", [None, 8]),
    ],
)
def test_whole_numbers_do_not_wrap_around(sql, values):
    frame = pl.DataFrame(
        {"name": ["ann", "maximilian"], "day": [dt.date(2024, 12, 31), dt.date(2023, 2, 1)], "large": [2**62, 2]},
    ).with_columns(small=pl.Series([20, 200], dtype=pl.UInt8))
    derived = Expression(kind="expression", name="x", sql=sql).fit_transform(frame, "derive[1]")
    assert derived.frame["x"].to_list() == values
    assert bool(derived.notes) == (None in values)
