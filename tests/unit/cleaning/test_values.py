"""Steps that fill and bound numbers: impute and outliers."""

import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.cleaning import knn_impute
from segtui.cleaning.steps.impute import Impute
from segtui.cleaning.steps.outliers import Outliers
from segtui.errors import PlanError

maybe = st.one_of(st.none(), st.integers(-1000, 1000))
columns = st.lists(st.tuples(maybe, maybe, st.one_of(st.none(), st.floats(-1e6, 1e6))), min_size=2, max_size=25)


def framed(rows: list[tuple]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64, "x": pl.Float64}, orient="row")
    return frame.with_row_index("id")


@settings(max_examples=60, deadline=None)
@given(columns, st.sampled_from(["mean", "median", "mode", "knn", "interpolate", "constant", "drop"]))
def test_impute_leaves_no_nulls_and_touches_no_other_cell(rows: list, method: str) -> None:
    frame = framed(rows)
    done = Impute(columns=("*",), method=method, value=7 if method == "constant" else None).apply(frame, id="id")
    after = done.frame
    if method == "drop":
        assert after.equals(frame.drop_nulls())
        return
    for name in ("a", "b", "x"):
        before, now = frame.get_column(name), after.get_column(name)
        if before.null_count() < before.len() or method == "constant":
            assert now.null_count() == 0
        known = before.is_not_null()
        assert now.filter(known).to_list() == before.filter(known).to_list()
    assert done.cells_changed == frame.null_count().sum_horizontal()[0] - after.null_count().sum_horizontal()[0]


def test_each_method_fills_what_its_name_says() -> None:
    frame = pl.DataFrame({"id": range(6), "x": [1, 2, 2, None, 5, 10], "t": ["b", "a", "b", "a", None, "c"]})

    def filled(method: str, **more: object) -> float:
        return Impute(columns=("x",), method=method, **more).apply(frame, id="id").frame.item(3, "x")

    assert (filled("mean"), filled("median"), filled("mode"), filled("interpolate")) == (4, 2, 2, 3.5)
    assert filled("constant", value=-1) == -1
    text = Impute(columns=("t",), method="mode").apply(frame, id="id")
    assert text.frame.item(4, "t") == "a"
    assert text.notes == ("1 cell of 6 in t filled with the mode a",)


def test_whole_numbers_stay_whole_where_what_fills_them_is() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "n": [1, 3, None], "m": [1, 2, None]})
    out = Impute(columns=("*",), method="mean").apply(frame, id="id").frame
    assert (out.schema["n"], out.schema["m"]) == (pl.Int64, pl.Float64)


def test_interpolation_carries_the_ends_on_and_knows_dates() -> None:
    from datetime import date

    frame = pl.DataFrame({"id": range(5), "x": [None, 1.0, None, 2.0, None]})
    assert Impute(columns=("x",), method="interpolate").apply(frame, id="id").frame.get_column("x").to_list() == [
        1.0,
        1.0,
        1.5,
        2.0,
        2.0,
    ]
    days = pl.DataFrame({"id": range(3), "d": [date(2020, 1, 1), None, date(2020, 1, 3)]})
    assert Impute(columns=("*",), method="interpolate").apply(days, id="id").frame.item(1, "d") == date(2020, 1, 2)


def test_nan_is_filled_like_null() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "x": [1.0, float("nan"), 3.0]})
    assert Impute(columns=("x",), method="mean").apply(frame, id="id").frame.item(1, "x") == 2.0


def test_a_column_without_any_value_is_left_and_told() -> None:
    frame = pl.DataFrame({"id": [1, 2], "x": pl.Series([None, None], dtype=pl.Float64)})
    done = Impute(columns=("x",), method="median").apply(frame, id="id")
    assert done.notes == ("x is entirely empty: there is nothing to fill it from",)


@pytest.mark.parametrize("given", [{"method": "constant"}, {"method": "mean", "value": 3}])
def test_a_value_goes_with_the_method_constant_alone(given: dict) -> None:
    with pytest.raises(ValidationError, match="needs a value"):
        Impute(columns=("x",), **given)


def test_a_constant_must_be_of_the_columns_kind() -> None:
    frame = pl.DataFrame({"id": [1, 2], "x": [1, None], "t": ["a", None]})
    with pytest.raises(PlanError, match="needs a value that fits it"):
        Impute(columns=("x",), method="constant", value="unknown").apply(frame, id="id")
    done = Impute(columns=("*",), method="constant", value="unknown").apply(frame, id="id")
    assert done.frame.rows() == [(1, 1, "a"), (2, None, "unknown")]


def test_nearest_rows_are_those_of_scikit_learn_on_z_scores() -> None:
    from sklearn.impute import KNNImputer

    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 4)) * [1, 10, 100, 1000]
    x[rng.random(x.shape) < 0.1] = np.nan
    frame = pl.DataFrame(x, schema=list("abcd")).fill_nan(None).with_row_index("id")
    mean, std = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    expected = KNNImputer(n_neighbors=5).fit_transform((x - mean) / std) * std + mean
    out = Impute(columns=("*",), method="knn").apply(frame, id="id").frame.select("a", "b", "c", "d").to_numpy()
    np.testing.assert_allclose(out, expected, rtol=1e-9)


