"""A scaling learnt again from some rows has the distances of a matrix made of these rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.spatial.distance import pdist

from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix
from segtui.pipeline.searching.leaders.rescale import scaled_again


@pytest.mark.parametrize("scale", ["zscore", "minmax", "robust", "none"])
@pytest.mark.parametrize("seed", range(3))
def test_distances_are_those_of_a_matrix_of_the_rows_alone(scale: str, seed: int):
    random = np.random.default_rng(seed)
    frame = pl.DataFrame(
        {
            "id": np.arange(60),
            "income": random.lognormal(3, 1, 60),
            "age": random.normal(40, 9, 60),
            "plan": random.choice(["a", "b", "c"], 60),
            "sex": random.choice(["f", "m"], 60),
        }
    )
    features = Features(use=("income", "age", "plan", "sex"), scale=scale, categorical="onehot", log=("income",))
    matrix = build_matrix(frame, "id", features)
    some = np.sort(random.choice(60, 40, replace=False))
    scaled = scaled_again(matrix.values, matrix.columns, scale)(matrix.values[some])
    alone = build_matrix(frame[some], "id", features)
    assert pdist(scaled(matrix.values[some])) == pytest.approx(pdist(alone.values))


def test_columns_that_do_not_vary_in_the_rows_stay_where_they_are():
    frame = pl.DataFrame({"id": [1, 2, 3, 4], "a": [1.0, 1.0, 1.0, 9.0], "b": [1.0, 2.0, 3.0, 4.0]})
    matrix = build_matrix(frame, "id", Features(use=("a", "b")))
    scaled = scaled_again(matrix.values, matrix.columns, "zscore")(matrix.values[:3])
    assert np.isfinite(scaled(matrix.values)).all()
    assert scaled(matrix.values)[:, 0] == pytest.approx(matrix.values[:, 0])


def test_columns_too_small_to_tell_from_rounding_are_no_error():
    frame = pl.DataFrame({"id": [1, 2, 3, 4], "a": [1.0, 2.0, 4.0, 9.0], "b": [1.0, 2.0, 3.0, 4.0]})
    matrix = build_matrix(frame, "id", Features(use=("a", "b")))
    values = matrix.values * [1e-308, 1.0]
    scaled = scaled_again(values, matrix.columns, "zscore")(values[:3])
    assert np.isfinite(scaled(values)).all()
