"""The comparison's figures, against plain definitions."""

import math
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.segments.describing.comparison import comparison

NAMES = {0: "Big", 1: "Small"}


def rows(frame: pl.DataFrame, labels: list[int]) -> dict[tuple[int, str], dict[str, Any]]:
    result = comparison(frame, np.array(labels, dtype=np.int32), NAMES, id="id")
    return {(r["segment"], r["feature"]): r for r in result.iter_rows(named=True)}


def test_the_columns_are_the_promised_ones_and_noise_is_the_last_segment() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "x": [1.0, 2.0, 3.0]})
    result = comparison(frame, np.array([1, -1, 0], dtype=np.int32), NAMES, id="id")
    assert " ".join(result.columns) == (
        "segment segment_name feature count mean median std share_missing overall_mean effect_size"
    )
    assert result["segment"].to_list() == [0, 1, -1]
    assert result["segment_name"].to_list() == ["Big", "Small", "Noise"]


def test_figures_of_a_number_column_with_a_missing_cell() -> None:
    frame = pl.DataFrame({"id": list("abcdef"), "x": [1, 2, 6, None, 10, 11]})
    found = rows(frame, [0, 0, 0, 0, 1, 1])[0, "x"]
    known = np.array([1.0, 2, 6, 10, 11])
    assert found["count"] == 3
    assert (found["mean"], found["median"]) == (3.0, 2.0)
    assert found["std"] == pytest.approx(math.sqrt(7))
    assert found["share_missing"] == 0.25
    assert found["overall_mean"] == 6.0
    assert found["effect_size"] == pytest.approx((3 - 6) / known.std())


def test_booleans_count_as_0_and_1_and_categories_as_shares() -> None:
    frame = pl.DataFrame(
        {"id": range(4), "flag": [True, True, False, None], "kind": ["a", "b", "a", "a"], "n": [1.0] * 4}
    )
    found = rows(frame, [0, 0, 1, 1])
    assert found[0, "flag"]["mean"] == 1.0
    assert (found[1, "flag"]["mean"], found[1, "flag"]["share_missing"]) == (0.0, 0.5)
    assert found[0, "kind=a"]["mean"] == 0.5
    assert found[0, "kind=a"]["effect_size"] == pytest.approx((0.5 - 0.75) / math.sqrt(0.75 * 0.25))
    assert [f for s, f in found if s == 0] == ["flag", "kind=a", "kind=b", "n"]


def test_ids_dates_and_texts_of_many_values_are_left_out() -> None:
    n = 30
    frame = pl.DataFrame(
        {
            "id": range(n),
            "day": [date(2020, 1, 1)] * n,
            "many": [str(i % 21) for i in range(n)],
            "few": [str(i % 20) for i in range(n)],
            "email": [f"{i}@x.org" for i in range(n)],
        }
    )
    found = rows(frame, [0] * n)
    assert len(found) == 20
    assert all(feature.startswith("few=") for _, feature in found)


def test_what_is_undefined_is_null() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "constant": [0.1] * 3, "gone": [None, 1.0, 2.0], "nan": [float("nan")] * 3})
    found = rows(frame, [0, 1, 1])
    assert (found[0, "constant"]["std"], found[0, "constant"]["effect_size"]) == (None, None)
    gone = found[0, "gone"]
    assert (gone["count"], gone["mean"], gone["median"], gone["share_missing"]) == (0, None, None, 1.0)
    assert (found[1, "nan"]["count"], found[1, "nan"]["overall_mean"]) == (0, None)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 2), st.floats(-1e6, 1e6) | st.none()), min_size=1, max_size=40))
def test_counts_and_means_add_up_to_the_whole(cells: list[tuple[int, float | None]]) -> None:
    frame = pl.DataFrame({"id": range(len(cells)), "x": [v for _, v in cells]}, schema_overrides={"x": pl.Float64})
    found = comparison(frame, np.array([s for s, _ in cells], dtype=np.int32), {}, id="id")
    known = [v for _, v in cells if v is not None]
    assert found["count"].sum() == len(known)
    if known:
        total = sum(r["count"] * (r["mean"] or 0.0) for r in found.iter_rows(named=True))
        assert total == pytest.approx(sum(known), abs=1e-3)


def test_a_code_has_a_share_for_each_of_its_values_and_no_mean():
    frame = pl.DataFrame({"id": ["a", "b", "c", "d"], "channel": [1, 1, 2, 1], "spend": [1, 2, 3, 4]})
    found = comparison(frame, np.array([0, 0, 1, 1]), {0: "A", 1: "B"}, id="id", codes=["channel"])
    means = {(s, f): m for s, f, m in found.select("segment", "feature", "mean").iter_rows()}
    assert {f for _, f in means} == {"channel=1", "channel=2", "spend"}
    assert [means[s, "channel=1"] for s in (0, 1)] == [1.0, 0.5]
