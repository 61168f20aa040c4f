"""SQL of a plan within limits: crashes become faults, and a quoted name is one column's."""

import polars as pl
import pytest

from segtui.cleaning.sql import OPERATORS, SqlError, names_in, read_sql, true_rows
from segtui.errors import PlanError
from segtui.features.log.log_columns import ORDER, LogColumns

FRAME = pl.DataFrame({"x": [1.0, 2.0, None], "s": ["a", "b", "c"]})


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CAST(x AS DECIMAL(99,9)) > 1", "at most 38 digits"),
        ("CAST(x AS DECIMAL(38,39)) > 1", "at most 38 digits"),
        ("TRY_CAST(s AS DECIMAL(99,9)) > 1", "at most 38 digits"),
        ("x::NUMERIC(50, 2) > 1", "at most 38 digits"),
        (" AND ".join(["x > 1"] * 20_000), "39,999 operators"),
        (" OR ".join(["x = 1"] * 20_000), "39,999 operators"),
        ("||".join(["s"] * 5_000) + " = 'a'", "operators"),
        ("x" + "::float" * 5_000 + " > 1", "operators"),
        ("x" + " IS NULL" * 5_000, "operators"),
        ("x > 5x", "unexpected 5x at its end"),
        ("x > 5 OR s = 'a' orr", "unexpected orr at its end"),
        ("-" * 5_000 + "x > 1", "can't be read|operators"),
        ("NOT " * 1_000 + "(x > 1)", "operators"),
        ("(" * 5_000 + "x > 1" + ")" * 5_000, "nested more than"),
        ("ABS(" * 100 + "x" + ")" * 100 + " > 1", "nested more than"),
        ("CASE WHEN x > 1 THEN " * 100 + "true" + " ELSE false END" * 100, "nested more than"),
        ("x BETWEEN 1 AND " * 20 + "2", "nested BETWEENs"),
        ("(" * 20 + "x" + " BETWEEN 0 AND 1)" * 20, "nested BETWEENs"),
        ("RPAD(s, 99999999999, 'a') = 'a'", "width of a padded text"),
        ("LPAD(s, 9999 * 99999, 'a') = 'a'", "width of a padded text"),
        ("x IN (SELECT 1)", "contains a query"),
        ("x > CURRENT_DATE", "CURRENT_DATE, which changes with each run"),
        ("s > Now ()", "NOW, which changes with each run"),
        ("LOCALTIMESTAMP > x", "changes with each run"),
        ("EXISTS (SELECT 1)", "contains a query"),
        ("COLUMNS('x') > 1", "several columns"),
        ("x > " + "9" * 5_000, "can't be read"),
        ("s = '\ud800'", "lone surrogate"),
        ("s = '\x00", "can't be read"),
        ("REGEXP_LIKE(s, '(', 'i')", "does not fit"),
        ("DATE '2024-01-01' + INTERVAL '99999999999999 years' > DATE '2024-01-01'", "can't be read"),
        ("x AT TIME ZONE 'foo' > 1", "does not fit|can't be read"),
        ('"^x.*$" > 1', 'no column "^x.*$"'),
        ('"*" > 1', 'no column "*"'),
    ],
)
def test_what_polars_would_crash_on_is_a_fault_of_the_plan(sql, said):
    with pytest.raises(PlanError) as raised:
        true_rows(FRAME, sql, "clean[1].where")
    (fault,) = raised.value.faults
    assert fault.key == "clean[1].where"
    assert any(part in fault.what for part in said.split("|"))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("x / / 2", 'expected an expression at "/ 2" (column 5)'),
        ("x > 1 and\n (s = = 'a')", "expected an expression at \"= 'a')\" (line 2, column 7)"),
        ("x +", "it ends where an expression is expected"),
        ("(x + 1", "it ends where ) is expected"),
        ("case when x > 4 then 1", 'unexpected x at "x > 4 then 1" (column 11)'),
        ("x; drop", 'unexpected ";"'),
        ("'abc", 'unterminated string literal at "\'abc" (column 1)'),
        ("x[1", "it is incomplete"),
    ],
)
def test_what_can_not_be_read_is_shown_with_its_place(sql, said):
    with pytest.raises(SqlError) as raised:
        read_sql(sql, "a condition")
    assert raised.value.what == f"can't be read as a condition: {said}"


def test_a_condition_at_the_limit_holds():
    sql = " AND ".join(["x > 1"] * (OPERATORS // 2))
    assert true_rows(FRAME, sql, "where").to_list() == [False, True, None]


def test_a_long_list_of_values_is_no_long_condition():
    sql = "x IN (" + ", ".join(str(n) for n in range(2, 20_000)) + ")"
    assert true_rows(FRAME, sql, "where").to_list() == [False, True, None]


@pytest.mark.parametrize("name", ["^x.*$", "*", "select", 'a "b"', "a.b", "two\nlines", "segtui column 1"])
def test_a_quoted_name_is_that_columns_whatever_it_holds(name):
    frame = pl.DataFrame({"x1": [1, 1], "x2": [2, 2]})
    frame = pl.DataFrame([*frame.get_columns(), pl.Series(name, [5, 7])])
    sql = '"' + name.replace('"', '""') + '" > 6 AND x1 = 1'
    assert names_in(sql) == [name, "x1"]
    assert true_rows(frame, sql, "where").to_list() == [False, True]


def test_comments_and_texts_are_no_operators():
    assert read_sql("s = 'a AND ((((' -- AND\n", "a condition").columns == ("s",)


def test_betweens_side_by_side_are_no_chain():
    sql = " AND ".join(["x BETWEEN 0 AND 5"] * 60)
    assert true_rows(FRAME, sql, "where").to_list() == [True, True, None]


def test_an_amount_keeps_to_the_same_limits():
    frame = pl.DataFrame({"id": [1], "day": [20240101], "x": [1.0]})
    faults = LogColumns(ORDER, "id", "day", worth="CAST(x AS DECIMAL(99,9))").faults(frame, "derive")
    assert [f.key for f in faults] == ["derive.amount"]
    assert "at most 38 digits" in faults[0].what


def test_a_refusal_says_what_to_do():
    with pytest.raises(SqlError) as raised:
        read_sql(" AND ".join(["x > 1"] * 1_000), "a condition")
    assert "IN (" in raised.value.fix
