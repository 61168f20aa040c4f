"""Importance and dependence against scikit-learn and what the data was made of."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from segtui.prediction.calibration import Calibration
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.importance import dependences, importances
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.preparation import learn_preparation
from segtui.prediction.snapshots.snapshot_rows import LabeledRows


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(0)
    n = 1_000
    frame = pl.DataFrame(
        {
            "strong": rng.normal(size=n),
            "weak": rng.normal(size=n),
            "kind": rng.choice(["a", "b", "c"], n),
            "none": rng.normal(size=n),
        }
    )
    odds = 2 * frame["strong"] + 0.5 * frame["weak"] + (frame["kind"] == "b").cast(pl.Float64) - 1
    outcome = rng.random(n) < 1 / (1 + np.exp(-odds.to_numpy()))
    rows = LabeledRows(frame, pl.Series(range(n)), np.zeros(n, np.int64), outcome)
    preparation = learn_preparation(frame)
    predictor = Logistic().fit(preparation.rows(frame), outcome, 0)
    return Prediction("logistic", {}, preparation, predictor, Calibration("none"), 0.5), rows


def test_the_importance_is_the_fall_of_the_auc_when_values_are_dealt_out(made):
    prediction, rows = made
    found = {each.feature: each for each in importances(prediction, rows, repeats=8)}
    assert next(iter(found)) == "strong" and abs(found["none"].mean) < 0.01 < found["kind"].mean < found["strong"].mean
    rng, falls = np.random.default_rng(7), []
    whole = roc_auc_score(rows.outcome, prediction.probabilities(rows.frame))
    for _ in range(8):
        dealt = rows.frame.with_columns(kind=rows.frame["kind"][rng.permutation(len(rows)).tolist()])
        falls.append(whole - roc_auc_score(rows.outcome, prediction.probabilities(dealt)))
    assert found["kind"].mean == pytest.approx(np.mean(falls), abs=4 * found["kind"].spread)


def test_the_dependence_is_scikit_learns(made):
    prediction, rows = made
    strong, kind = dependences(prediction, rows, ["strong", "kind"])
    prepared = prediction.preparation.rows(rows.frame)
    library = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-8).fit(prepared, rows.outcome)
    column = prediction.preparation.columns[0]
    points = (np.array(strong.values) - column.shift) / column.scale
    known = partial_dependence(library, prepared, [0], custom_values={0: points}, method="brute")
    assert np.allclose(strong.probability, known["average"][0], atol=1e-9)
    assert (np.diff(strong.probability) > 0).all() and len(strong.values) == 20
    assert kind.values[int(np.argmax(kind.probability))] == "b"
