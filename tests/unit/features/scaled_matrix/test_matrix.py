"""The matrix: scikit-learn's scales, log1p, one-hot columns, gaps, values that are refused."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

from segtui.errors import DataError, PlanError
from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix

SCALERS = {"zscore": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}
SCALES = ["zscore", "minmax", "robust", "none"]
VALUES = st.floats(-1e6, 1e6).map(lambda v: round(v, 3))
TABLES = st.tuples(st.integers(1, 40), st.integers(1, 4)).flatmap(lambda shape: arrays(float, shape, elements=VALUES))


def framed(values, names=None):
    names = names or [f"x{i}" for i in range(values.shape[1])]
    return pl.DataFrame({"id": range(len(values)), **dict(zip(names, values.T.copy(), strict=True))})


def every(frame, **more):
    return Features(use=[c for c in frame.columns if c != "id"], **more)


@settings(max_examples=60)
@given(TABLES, st.sampled_from(list(SCALERS)))
def test_each_scale_is_scikit_learns(values, scale):
    matrix = build_matrix(framed(values), "id", every(framed(values), scale=scale))
    expected = SCALERS[scale]().fit_transform(values)
    np.testing.assert_allclose(matrix.values, expected, rtol=1e-7, atol=1e-7)


@settings(max_examples=60)
@given(TABLES, st.sampled_from(SCALES), st.booleans())
def test_the_way_back_gives_the_values_again(values, scale, log):
    values = np.abs(values) if log else values
    frame = framed(values)
    matrix = build_matrix(frame, "id", every(frame, scale=scale, log=["*"] if log else []))
    for j, column in enumerate(matrix.columns):
        back = matrix.values[:, j] * column.scale + column.shift
        back = np.expm1(back) if column.log else back
        np.testing.assert_allclose(back, frame[column.source].to_numpy(), rtol=1e-9, atol=1e-6)


def test_the_matrix_is_float64_and_c_contiguous_with_ids_and_row_numbers():
    frame = pl.DataFrame({"id": ["a", "b", "c", "d"], "x": [1, None, 3, 5], "y": [2.0, 3.0, math.nan, 4.0]})
    matrix = build_matrix(frame, "id", Features(use=["x", "y"], scale="none"))
    assert matrix.values.dtype == np.float64
    assert matrix.values.flags.c_contiguous
    assert matrix.values.tolist() == [[1.0, 2.0], [5.0, 4.0]]
    assert matrix.ids.to_list() == ["a", "d"]
    assert matrix.kept.tolist() == [0, 3]


def test_rows_with_gaps_are_left_out_and_counted_by_column():
    frame = pl.DataFrame({"id": range(5), "x": [1, None, 3, 5, None], "y": [2.0, 3.0, math.nan, 4.0, None]})
    matrix = build_matrix(frame, "id", Features(use=["x", "y"]))
    assert matrix.rows_left_out == 3
    assert matrix.left_out == {"x": 2, "y": 2}
    assert "3 of 5 rows are left out of the clustering: 2 without x, 2 without y." in matrix.notes


def test_gaps_in_columns_that_are_not_used_cost_no_row():
    frame = pl.DataFrame({"id": range(3), "x": [1, 2, 3], "y": [None, None, 1.0]})
    assert build_matrix(frame, "id", Features(use=["x"])).rows_left_out == 0


def test_no_complete_row_is_a_data_error_that_counts_the_gaps():
    frame = pl.DataFrame({"id": range(3), "x": [1, 2, None], "y": [None, None, 1.0]})
    with pytest.raises(DataError, match=r"none of 3 rows has a value in every used column: 1 without x, 2 without y"):
        build_matrix(frame, "id", Features(use=["x", "y"]))


@pytest.mark.parametrize("scale", SCALES)
def test_a_named_constant_column_becomes_zeros_or_itself_with_a_note(scale):
    frame = pl.DataFrame({"id": range(4), "x": [0.1] * 4, "y": [1, 2, 3, 4]})
    matrix = build_matrix(frame, "id", Features(use=["x", "y"], scale=scale))
    assert matrix.values[:, 0].tolist() == [0.1 if scale == "none" else 0.0] * 4
    assert matrix.columns[0].scale == 1.0
    assert '"x" is the same in all 4 rows: it does not distinguish rows.' in matrix.notes


def test_the_default_drops_constant_columns_with_a_note():
    frame = pl.DataFrame({"id": range(4), "x": [7] * 4, "y": [1, 2, 3, 4]})
    matrix = build_matrix(frame, "id", Features())
    assert [c.name for c in matrix.columns] == ["y"]
    assert "Not clustered because all rows have the same value: x." in matrix.notes


def test_a_robust_scale_without_spread_in_the_middle_is_told():
    frame = pl.DataFrame({"id": range(9), "x": [0] * 8 + [100]})
    matrix = build_matrix(frame, "id", Features(use=["x"], scale="robust"))
    assert matrix.columns[0].scale == 1.0
    assert any("the middle half of its values are equal" in note for note in matrix.notes)


def test_infinite_values_are_a_data_error_with_column_count_and_ids():
    frame = pl.DataFrame({"id": [7, 8, 9], "x": [1.0, math.inf, -math.inf]})
    with pytest.raises(DataError) as caught:
        build_matrix(frame, "id", Features(use=["x"]))
    assert caught.value.describe().startswith('column "x": 2 infinite values, of the ids 8, 9')


def test_log_of_values_from_minus_one_down_is_a_data_error_with_column_count_and_worst():
    frame = pl.DataFrame({"id": [7, 8, 9], "x": [1.0, -1.0, -250.5]})
    with pytest.raises(DataError) as caught:
        build_matrix(frame, "id", Features(use=["x"], log=["x"]))
    told = caught.value.describe()
    assert 'features.log, column "x"' in told
    assert "2 of 3 are not, the lowest is -250.5, of the ids 8, 9" in told


def test_one_hot_columns_are_scikit_learns_before_scaling():
    cities = ["Rome", "Bern", "Oslo", "Rome", "Bern"]
    frame = pl.DataFrame({"id": range(5), "city": cities})
    matrix = build_matrix(frame, "id", Features(categorical="onehot", scale="none"))
    expected = OneHotEncoder(sparse_output=False).fit_transform(np.array(cities)[:, None])
    assert [c.name for c in matrix.columns] == ["city=Bern", "city=Oslo", "city=Rome"]
    assert matrix.values.tolist() == expected.tolist()


@given(st.lists(st.sampled_from("abcdef"), min_size=3, max_size=50).filter(lambda v: len(set(v)) > 1))
def test_a_z_scored_category_weighs_as_much_as_one_number(cities):
    frame = pl.DataFrame({"id": range(len(cities)), "city": cities})
    matrix = build_matrix(frame, "id", Features(use=["city"], categorical="onehot"))
    assert matrix.values.var(axis=0).sum() == pytest.approx(1.0)
    np.testing.assert_allclose(matrix.values.mean(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("scale", ["minmax", "robust"])
def test_two_different_categories_are_one_apart(scale):
    frame = pl.DataFrame({"id": range(3), "city": ["a", "b", "c"]})
    values = build_matrix(frame, "id", Features(categorical="onehot", scale=scale)).values
    assert np.linalg.norm(values[0] - values[1]) == pytest.approx(1.0)


def test_text_of_two_values_is_one_column_like_a_flag():
    frame = pl.DataFrame({"id": range(4), "yes": ["no", "yes", "yes", "no"], "flag": [0, 1, 1, 0]})
    matrix = build_matrix(frame, "id", Features(categorical="onehot"))
    assert [c.name for c in matrix.columns] == ["yes=yes", "flag"]
    assert matrix.values[:, 0].tolist() == matrix.values[:, 1].tolist()


def test_a_row_without_a_category_is_left_out():
    frame = pl.DataFrame({"id": range(4), "city": ["a", None, "b", "c"]})
    assert build_matrix(frame, "id", Features(categorical="onehot")).left_out == {"city": 1}


def test_booleans_named_in_full_count_as_zero_and_one():
    frame = pl.DataFrame({"id": range(3), "member": [True, False, True]})
    assert build_matrix(frame, "id", Features(use=["member"], scale="none")).values.tolist() == [[1.0], [0.0], [1.0]]


def test_values_that_differ_by_rounding_only_are_not_blown_up():
    values = np.full(50, 1e9) + np.resize([0.0, 1e-7], 50)
    frame = pl.DataFrame({"id": range(50), "x": values})
    matrix = build_matrix(frame, "id", Features(use=["x"]))
    np.testing.assert_allclose(matrix.values, StandardScaler().fit_transform(values[:, None]), atol=1e-6)


@pytest.mark.parametrize("categorical", ["onehot", "famd"])
def test_weights_multiply_the_scaled_columns_of_what_they_name(categorical):
    frame = pl.DataFrame({"id": range(6), "x": [1, 2, 3, 4, 5, 7], "y": [3, 1, 2, 5, 4, 0], "city": list("abcabc")})
    plain = build_matrix(frame, "id", every(frame, categorical=categorical))
    weighed = build_matrix(frame, "id", every(frame, categorical=categorical, weights={"x": 2.0, "city": 0.5}))
    np.testing.assert_allclose(weighed.used_values, plain.used_values * [2.0, 1.0, 0.5, 0.5, 0.5])


def test_weights_of_columns_that_are_not_used_are_plan_faults():
    frame = pl.DataFrame({"id": range(3), "x": [1, 2, 4], "y": [1, 2, 3]})
    with pytest.raises(PlanError, match=r'features\.weights: "y" is not among the used columns'):
        build_matrix(frame, "id", Features(use=["x"], weights={"y": 2.0}))
    with pytest.raises(PlanError, match=r'features\.weights: there is no column "z"'):
        build_matrix(frame, "id", Features(use=["x"], weights={"z": 2.0}))


@pytest.mark.parametrize("weight", [0.0, -1.0, 1e-300, 1e300, float("inf"), float("nan")])
def test_weights_that_leave_one_column_or_none_are_refused(weight: float):
    with pytest.raises(ValidationError):
        Features(weights={"x": weight})
