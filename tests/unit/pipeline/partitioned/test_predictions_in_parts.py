"""Predictions over parts are those in memory where a share of the customers is everybody, and like them where not."""

import json

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.data.reading import read_in_parts
from segtui.pipeline.partitioned import workflow
from segtui.pipeline.partitioned.preparing import parts_reader
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load

PLAN = """
[source]
path = "people.csv"
id = "who"
[[derive]]
kind = "rfm"
path = "orders.csv"
id = "who"
date = "day"
amount = "paid"
[[predict]]
name = "buys"
label = "purchase"
active = "200d"
models = ["logistic"]
bands = { low = 0.2, high = 1.0 }
money = { contact = 1, margin = 10 }
[[predict]]
name = "answers"
label = { column = "reply" }
models = ["boosting"]
[features]
use = ["recency_days", "frequency", "income"]
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
"""
PARTS = "[engine]\nparts = true\nrows = 1000\n"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(read_in_parts, "_MOST_ROWS", 500)
    monkeypatch.setattr(read_in_parts, "_ROWS", 700)
    monkeypatch.setattr(parts_reader, "_LARGE", 1)
    rng = np.random.default_rng(4)
    people = np.arange(2_400)
    rate = rng.gamma(0.8, 4, people.size)
    who = np.repeat(people[:2_300], rng.poisson(rate[:2_300]) + 1)
    days = rng.integers(0, 420, who.size)
    orders = pl.DataFrame({"who": who, "day": days, "paid": rng.gamma(3, 9, who.size).round(2)})
    orders.with_columns((pl.date(2024, 1, 1) + pl.duration(days=pl.col("day"))).alias("day")).sort("day").write_csv(
        tmp_path / "orders.csv"
    )
    income = rng.normal(3, 1, people.size).round(3)
    reply = np.where(
        rng.random(people.size) < 0.1, "", np.where(income + rng.normal(0, 1, people.size) > 3.4, "1", "0")
    )
    pl.DataFrame({"who": people, "income": income, "reply": reply}).write_csv(tmp_path / "people.csv")
    return tmp_path


def run(folder, name, text):
    (folder / "plan.toml").write_text(text)
    run_plan(load(folder / "plan.toml"), RunOptions(folder, folder / name), Silent())
    return folder / name


@pytest.mark.slow
def test_predictions_in_parts_are_those_in_memory(folder):
    memory, parts = run(folder, "memory", PLAN), run(folder, "parts", PLAN + PARTS)
    rows = [pl.read_csv(out / "segments.csv", infer_schema_length=None) for out in (memory, parts)]
    assert_frame_equal(*rows, abs_tol=2e-6)
    assert rows[0]["buys"].null_count() > 100 and rows[0]["answers"].null_count() == 0
    for name in ("predictions.csv", "comparison.csv", "outcomes.csv"):
        assert_frame_equal(*(pl.read_csv(out / name) for out in (memory, parts)), rel_tol=1e-9, abs_tol=1e-9)
    models = [(out / "model/predict/answers/trees.parquet").read_bytes() for out in (memory, parts)]
    assert models[0] == models[1]
    facts = [json.loads((out / "run.json").read_text())["predictions"] for out in (memory, parts)]
    assert [one["rows"] for one in facts[0]] == [one["rows"] for one in facts[1]]
    assert "customers, drawn at random" not in (parts / "report.md").read_text()


@pytest.mark.slow
def test_a_share_of_the_customers_is_learned_from_and_all_have_a_probability(folder, monkeypatch):
    monkeypatch.setattr(workflow, "SAMPLE", 1_500)
    monkeypatch.setattr(workflow, "SEARCHED", 1_500)
    text = PLAN.replace('[[predict]]\nname = "answers"\nlabel = { column = "reply" }\nmodels = ["boosting"]\n', "")
    out = run(folder, "drawn", text + PARTS)
    rows = pl.read_csv(out / "segments.csv", infer_schema_length=None)
    told = (out / "report.md").read_text()
    assert "of 2,300 customers, drawn at random" in told
    orders = pl.read_csv(folder / "orders.csv", try_parse_dates=True)
    since = orders["day"].max() - pl.duration(days=199)
    active = orders.filter(pl.col("day") >= since)["who"].unique()
    assert set(rows.filter(pl.col("buys").is_not_null())["who"]) == set(active)
    assert rows["buys_decile"].drop_nulls().value_counts()["count"].min() > 0.08 * len(active)
    again = run(folder, "again", text + PARTS.replace("1000", "1300"))
    assert (again / "segments.csv").read_bytes() == (out / "segments.csv").read_bytes()


@pytest.mark.slow
def test_the_bands_of_a_prediction_are_segments_of_all_rows(folder, monkeypatch):
    monkeypatch.setattr(workflow, "SAMPLE", 1_500)
    monkeypatch.setattr(workflow, "SEARCHED", 1_500)
    text = PLAN.replace('label = "purchase"', 'label = "purchase"\nuse_as = "segments"')
    text = text.replace("k = [3]", 'k = [3]\n[select]\ncandidate = "predicted by=buys"')
    out = run(folder, "banded", text + PARTS)
    rows = pl.read_csv(out / "segments.csv", infer_schema_length=None)
    assert dict(rows.group_by("segment_name").agg(pl.col("buys_band").unique()).iter_rows()) == {
        "low": ["low"],
        "high": ["high"],
        "without buys": [None],
    }
