"""Features as numbers on one scale: gaps, text, skew, and what is not used."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest
from sklearn.preprocessing import StandardScaler

from segtui.prediction.preparation import FeaturePreparation, learn_preparation


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    spent = np.round(rng.lognormal(3, 1, 200), 2)
    return pl.DataFrame(
        {
            "customer_id": range(1_000, 1_200),
            "spent": spent,
            "age": pl.Series([None if i % 10 == 0 else float(30 + i % 40) for i in range(200)]),
            "channel": [["web", "shop", None][i % 3] for i in range(200)],
            "postcode": [f"{i:05d}" for i in range(200)],
            "same": [1] * 200,
            "opted": [i % 2 == 0 for i in range(200)],
            "since": [dt.date(2024, 1, 1)] * 200,
        }
    )


def test_numbers_are_standardized_after_a_logarithm_where_they_are_skewed(frame):
    found = learn_preparation(frame)
    rows = found.rows(frame)
    spent, opted = (rows[:, found.places(name)[0]] for name in ("spent", "opted"))
    scaled = StandardScaler().fit_transform(np.log1p(frame["spent"].to_numpy())[:, None])[:, 0]
    assert np.allclose(spent, scaled) and sorted(set(opted)) == [-1, 1]
    assert np.isfinite(rows).all()


def test_gaps_are_the_median_and_said_so(frame):
    found = learn_preparation(frame)
    number, gap = found.places("age")
    rows = found.rows(frame)
    empty = frame["age"].is_null().to_numpy()
    median = np.median(frame["age"].drop_nulls())
    column = found.columns[number]
    assert np.allclose(rows[empty, number], (median - column.shift) / column.scale)
    assert (rows[empty, gap] > 0).all() and (rows[~empty, gap] < 0).all()
    assert [found.columns[i].kind for i in found.places("channel")] == ["value", "value", "gap"]


def test_what_says_nothing_of_customers_to_come_is_left_out(frame):
    found = learn_preparation(frame, aside=["opted"])
    assert found.left_out == {
        "customer_id": "id",
        "postcode": "text",
        "same": "constant",
        "opted": "plan",
        "since": "date",
    }
    assert found.sources == ("spent", "age", "channel")


def test_later_rows_get_the_same_numbers_whatever_is_odd_about_them(frame):
    found = FeaturePreparation.of(json.loads(json.dumps(learn_preparation(frame).facts())))
    assert np.array_equal(found.rows(frame)[7:9], found.rows(frame[7:9]))
    odd = pl.DataFrame({"spent": [-5.0, float("inf"), float("nan")], "channel": ["fax", "web", None], "age": [1, 2, 3]})
    rows = found.rows(odd)
    assert np.isfinite(rows).all() and rows.shape == (3, len(found.columns))
    lacking = found.rows(pl.DataFrame({"spent": [1.0, 2.0]}))
    assert np.array_equal(lacking[0, found.places("age")], lacking[1, found.places("age")])


def test_a_number_that_names_a_group_is_learned_from_value_by_value():
    segment = np.random.default_rng(3).integers(0, 4, 300)
    frame = pl.DataFrame({"segment": segment, "branch_code": [1_000 + i // 2 for i in range(300)]})
    found = FeaturePreparation.of(json.loads(json.dumps(learn_preparation(frame).facts())))
    assert found.sources == ("segment",) and found.left_out == {"branch_code": "code"}
    rows = found.rows(frame)
    for place in found.places("segment"):
        assert np.array_equal(rows[:, place] > 0, segment == int(found.columns[place].value))
    for dtype in (pl.Float64, pl.String):
        assert np.array_equal(found.rows(frame.cast({"segment": dtype})), rows)
    assert (found.rows(pl.DataFrame({"other": [1.0]})) < 0).all()
