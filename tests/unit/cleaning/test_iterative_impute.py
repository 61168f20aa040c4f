"""Cells filled by regressions: scikit-learn's values, from plain numbers that later rows can use."""

import json

import numpy as np
import polars as pl
import pytest
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer

from segtui.cleaning import iterative_impute
from segtui.cleaning.clean import clean, from_plain, learn, to_plain
from segtui.cleaning.iterative_impute import learn_regressions
from segtui.cleaning.steps.impute import Impute
from segtui.errors import PlanError

STEP = Impute(columns="*", method="iterative")


def table(rows=120, seed=3):
    draw = np.random.default_rng(seed)
    age = draw.normal(45, 12, rows)
    values = np.column_stack([age, age * 900 + draw.normal(0, 2_000, rows), draw.poisson(3, rows) + age / 10])
    values[draw.random(values.shape) < 0.15] = np.nan
    return pl.DataFrame(values, schema=["age", "spent", "orders"], nan_to_null=True).with_row_index("id")


@pytest.mark.filterwarnings("ignore:.*Early stopping")
def test_values_are_scikit_learns():
    frame = table()
    values = frame.drop("id").to_numpy()
    mean, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    z = (values - mean) / scale
    known = learn_regressions(frame, id="id", seed=0)
    imputer = IterativeImputer(
        min_value=(known.low - mean) / scale, max_value=(known.high - mean) / scale, random_state=0
    )
    expected = imputer.fit_transform(z) * scale + mean
    made = STEP.apply(frame, id="id")
    np.testing.assert_allclose(made.frame.drop("id").to_numpy(), expected, rtol=1e-9)
    assert made.cells_changed == int(np.isnan(values).sum())
    assert made.notes[0].endswith("in age filled by regression on the other columns")


def test_later_rows_are_filled_one_by_one_as_together():
    frame, later = table(), table(30, seed=8)
    steps = [s for _, s in from_plain(json.loads(json.dumps(to_plain(learn(frame, [STEP], id="id")))))]
    together = clean(later, steps, id="id").frame
    apart = pl.concat([clean(row, steps, id="id").frame for row in later.iter_slices(1)])
    assert together.equals(apart) and not together.drop("id").null_count().sum_horizontal().item()


def test_of_many_rows_and_columns_a_sample_is_learned_from_and_the_seed_draws_it(monkeypatch):
    monkeypatch.setattr(iterative_impute, "LEARNED_FROM", 50)
    frame = table()
    made = [STEP.model_copy(update={"seed": seed}).apply(frame, id="id") for seed in (0, 0, 1)]
    assert made[0].frame.equals(made[1].frame) and not made[0].frame.equals(made[2].frame)
    assert made[0].notes[0] == "regressions were fitted on 50 of 120 rows"
    monkeypatch.setattr(iterative_impute, "_PREDICTORS", 1)
    assert not STEP.apply(frame, id="id").frame["age"].null_count()


@pytest.mark.parametrize("method", ["iterative", "knn"])
def test_a_column_without_a_finite_number_is_told(method):
    frame = pl.DataFrame({"id": [1, 2, 3], "a": [float("inf"), None, None], "b": [1.0, 2.0, None]})
    with pytest.raises(PlanError, match='"a" has no finite number to fill it from'):
        Impute(columns="a", method=method).apply(frame, id="id")
    whole = frame.with_columns(a=pl.lit(float("inf")))
    assert len(Impute(columns="a", method=method).fitted(whole, id="id")) == 0


def test_nothing_alone_and_empty_frames_pass():
    alone = pl.DataFrame({"id": [1, 2, 3], "*": [1, None, 4]})
    assert STEP.apply(alone, id="id").frame["*"].to_list() == [1, 2.5, 4]
    assert STEP.apply(alone.clear(), id="id").frame.height == 0
    assert Impute(columns="zz*", method="iterative").apply(alone, id="id").columns == ()


def test_what_is_learned_holds_no_lowest_or_highest_value():
    frame = pl.DataFrame({"id": [1, 2, 3, 4], "a": [43.3171717, 48.9, 49.7, None], "b": [424242, 13, 1014, 0]})
    found = learn_regressions(frame, id="id", seed=0)
    assert found.names == ("a", "b")
    np.testing.assert_allclose(found.low, [43, 0])
    np.testing.assert_allclose(found.high, [50, 430000])


@pytest.mark.parametrize("damage", [{"mean": [0.0]}, {"order": [[9, [0], [1.0], 0.0]]}, {"columns": ["other"]}])
def test_damaged_regressions_are_refused(damage):
    kept = json.loads(json.dumps(to_plain(learn(table(), [STEP], id="id"))))
    with pytest.raises(ValueError, match=r"column|fills"):
        from_plain([kept[0] | damage])
