"""Gower's distance: R's daisy on the flower table, and its definition on random ones."""

import numpy as np
import polars as pl
import pytest

from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix

FLOWER = """
0 1 1 4 3 15 25 15
1 0 0 2 1 3 150 50
0 1 0 3 3 1 150 50
0 0 1 4 2 16 125 50
0 1 0 5 2 2 20 15
0 1 0 4 3 12 50 40
0 0 0 4 3 13 40 20
0 0 1 2 2 7 100 15
1 1 0 3 1 4 25 15
1 1 0 5 2 14 100 60
1 1 1 5 3 8 45 10
1 1 1 1 2 9 90 25
1 1 0 1 2 6 20 10
1 1 1 4 2 11 80 30
1 0 0 3 2 10 40 20
1 0 0 4 2 18 200 60
1 0 0 2 2 17 150 60
0 0 1 2 1 5 25 10
"""
"""R's `flower` (Struyf, Hubert and Rousseeuw 1996): three binary columns (winters, shadow, tubers; R can take one as
asymmetric), a nominal one (colour), two ordinal ones (soil, preference), height and distance in centimetres."""


def flower():
    rows = [line.split() for line in FLOWER.split("\n") if line]
    names = ["winters", "shadow", "tubers", "colour", "soil", "preference", "height", "distance"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    numbers = frame.select(pl.col("soil", "preference", "height", "distance").cast(pl.Float64))
    return frame.with_columns(numbers).with_row_index("id")


def gower(frame, **more):
    matrix = build_matrix(frame, "id", Features(use=frame.columns[1:], **more))
    return np.abs(matrix.gower_rows[:, None] - matrix.gower_rows[None]).sum(axis=2)


@pytest.mark.parametrize("categorical", ["onehot", "famd"])
@pytest.mark.parametrize("scale", ["zscore", "minmax", "none"])
def test_the_distances_of_flower_are_those_of_daisy(categorical, scale):
    found = gower(flower(), categorical=categorical, scale=scale)
    np.testing.assert_allclose(found[0, 1:5], [0.887541, 0.527247, 0.351797, 0.411560], atol=1e-6)


def test_they_are_gowers_definition_weights_included():
    rng = np.random.default_rng(3)
    frame = pl.DataFrame(
        {
            "id": range(30),
            "x": rng.normal(size=30),
            "n": rng.integers(0, 9, 30),
            "city": rng.choice(list("abc"), 30),
            "plan": rng.choice(list("yz"), 30),
        }
    )
    weights = {"x": 2.0, "city": 0.5}
    found = gower(frame, categorical="onehot", weights=weights)
    for i, a in enumerate(frame.iter_rows(named=True)):
        for j, b in enumerate(frame.iter_rows(named=True)):
            parts = {c: float(a[c] != b[c]) for c in ("city", "plan")}
            parts |= {c: abs(a[c] - b[c]) / (frame[c].max() - frame[c].min()) for c in ("x", "n")}
            mean = sum(weights.get(c, 1) * d for c, d in parts.items()) / sum(weights.get(c, 1) for c in parts)
            assert found[i, j] == pytest.approx(mean)


def test_columns_that_do_not_vary_count_as_equal():
    frame = pl.DataFrame({"id": range(3), "x": [0, 1, 2], "same": [5, 5, 5]})
    assert gower(frame)[0].tolist() == [0.0, 0.25, 0.5]
