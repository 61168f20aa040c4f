"""What predictions would learn from, what they found, and where that is seen."""

import json

import polars as pl
import pytest

from segtui.engine.transport.messages import (
    Describe,
    Failed,
    LearnPrediction,
    Look,
    PredictionLearned,
    PreviewExport,
    Recall,
    SearchGrids,
    ShowPredictions,
    Write,
)
from tests.made_orders import RFM, write_orders

PLAN = (
    RFM
    + """
[[predict]]
name = "buys"
label = "purchase"
models = ["logistic"]
money = { contact = 1, margin = 10 }

[[predict]]
name = "rare"
label = "churn"
active = "10d"
horizon = "7d"
models = ["logistic"]

[[predict]]
name = "far"
label = "purchase"
horizon = "200d"

[search.kmeans]
k = [3]
[stability]
resamples = 0
"""
)


EXPORT = """
[[export]]
to = "csv"
no_consent_column = true
attributes = ["buys"]
"""


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """A year of orders of 250 people, each at a pace of their own."""
    folder = tmp_path_factory.mktemp("orders")
    write_orders(folder, people=250, pace=50)
    return folder


@pytest.fixture(scope="module")
def question(orders):
    return {"plan": PLAN, "folder": str(orders)}


@pytest.fixture(scope="module")
def told(shared, question):
    """The answers before and after the first prediction is learned, and the segments' after that."""
    before = shared.ask(ShowPredictions, **question)
    found = shared.ask(SearchGrids, **question)
    key = next(row["key"] for row in found.rows)
    plain = shared.ask(Describe, **question, key=key)
    learned = shared.ask(LearnPrediction, **question, number=1)
    assert isinstance(learned, PredictionLearned), learned
    return before, plain, shared.ask(ShowPredictions, **question), shared.ask(Describe, **question, key=key)


def test_before_learning_it_is_said_from_what_how_long_or_why_not(told):
    buys, rare, far = told[0].predictions
    assert [each["role"] for each in buys["learned"]][-3:] == ["validation", "calibration", "test"]
    assert buys["seconds"] > 0 and not buys["refused"] and buys["figures"] is None
    assert "predict[2]" in rare["refused"] and rare["learned"]
    assert "the log covers" in far["refused"] and "choose a horizon of at most" in far["refused"] and not far["learned"]


def test_what_was_forecast_is_what_was_learned_from(told):
    before, after = told[0].predictions[0], told[2].predictions[0]
    for role in ("training", "validation", "calibration", "test"):
        mine = [each for each in before["learned"] if each["role"] == role]
        (theirs,) = [each for each in after["learned"] if each["role"] == role]
        assert [day for each in mine for day in each["days"]] == theirs["days"]
        assert sum(each["positives"] for each in mine) == theirs["positives"]
        assert sum(each["rows"] for each in mine) == theirs["rows"]
    assert before["rows"] == after["rows"] and after["seconds"] is None


def test_figures_stand_beside_those_of_the_baselines_and_cross_as_json(told):
    json.loads(told[2].line())
    figures = told[2].predictions[0]["figures"]
    of = [each["of"] for each in figures["scored"]]
    assert of[:3] == ["all", "known", "new"] and "recency" in of
    auc = figures["scored"][0]["figures"]["roc_auc"]
    assert auc["low"] < auc["value"] < auc["high"]
    assert len(figures["money"]["profits"]) == len(figures["deciles"]["gain"]) == 10
    assert figures["sentences"] and figures["importances"][0]["mean"] >= figures["importances"][-1]["mean"]


def test_segments_say_their_mean_probability_once_it_is_learned(told):
    _, plain, _, after = told
    assert not [one for one in plain.outcomes if one["column"] == "buys"]
    mine = [one for one in after.outcomes if one["column"] == "buys"]
    assert len(mine) == 3 and {"buys", "buys_decile"} <= set(after.columns)


def test_an_export_says_which_prediction_it_waits_for(shared, question):
    asked = {**question, "plan": f"seed = 1\n{PLAN}{EXPORT}"}
    failed = shared.ask(PreviewExport, **asked, index=0)
    assert "export[1]: buys is predicted, and not learned yet" in failed.what


def test_what_is_learned_outlives_the_process(shared, question, told):
    shared.engine.cancel()
    again = shared.ask(ShowPredictions, **question)
    assert again.predictions[0]["figures"] == told[2].predictions[0]["figures"]


def test_a_run_writes_what_is_learned_and_opens_with_it(shared, question, orders, told):
    """The second plan has the learned one alone, for the other two can't be learned."""
    plan = "[[predict]]".join(PLAN.split("[[predict]]")[:2]) + PLAN[PLAN.index("[search") :] + EXPORT
    asked = {**question, "plan": plan}
    out = orders / "run"
    done = shared.ask(Write, **asked, out=str(out))
    assert not isinstance(done, Failed), done
    figures = told[2].predictions[0]["figures"]
    kept = pl.read_csv(out / "predictions.csv").filter(pl.col("figure") == "roc_auc", pl.col("rows") == "test")
    assert kept["value"][0] == figures["scored"][0]["figures"]["roc_auc"]["value"]
    looked = shared.ask(Look, path=str(out))
    again = {"plan": looked.plan, "folder": looked.folder}
    shared.ask(Recall, **again, run=looked.run)
    assert shared.ask(ShowPredictions, **again).predictions[0]["figures"] == figures
    (orders / "orders.csv").rename(orders / "gone.csv")
    shared.ask(Recall, **again, run=looked.run)
    shown = shared.ask(ShowPredictions, **again)
    (orders / "gone.csv").rename(orders / "orders.csv")
    assert shown.caution and shown.predictions[0]["figures"] == figures
