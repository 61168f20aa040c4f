"""What a session has learned to predict comes back from its folder as it was."""

import numpy as np
import polars as pl
import pytest

from segtui.engine.session.learned_predictions import LearnedPredictions
from segtui.pipeline.progress import Silent
from segtui.pipeline.workflow import Workflow
from segtui.plan.load import load

PLAN = """
[source]
path = "people.csv"
[features]
use = ["a"]
[[predict]]
name = "answers"
label = { column = "reply" }
models = ["logistic"]
bands = { low = 0.5, high = 1.0 }
money = { contact = 1, margin = 10 }
"""


@pytest.fixture
def learned(tmp_path):
    rng = np.random.default_rng(2)
    a = rng.normal(size=400)
    reply = (a + rng.normal(size=400) > 0.3).astype(int)
    pl.DataFrame({"id": range(400), "a": a, "reply": reply}).write_csv(tmp_path / "people.csv")
    (tmp_path / "it.toml").write_text(PLAN)
    plan, workflow = load(tmp_path / "it.toml"), Workflow()
    return workflow.learn(plan, workflow.prepare(plan, tmp_path, Silent()), Silent(), 1)


def test_figures_model_test_and_probabilities(learned, tmp_path):
    LearnedPredictions(tmp_path / "kept").put("key", learned)
    kept = LearnedPredictions(tmp_path / "kept")
    found, probability = kept.get("key")
    before, expected = learned
    assert np.array_equal(probability, expected)
    assert (found.all, found.importances, found.money, found.edges) == (
        before.all,
        before.importances,
        before.money,
        before.edges,
    )
    assert found.deciles.equals(before.deciles) and found.curves.equals(before.curves)
    frame = pl.DataFrame({"a": [-1.0, 0.0, 2.5]})
    assert np.array_equal(found.model.probabilities(frame), before.model.probabilities(frame))
    assert np.array_equal(found.test.rows, before.test.rows) and found.test.ids.equals(before.test.ids)
    assert kept.get("another") is None


def test_a_damaged_one_is_learned_again(learned, tmp_path):
    LearnedPredictions(tmp_path / "kept").put("key", learned)
    for file in (tmp_path / "kept").rglob("found.json"):
        file.write_text("{")
    assert LearnedPredictions(tmp_path / "kept").get("key") is None
    assert not list((tmp_path / "kept").iterdir())
