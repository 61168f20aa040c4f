"""What was learned gives the library's own probabilities, from numbers that were kept and read again."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from segtui.prediction.learner import find_learner, learners
from segtui.prediction.models.boosting import Boosting
from segtui.prediction.models.forest import RandomForest
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.models.neural import Neural
from segtui.prediction.predictors.read_predictor import predictor_of
from segtui.prediction.predictors.trees import DecisionTree, Trees


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4_000, 6))
    x[:, 5] = rng.integers(0, 4, 4_000)
    odds = 1.4 * x[:, 0] - 1 + x[:, 1] * (x[:, 5] > 1)
    return x, rng.random(4_000) < 1 / (1 + np.exp(-odds))


LIBRARIES = [
    (Logistic(), LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-8)),
    (RandomForest(trees=20), RandomForestClassifier(20, min_samples_leaf=20, random_state=3)),
    (
        Boosting(trees=30),
        HistGradientBoostingClassifier(
            max_iter=30, learning_rate=0.05, max_leaf_nodes=15, early_stopping=False, random_state=3
        ),
    ),
    (Neural(hidden=8, rounds=5), MLPClassifier((8,), alpha=0.001, max_iter=5, random_state=3)),
]


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("learner, library", LIBRARIES, ids=lambda each: type(each).__name__)
def test_probabilities_are_the_librarys_also_when_read_again(learner, library, rows):
    x, y = rows
    learned = learner.fit(x[:1_500], y[:1_500], 3)
    expected = library.fit(x[:1_500], y[:1_500]).predict_proba(x)[:, 1]
    assert np.abs(learned.probabilities(x) - expected).max() < 1e-12
    again = predictor_of(json.loads(json.dumps(learned.facts())), learned.table())
    assert (again.probabilities(x) == learned.probabilities(x)).all()
    # both paths, compiled and plain
    assert np.abs(again.probabilities(x[:900]) - learned.probabilities(x)[:900]).max() < 1e-15


def test_lightgbms_trees_are_read_as_it_reads_them(rows):
    lightgbm = pytest.importorskip("lightgbm")
    x, y = rows
    learner = find_learner("lightgbm")(trees=20)
    expected = lightgbm.LGBMClassifier(
        n_estimators=20, learning_rate=0.05, num_leaves=15, min_child_samples=20, random_state=3, verbose=-1
    ).fit(x, y)
    assert np.abs(learner.fit(x, y, 3).probabilities(x) - expected.predict_proba(x)[:, 1]).max() < 1e-12


@pytest.mark.parametrize("learner", [RandomForest(trees=8), Boosting(trees=8)], ids=["forest", "boosting"])
def test_threads_change_no_bit(learner, rows, monkeypatch):
    x, y = rows
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with threadpool_limits(1):
        alone = learner.fit(x, y, 5)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    together = learner.fit(x, y, 5)
    assert together.table().equals(alone.table())
    assert (together.probabilities(x) == alone.probabilities(x)).all()


def test_a_row_takes_the_side_that_the_threshold_says_and_a_lone_leaf_is_a_tree():
    stump = DecisionTree(
        *(np.array(each) for each in ([0, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0.0, 2.0, 7.0]))
    )
    leaf = DecisionTree(*(np.array(each) for each in ([-1], [0.0], [-1], [-1], [1.0])))
    trees = Trees.planted([stump, leaf], 10.0, 1.0, log_odds=False, single=False)
    found = trees.probabilities(np.array([[0.5], [0.500001], [-3.0]]))
    assert found.tolist() == [13.0, 18.0, 13.0]
    assert predictor_of(trees.facts(), trees.table()).probabilities(np.array([[9.0]])).tolist() == [18.0]


@pytest.mark.parametrize("leaves", [2, 16, 17])
def test_trees_of_few_leaves_and_others_give_one_result_in_both_paths(leaves, rows):
    x, y = rows
    trees = Boosting(trees=3, leaves=leaves).fit(x, y, 0)
    assert (
        trees.probabilities(x) == np.concatenate([trees.probabilities(x[:1_999]), trees.probabilities(x[1_999:])])
    ).all()


def test_every_learner_says_what_it_is_and_others_are_no_form():
    assert [each.name for each in learners()] == ["boosting", "forest", "lightgbm", "logistic", "neural"]
    for each in learners():
        assert each.summary().endswith(".") and all(each.helps().get(field) for field in each.model_fields)
    assert find_learner("boost") is None
    with pytest.raises(ValueError, match="can't be read"):
        predictor_of({"form": "pickle"}, pl.DataFrame())
