"""Warnings about used columns: text that decides, rare values that lie apart, numbers told twice."""

import numpy as np
import polars as pl
import pytest

from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix


def alerts(frame, **more):
    matrix = build_matrix(frame, "id", Features(use=frame.columns[1:], **more))
    assert set(matrix.notes) >= {alert.sentence() for alert in matrix.alerts}
    return [(a.code, a.column, a.other) for a in matrix.alerts]


def table(rows=400):
    rng = np.random.default_rng(0)
    numbers = {name: rng.normal(size=rows) for name in ("x", "y")}
    return pl.DataFrame({"id": range(rows), **numbers, "city": rng.choice(list("abcd"), rows)})


def test_text_that_makes_up_most_of_the_distances_is_told_and_a_weight_helps():
    assert alerts(table(), categorical="onehot") == []
    assert alerts(table(), categorical="onehot", scale="minmax") == [("decides", "city", "")]
    assert alerts(table(), categorical="onehot", scale="minmax", weights={"city": 0.1}) == []


@pytest.mark.parametrize("rare", ["a", "z"])
def test_rows_with_a_rare_value_are_told_where_they_lie_far_out(rare):
    frame = table().with_columns(plan=pl.Series([rare, *["m"] * 399]))
    assert ("rare_value", "plan", "") in alerts(frame, categorical="onehot")
    assert not [code for code, *_ in alerts(frame, categorical="famd") if code == "rare_value"]


def test_the_later_of_two_numbers_that_are_nearly_the_same_is_told_once():
    frame = table().drop("city")
    near = frame["x"] + 0.01 * frame["y"]
    frame = frame.with_columns(again=near, back=-near, same=pl.lit(5))
    assert alerts(frame) == [("alike", "again", "x"), ("alike", "back", "x")]
