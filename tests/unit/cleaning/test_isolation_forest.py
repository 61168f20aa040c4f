"""Rows that stand apart in several columns together: scikit-learn's scores, from plain numbers."""

import json

import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import IsolationForest

from segtui.cleaning.clean import check, clean, from_plain, learn, to_plain
from segtui.cleaning.isolation_forest import grow_forest
from segtui.cleaning.steps.outliers import Outliers
from segtui.errors import PlanError


def table(rows=400):
    draw = np.random.default_rng(5)
    values = draw.normal(size=(rows, 3)).round(2)
    values[:4] = [[6, -6, 5], [-7, 6, 6], [6, 6, -6], [5, 7, 6]]
    frame = pl.DataFrame(values, schema=["a", "b", "c"]).with_row_index("id")
    return frame.with_columns(b=pl.when(pl.col("id") % 50 != 7).then("b"), flag=pl.col("id") % 2)


def step(action="flag", threshold=0.65, **settings):
    return Outliers(columns="[abcf]*", method="isolation_forest", action=action, threshold=threshold, **settings)


@pytest.mark.parametrize("rows", [2, 3, 100, 400])
def test_scores_are_scikit_learns(rows):
    frame = table().tail(rows)
    values = frame.select("a", "c").to_numpy().astype(np.float32)
    expected = (
        -IsolationForest(n_estimators=100, max_samples=min(256, rows), random_state=9).fit(values).score_samples(values)
    )
    np.testing.assert_allclose(grow_forest(frame, ["a", "c"], 9).scores(frame), expected, rtol=1e-12)


def test_rows_that_stand_apart_are_flagged_dropped_or_emptied_and_told():
    frame = table()
    flagged = step().apply(frame, id="id")
    assert flagged.frame.filter("outlier")["id"].to_list() == [0, 1, 2, 3]
    assert flagged.notes == ("4 rows of 400 stand apart in a, b and c (score over 0.65): flagged",)
    assert step("drop").apply(frame, id="id").frame.equals(frame[4:])
    emptied = step("null").apply(frame, id="id")
    assert emptied.cells_changed == 12 and emptied.frame["flag"].null_count() == 0
    assert step("drop", threshold=0.99).apply(frame, id="id").frame.height == 400


def test_later_rows_get_the_runs_scores_and_the_seed_decides():
    frame = table()
    known = [s for _, s in from_plain(json.loads(json.dumps(to_plain(learn(frame, [step()], id="id")))))]
    later = frame.reverse().head(399)
    assert clean(later, known, id="id").frame.equals(step().apply(frame, id="id").frame.reverse().head(399))
    assert step(seed=1, threshold=0.5).fitted(frame, id="id") != step(threshold=0.5).fitted(frame, id="id")


@pytest.mark.parametrize("action", ["flag", "drop", "null"])
def test_on_the_runs_rows_what_was_learned_does_the_same(action):
    frame, made = table(60), step(action, threshold=0.5)
    known = [s for _, s in learn(frame, [made], id="id")]
    assert clean(frame, known, id="id").frame.equals(made.apply(frame, id="id").frame)


def test_it_can_not_clip_and_its_score_is_below_one():
    with pytest.raises(ValueError, match="drop, null or flag"):
        step("clip")
    with pytest.raises(ValueError, match="below 1"):
        step(threshold=3)


def test_a_flag_that_exists_is_a_fault_and_later_steps_may_use_it():
    named = Outliers(columns=("a", "b"), method="isolation_forest", action="flag")
    assert "already exists" in check([named], ["id", "a", "b", "outlier"])[0].what
    assert named.output_columns(["id", "a", "b"]) == ["id", "a", "b", "outlier"]
    with pytest.raises(PlanError, match="already exists"):
        named.apply(table().with_columns(outlier=1), id="id")


def test_odd_values_and_empty_frames_pass():
    odd = pl.DataFrame({"id": [1, 2, 3], "*": [1e300, float("nan"), float("inf")], "b": [None, None, None]})
    odd = odd.with_columns(pl.col("b").cast(pl.Int64))
    every = Outliers(columns=("*", "b"), method="isolation_forest", action="drop")
    assert every.apply(odd, id="id").frame.height == 3
    assert every.apply(odd.clear(), id="id").frame.height == 0
    assert step("drop").apply(odd.select("id"), id="id").columns == ()


@pytest.mark.filterwarnings("ignore:overflow")
def test_what_is_learned_of_infinite_and_huge_values_is_finite():
    frame = pl.DataFrame({"id": range(40), "a": [-1e308, 1e308, float("inf"), 5.0] * 10})
    step = Outliers(columns=["a"], method="isolation_forest", action="flag", seed=0)
    json.dumps(to_plain(learn(frame, [step], id="id")), allow_nan=False)


@pytest.mark.parametrize("damage", [(0, -1, 1), (0, 0, 7), (2, 0, 9_999), (2, 0, 0), (1, 0, None)])
def test_a_damaged_tree_is_refused(damage):
    """A tree whose paths end nowhere would be followed without end."""
    part, node, value = damage
    frame = pl.DataFrame({"id": range(20), "a": [float(x * x) for x in range(20)]})
    step = Outliers(columns=["a"], method="isolation_forest", action="flag", seed=0)
    kept = json.loads(json.dumps(to_plain(learn(frame, [step], id="id"))))
    nodes = kept[0]["trees"][3][part]
    if value is None:
        del nodes[node]
    else:
        nodes[node] = value
    with pytest.raises(ValueError, match="tree"):
        from_plain(kept)
