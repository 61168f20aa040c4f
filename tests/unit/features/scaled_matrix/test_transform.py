"""Later rows are scaled as the run's rows were, bit for bit, and rows without a number say why."""

import numpy as np
import polars as pl
import pytest

from segtui.errors import DataError
from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.features.scaled_matrix.transform import rescale

FRAME = pl.DataFrame(
    {
        "id": range(6),
        "x": [1.5, -0.5, 3.0, 7.25, 0.0, 2.0],
        "n": [3, 1, 4, 1, 5, 9],
        "flag": [True, False, True, True, False, True],
        "plan": ["a", "b", "c", "a", "b", "c"],
        "side": ["l", "r", "l", "r", "r", "r"],
    }
)
KNOWN = {"plan": ("a", "b", "c"), "side": ("l", "r")}


@pytest.mark.parametrize("scale", ["zscore", "minmax", "robust", "none"])
def test_the_rows_of_the_run_come_out_bit_for_bit(scale):
    features = Features(use=["x", "n", "flag", "plan", "side"], log=["x", "n"], scale=scale, categorical="onehot")
    matrix = build_matrix(FRAME, "id", features)
    again = rescale(FRAME, matrix.columns, KNOWN)
    assert np.array_equal(again.values, matrix.values) and again.why.null_count() == 6 and not again.unseen


def _told(found):
    return [None if gap is None else found.gaps[gap].told() for gap in found.why]


def test_rows_without_a_number_say_why_and_the_first_column_is_named():
    columns = [Scaling("x", "x", None, True, 1.0, 2.0), Scaling("n", "n", None, False, 0.0, 1.0)]
    frame = pl.DataFrame({"x": [None, float("nan"), -1.0, float("inf"), 0.0], "n": [None, 1, 2, 3, 4]})
    found = rescale(frame, columns, {})
    assert _told(found) == [
        "x is empty",
        "x is empty",
        "x is -1 or less, and its logarithm is clustered",
        "x is infinite or too large",
        None,
    ]
    assert found.values[4].tolist() == [-0.5, 4.0] and not found.values[:4].any()


def test_values_that_the_run_did_not_meet_are_counted_and_none_of_the_known():
    columns = [Scaling(f"plan={c}", "plan", c, False, 0.0, 1.0) for c in "abc"]
    found = rescale(pl.DataFrame({"plan": ["a", "new", None, "new"]}), columns, KNOWN)
    assert found.unseen == {"plan": 2}
    assert found.values.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert _told(found) == [None, None, "plan is empty", None]


def test_another_kind_of_column_is_an_error_with_its_name():
    with pytest.raises(DataError, match='column "x": is text here, and was numbers in the run'):
        rescale(pl.DataFrame({"x": ["a"]}), [Scaling("x", "x", None, False, 0.0, 1.0)], {})
    with pytest.raises(DataError, match='column "plan": is int64 here, and was text in the run'):
        rescale(pl.DataFrame({"plan": [1]}), [Scaling("plan=a", "plan", "a", False, 0.0, 1.0)], KNOWN)


@pytest.mark.parametrize("categorical", ["onehot", "famd"])
@pytest.mark.parametrize("common", [["a"], ["a", "z"], ["y", "z"], ["a", "b", "c"], []])
def test_values_of_fewer_than_five_rows_name_no_column_and_rows_come_out_again(categorical, common):
    cells = [*common * 30, "m", "n", "n", "rows", "rows"] if common else [c for c in "abcdefg" for _ in range(3)]
    frame = pl.DataFrame({"id": range(len(cells)), "rows": cells, "x": [float(i**2 % 97) for i in range(len(cells))]})
    matrix = build_matrix(frame, "id", Features(use=("rows", "x"), categorical=categorical))
    assert not {c.category for c in matrix.used} & {"m", "n", "rows", *(() if common else "abcdefg")}
    again = rescale(frame, matrix.used, {"rows": tuple(sorted(set(cells)))}, matrix.components)
    assert np.array_equal(again.values, matrix.values)
    few = build_matrix(frame.tail(4), "id", Features(use=("rows", "x"), categorical=categorical))
    assert any(c.category is not None for c in few.used)