def test_many_rows_find_their_neighbours_in_a_sample_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knn_impute, "DONORS", 50)
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({"id": range(200), "a": rng.normal(size=200), "b": [None, 1.0] * 100})
    done = Impute(columns=("b",), method="knn").apply(frame, id="id")
    assert done.frame.get_column("b").null_count() == 0
    assert done.notes[0] == "nearest rows were searched among 50 of 200 rows"


numbers = st.lists(st.one_of(st.none(), st.integers(-10_000, 10_000)), min_size=1, max_size=60)


@given(numbers, st.sampled_from(["iqr", "zscore"]), st.floats(0.1, 5), st.booleans())
def test_outliers_are_those_beyond_the_bounds_whatever_is_done_with_them(
    cells: list, method: str, threshold: float, whole: bool
) -> None:
    dtype = pl.Int64 if whole else pl.Float64
    frame = pl.DataFrame({"id": range(len(cells)), "x": pl.Series(cells, dtype=dtype)})
    known = np.array([c for c in cells if c is not None], dtype=float)
    low, high = -np.inf, np.inf
    if known.size and method == "zscore" and known.min() < known.max():
        low, high = known.mean() - threshold * known.std(), known.mean() + threshold * known.std()
    elif known.size and method == "iqr" and np.subtract(*np.quantile(known, [0.75, 0.25])) > 0:
        q1, q3 = np.quantile(known, [0.25, 0.75])
        low, high = q1 - threshold * (q3 - q1), q3 + threshold * (q3 - q1)
    odd = [c is not None and not low <= c <= high for c in cells]

    def done(action: str):
        step = Outliers(columns=("x",), method=method, threshold=threshold, action=action)
        return step.apply(frame, id="id")

    clipped = done("clip")
    values = clipped.frame.get_column("x").drop_nulls()
    assert ((values >= low) & (values <= high)).all()
    assert clipped.cells_changed == sum(odd)
    assert done("null").frame.get_column("x").to_list() == [None if o else c for c, o in zip(cells, odd, strict=True)]
    assert done("drop").frame.get_column("x").to_list() == [c for c, o in zip(cells, odd, strict=True) if not o]
    flags = done("flag").frame
    assert (flags.get_column("x_outlier").to_list() if "x_outlier" in flags.columns else [False] * len(cells)) == odd


def test_the_star_leaves_out_the_id_flags_and_text() -> None:
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3, 4, 900],
            "flag": [0, 0, 0, 0, 1],
            "half": [1.0, 0, None, 0, 1],
            "x": [1, 2, 3, 4, 900],
            "t": list("abcde"),
        }
    )
    done = Outliers(columns=("*",)).apply(frame, id="id")
    assert done.columns == ("x",)
    assert done.frame.get_column("x").to_list() == [1, 2, 3, 4, 7]
    assert done.notes == ("1 value of 5 in x above 7, clipped",)


def test_constant_columns_are_untouched_and_columns_of_mostly_one_value_are_told() -> None:
    frame = pl.DataFrame({"id": range(9), "c": [5] * 9, "z": [0] * 8 + [50]})
    done = Outliers(columns=("c", "z")).apply(frame, id="id")
    assert done.frame.equals(frame)
    assert done.notes == ("z unchanged: at least half of its values are 0, so the IQR is 0",)


def test_a_flag_that_is_there_already_is_a_fault() -> None:
    step = Outliers(columns=("x",), action="flag")
    assert step.faults(["id", "x", "x_outlier"], "clean[1]")[0].what == 'column "x_outlier" already exists'
    assert step.output_columns(["id", "x"]) == ["id", "x", "x_outlier"]


@pytest.mark.slow
def test_the_numbers_do_not_depend_on_the_threads() -> None:
    code = """
import numpy as np, polars as pl
from segtui.cleaning.steps.impute import Impute
from segtui.cleaning.steps.outliers import Outliers
rng = np.random.default_rng(0)
x = rng.lognormal(size=(20_000, 6)); x[rng.random(x.shape) < .02] = np.nan
f = pl.DataFrame(x, schema=list("abcdef")).fill_nan(None).with_row_index("id")
f = Impute(columns=("a", "b"), method="knn").apply(f, id="id").frame
f = Impute(columns=("*",), method="mean").apply(f, id="id").frame
f = Outliers(columns=("*",), method="zscore").apply(f, id="id").frame
import hashlib; print(hashlib.sha256(f.write_csv().encode()).hexdigest())
"""
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    outs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**env, "POLARS_MAX_THREADS": n, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n in ("1", "2")
    }
    assert len(outs) == 1


def test_bounds_are_told_where_values_lie_beyond_them_and_years_without_a_comma() -> None:
    years = [1893, 1899, *range(1950, 1990)]
    frame = pl.DataFrame({"id": range(42), "born": years, "low": [-99, 99, *range(40)]})
    done = Outliers(columns=("born", "low"), threshold=1.0).apply(frame, id="id")
    assert done.notes == (
        "2 values of 42 in born below 1938, clipped",
        "2 values of 42 in low outside -11 to 50, clipped",
    )
    filled = Impute(columns=("born",), method="median").apply(
        frame.with_columns(born=frame["born"].replace(1893, None)), id="id"
    )
    assert filled.notes == ("1 cell of 42 in born filled with the median 1969",)
