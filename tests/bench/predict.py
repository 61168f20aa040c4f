"""A prediction from rows to a tested model, beside the same written by hand with scikit-learn, and LightGBM.

python tests/bench/predict.py [ROWS] [--models logistic,boosting] [--without scikit-learn]

ROWS defaults to 1,000,000 customer-snapshots of 30 features to learn from; a tenth as many choose, calibrate and test.
Ours is the whole: preparation, fit, choice, calibration, figures with intervals, importance, dependence. By hand it is
a pipeline, its calibration, ROC-AUC and average precision with 200 draws, and importance. Lines after these say how
many rows a second the kept model scores. LightGBM's line is its fit alone, where it is installed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from segtui.prediction.snapshots.snapshot_rows import LabeledRows
from tests.bench.apart import Peak, apart

NUMBERS, COUNTS, TEXTS = 18, 9, 3
Measured = tuple[float, float, float, float, float]


def labeled_rows(rows: int, seed: int) -> LabeledRows:
    """So many rows: numbers, gaps in a third of them, skewed counts, texts; about 8 % have the outcome."""
    random = np.random.default_rng(seed)
    columns: list[pl.Series] = []
    for i in range(NUMBERS):
        values = random.normal(size=rows) if i % 2 else random.gamma(1.5, 40, rows).round(2)
        column = pl.Series(f"n{i}", values)
        columns.append(column.set(pl.Series(random.random(rows) < 0.05), None) if i % 3 == 0 else column)
    columns += [pl.Series(f"c{i}", random.negative_binomial(1, 0.2, rows)) for i in range(COUNTS)]
    names = np.array(["web", "shop", "post", "app", "fair"])
    columns += [pl.Series(f"t{i}", names[random.integers(0, 5, rows)]) for i in range(TEXTS)]
    frame = pl.DataFrame(columns)
    n0, n1, c0, c1 = (frame[name].cast(pl.Float64).fill_null(0.0).to_numpy() for name in ("n0", "n1", "c0", "c1"))
    odds = -4.2 + 0.012 * n0 + 0.7 * n1 + 0.5 * np.log1p(c0) - 0.3 * n1 * (c1 > 4)
    ids = pl.Series("id", random.integers(0, rows // 7 + 1, rows))
    return LabeledRows(frame, ids, np.zeros(rows, dtype=np.int64), random.random(rows) < 1 / (1 + np.exp(-odds)))


def parts(rows: int) -> list[LabeledRows]:
    """Rows for training, choosing, calibrating and testing."""
    return [labeled_rows(rows if not seed else max(rows // 10, 1), seed) for seed in range(4)]


def ours(model: str, rows: int) -> tuple[Measured, Measured]:
    """Seconds, processor seconds, MiB, rows a second and ROC-AUC of the whole; and of scoring the rows for training."""
    from segtui.libraries.compiled import kernel_modules
    from segtui.prediction.fit_prediction import fit_prediction
    from segtui.prediction.importance import dependences, importances
    from segtui.prediction.judge import judge
    from segtui.prediction.learner import find_learner

    for name in kernel_modules():
        if name.startswith("segtui.prediction"):
            __import__(name)
    training, validation, calibration, test = parts(rows)
    learner = find_learner(model)
    assert learner is not None
    with Peak() as whole:
        fitted = fit_prediction(training, validation, calibration, [learner()]).prediction
        told = judge(fitted, test, test.ids.to_numpy() % 5 == 0)
        found = importances(fitted, test)
        dependences(fitted, test, [each.feature for each in found[:5]])
    prepared = fitted.preparation.rows(training.frame)
    with Peak() as scoring:
        fitted.of_prepared(prepared)
    auc = told.all.roc_auc.value
    return _measured(whole, rows, auc), _measured(scoring, rows, auc)


def by_hand(model: str, rows: int) -> Measured:
    """The same figures of a loop that one would write with scikit-learn."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.frozen import FrozenEstimator
    from sklearn.impute import SimpleImputer
    from sklearn.inspection import permutation_importance
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score, roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    training, validation, calibration, test = (
        (each.frame.to_pandas(), each.outcome, each.ids.to_numpy()) for each in parts(rows)
    )
    texts = [f"t{i}" for i in range(TEXTS)]
    numbers = [name for name in training[0].columns if name not in texts]
    library = (
        LogisticRegression(max_iter=1_000)
        if model == "logistic"
        else HistGradientBoostingClassifier(max_iter=150, learning_rate=0.05, max_leaf_nodes=15, early_stopping=False)
    )
    with Peak() as whole:
        scaled = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
        made = make_column_transformer((scaled, numbers), (OneHotEncoder(sparse_output=False), texts))
        pipeline = make_pipeline(made, library).fit(training[0], training[1])
        roc_auc_score(validation[1], pipeline.predict_proba(validation[0])[:, 1])
        calibrated = CalibratedClassifierCV(FrozenEstimator(pipeline)).fit(calibration[0], calibration[1])
        p = calibrated.predict_proba(test[0])[:, 1]
        people, place = np.unique(test[2], return_inverse=True)
        random = np.random.default_rng(0)
        for _ in range(200):
            weight = np.bincount(random.integers(0, len(people), len(people)), minlength=len(people))[place]
            roc_auc_score(test[1], p, sample_weight=weight)
            average_precision_score(test[1], p, sample_weight=weight)
        few = slice(0, 20_000)
        permutation_importance(pipeline, test[0][few], test[1][few], scoring="roc_auc", n_repeats=5)
    return _measured(whole, rows, float(roc_auc_score(test[1], p)))


def by_lightgbm(rows: int) -> Measured:
    """The fit of LightGBM to the same prepared rows, and its ROC-AUC."""
    import lightgbm
    from sklearn.metrics import roc_auc_score

    from segtui.prediction.preparation import learn_preparation

    training, _, _, test = parts(rows)
    preparation = learn_preparation(training.frame)
    rows_of, tested = preparation.rows(training.frame), preparation.rows(test.frame)
    settings = {"n_estimators": 150, "learning_rate": 0.05, "num_leaves": 15, "verbose": -1}
    with Peak() as whole:
        model: Any = lightgbm.LGBMClassifier(**settings).fit(rows_of, training.outcome)
    return _measured(whole, rows, float(roc_auc_score(test.outcome, model.predict_proba(tested)[:, 1])))


def _measured(peak: Peak, rows: int, auc: float) -> Measured:
    return peak.seconds, peak.processor, peak.mib, rows / max(peak.seconds, 1e-9), auc


def show(name: str, found: Measured) -> None:
    """One line."""
    print("{:<28}{:9.1f}{:11.1f}{:10,.0f}{:16,.0f}{:9.4f}".format(name, *found), flush=True)


def main() -> None:
    """Two or three lines for each model."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="?", default=1_000_000)
    cli.add_argument("--models", default="logistic,boosting")
    cli.add_argument("--without", default="", help="scikit-learn or lightgbm")
    asked = cli.parse_args()
    print(f"{'':<28}{'seconds':>9}{'processor':>11}{'MiB':>10}{'rows a second':>16}{'ROC-AUC':>9}")
    for model in asked.models.split(","):
        whole, scoring = apart(ours, model, asked.rows)
        show(model, whole)
        show(f"{model}, scoring", scoring)
        if "scikit-learn" not in asked.without:
            show(f"{model} by hand", apart(by_hand, model, asked.rows))
    try:
        import lightgbm  # noqa: F401
    except ImportError:
        return
    if "lightgbm" not in asked.without:
        show("lightgbm, fit alone", apart(by_lightgbm, asked.rows))


if __name__ == "__main__":
    main()
