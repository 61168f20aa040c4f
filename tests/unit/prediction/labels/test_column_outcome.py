"""A column of two values as a label."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from segtui.errors import DataError, PlanError
from segtui.prediction.labels.column_outcome import column_labels


@pytest.mark.parametrize(
    "values, yes, guessed",
    [
        ([0, 1, 0, 1, 1], "1", False),
        ([0.0, 1.0, 0.0, float("nan")], "1", False),
        ([True, False, True], "true", False),
        (["no", "Yes", "no", None], "Yes", False),
        (["stayed", "left", "stayed"], "left", True),
    ],
)
def test_the_outcome_is_one_true_or_yes_else_the_rarer_value(values, yes, guessed):
    found = column_labels(pl.DataFrame({"y": values}, strict=False), "y")
    assert (found.yes, found.guessed) == (yes, guessed)
    empty = sum(str(value) in ("None", "nan") for value in values)
    assert len(found.outcome) == len(found.rows) == len(values) - empty and found.empty == empty


def test_the_plan_may_name_the_value():
    found = column_labels(pl.DataFrame({"y": ["a", "b", "a", None, "b"]}), "y", "a")
    assert found.outcome.tolist() == [True, False, True, False] and found.rows.tolist() == [0, 1, 2, 4]
    assert (found.no, found.guessed) == ("b", False)


@pytest.mark.parametrize("values, said", [([1, 2, 3], "has 3: 1, 2, 3"), (["x"] * 3, "same value"), ([None], "empty")])
def test_other_than_two_values_are_refused(values, said):
    with pytest.raises(DataError, match=said):
        column_labels(pl.DataFrame({"y": values}), "y")


@pytest.mark.parametrize(
    "column, values, example",
    [
        ("stage", ["a", "b", "c"], "stage = 'a'"),
        ("spent", [float(i) for i in range(21)], "spent > 10"),
        ("left", [dt.date(2025, 1, day) for day in range(1, 9)], "left IS NOT NULL"),
        ("the stage", ["a", "b", "c"], r"""\"the stage\" = 'a'"""),
    ],
)
def test_the_refusal_shows_a_condition_that_the_column_can_be_asked(column, values, example):
    with pytest.raises(DataError) as refused:
        column_labels(pl.DataFrame({column: values}), column)
    assert f'such as "{example}"' in refused.value.fix


def test_unknown_columns_and_values_are_faults_of_the_plan():
    with pytest.raises(PlanError, match="response"):
        column_labels(pl.DataFrame({"response": [1, 0]}), "respond")
    with pytest.raises(PlanError, match="there: 0, 1"):
        column_labels(pl.DataFrame({"y": [1, 0]}), "y", "2")
