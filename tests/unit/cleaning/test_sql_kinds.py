"""A condition that compares a column with a value of another kind is refused, and says what to write instead."""

from datetime import date, datetime

import polars as pl
import pytest

from segtui.cleaning.sql import true_rows
from segtui.cleaning.steps.filter import Filter
from segtui.errors import PlanError

FRAME = pl.DataFrame(
    {
        "opted in": [True, False, None],
        "b": [True, False, None],
        "n": [1, 20, None],
        "x": [1.5, 2.5, None],
        "s": ["a", "no", "20"],
        "d": [date(2024, 1, 1), date(2025, 1, 1), None],
        "t": [datetime(2024, 1, 1), datetime(2025, 1, 1), None],
        "^p.*$": [True, False, True],
    }
)


def refused(sql):
    with pytest.raises(PlanError) as caught:
        true_rows(FRAME, sql, "where")
    (fault,) = caught.value.faults
    assert fault.key == "where"
    return fault


@pytest.mark.parametrize(
    "sql",
    [
        *("b <> 'no'", "b = 'no'", "b != 'no'", "'no' = b", "'yes' <> b", "b IN ('no', 'yes')", "b NOT IN ('no')"),
        *("b LIKE 'n%'", "CASE b WHEN 'no' THEN TRUE ELSE FALSE END", "CASE WHEN b = 'no' THEN TRUE ELSE FALSE END"),
        *("b = s", "s = b", "b IS DISTINCT FROM 'no'", "b BETWEEN 'a' AND 'z'", "b > 'no'", "b = 'false'"),
        *("COALESCE(b, 'no') = 'no'", "CAST(b AS VARCHAR) = 'no'", "NULLIF(b, 'no') IS NULL", "n > 2 OR b = 'maybe'"),
        *("NOT (b = 'yes')", "x > 1.5 AND (b = 'ja' OR s = 'a')"),
    ],
)
def test_yes_and_no_are_not_compared_with_words(sql):
    assert "NOT b" in refused(sql).fix


def test_the_fix_writes_the_name_as_sql_needs_it():
    fault = refused("\"opted in\" <> 'no'")
    assert fault.what == 'does not fit the columns: "opted in" holds yes and no and is compared with "no"'
    assert fault.fix == 'write "opted in" for yes, NOT "opted in" for no'
    assert 'NOT "^p.*$"' in refused("\"^p.*$\" = 'no'").fix


@pytest.mark.parametrize("sql", ["n > '3'", "'20' = n", "n IN ('1', '20')", "n = s", "ABS(n) > '2'", "x = '1.5'"])
def test_numbers_are_not_compared_with_text(sql):
    assert "without quotes" in refused(sql).fix


@pytest.mark.parametrize("sql", ["s > 3", "20 = s", "s IN (20)", "LOWER(s) = 1"])
def test_text_is_not_compared_with_numbers(sql):
    assert "single quotes" in refused(sql).fix


@pytest.mark.parametrize(
    "sql", ["d > '2024-06-01'", "d IN ('2024-01-01')", "t < '2024-06-01'", "d > 20240101", "20240101 < d", "t = 2024"]
)
def test_dates_are_compared_with_dates(sql):
    assert "DATE '2024-01-31'" in refused(sql).fix


@pytest.mark.parametrize(
    ("sql", "held"),
    [
        ("b", [True, False, None]),
        ("NOT b", [False, True, None]),
        ("b = TRUE", [True, False, None]),
        ("b > 0", [True, False, None]),
        ("b = NULL", [None, None, None]),
        ("CAST(b AS VARCHAR) = 'true'", [True, False, None]),
        ("x < 2.5 OR s LIKE 'a%'", [True, False, None]),
        ("x BETWEEN 1 AND 2", [True, False, None]),
        ("d > DATE '2024-05-01' AND t > DATE '2024-05-01'", [False, True, None]),
        ("EXTRACT(YEAR FROM d) = 2024", [True, False, None]),
        ("s || 'x' = 'ax' AND LENGTH(s) = 1", [True, False, False]),
        ("LOWER(s) IN ('a', 'no') AND SUBSTR(s, 1, 1) <> 'x'", [True, True, False]),
        ("COALESCE(n, 0) > 1", [False, True, False]),
        ("CONCAT(b, 'x') = 'truex'", [True, False, False]),
        ("1 = 1", [True, True, True]),
        ("COUNT(*) > 2", [True, True, True]),
    ],
)
def test_kinds_that_compare_are_compared(sql, held):
    assert true_rows(FRAME, sql, "where").to_list() == held


def test_a_filter_on_no_alone_keeps_whom_it_says():
    frame = pl.DataFrame({"id": [1, 2], "optin": [False, None]})
    assert Filter(where="NOT optin").apply(frame, id="id").frame["id"].to_list() == [1]
