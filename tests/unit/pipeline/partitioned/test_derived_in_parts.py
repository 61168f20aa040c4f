"""Features of other tables are the same in parts as in memory, whoever the customers come from."""

import json

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.data.reading import read_in_parts
from segtui.pipeline.partitioned.preparing import parts_reader, preparation
from segtui.pipeline.partitioned.segmenting import value_of_rows
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load

MAKERS = """
[[derive]]
kind = "rfm"
path = "orders.{ending}"
id = "who"
date = "day"
amount = "pieces * price"
order = "invoice"
[[derive]]
kind = "join"
path = "orders.{ending}"
id = "who"
columns = {{ price = ["mean", "max"], what = "mode" }}
[[derive]]
kind = "clv"
path = "orders.{ending}"
id = "who"
date = "day"
amount = "price"
horizon = "26w"
[[derive]]
kind = "lead_score"
path = "orders.{ending}"
id = "who"
time = "day"
event = "what"
points = {{ open = 2, buy = 9 }}
[[derive]]
kind = "events"
path = "orders.{ending}"
id = "who"
time = "day"
event = "what"
prefix = "log"
[[cohort]]
path = "orders.{ending}"
id = "who"
date = "day"
amount = "price"
measure = "revenue"
split = "segment"
[features]
use = ["recency_days", "frequency", "monetary"]
log = ["frequency"]
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
"""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch, tmp_path):
    monkeypatch.setattr(read_in_parts, "_MOST_ROWS", 500)
    monkeypatch.setattr(read_in_parts, "_ROWS", 700)
    monkeypatch.setattr(parts_reader, "_LARGE", 1)
    monkeypatch.setattr(value_of_rows, "_AT_ONCE", 60)
    rng = np.random.default_rng(8)
    rows, people = 2_500, 200
    days = pl.date_range(pl.date(2023, 1, 1), pl.date(2024, 5, 14), eager=True)
    orders = pl.DataFrame(
        {
            "who": [f"c{n}" for n in rng.integers(0, people, rows)],
            "day": days[rng.integers(0, len(days), rows).tolist()],
            "invoice": [f"C{n}" if n % 17 == 0 else f"A{n}" for n in rng.integers(0, 900, rows)],
            "pieces": rng.integers(1, 6, rows),
            "price": rng.gamma(2, 20, rows).round(2),
            "what": rng.choice(["open", "click", "buy"], rows),
        }
    )
    orders.write_parquet(tmp_path / "orders.parquet", row_group_size=300)
    orders.write_csv(tmp_path / "orders.csv")
    shop = {"id": [f"c{n}" for n in range(people + 9)], "age": rng.integers(18, 90, people + 9)}
    shop["churn"] = rng.integers(0, 2, people + 9)
    pl.DataFrame(shop).write_csv(tmp_path / "shop.csv")


def _run(folder, text: str, parts: str = ""):
    out, plan = folder / f"out{len(parts)}", folder / "plan.toml"
    plan.write_text(text + parts)
    run_plan(load(plan), RunOptions(folder, out, force=True), Silent())
    return out


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ('[source]\npath = "shop.csv"\nid = "id"', "csv"),
        ("", "csv"),
        pytest.param("", "parquet", marks=pytest.mark.slow),
        pytest.param('[source]\npath = "shop.csv"\nid = "id"', "parquet", marks=pytest.mark.slow),
    ],
    ids=["source csv", "csv", "parquet", "source parquet"],
)
@pytest.mark.slow
def test_every_maker_gives_in_parts_what_it_gives_in_memory(tmp_path, source, ending):
    text = source + MAKERS.format(ending=ending)
    memory, parts = _run(tmp_path, text), _run(tmp_path, text, "\n[engine]\nparts = true\nrows = 1000\n")
    assert (parts / "cohorts.csv").read_bytes() == (memory / "cohorts.csv").read_bytes()
    for name, more in (("profile.csv", 0.0), ("comparison.csv", 1e-12), ("segments.csv", 2e-6)):
        one, other = (pl.read_csv(out / name, infer_schema_length=None) for out in (memory, parts))
        assert_frame_equal(one, other, rel_tol=1e-9, abs_tol=more)
    if source:
        one, other = (pl.read_csv(out / "outcomes.csv") for out in (memory, parts))
        assert_frame_equal(one, other, rel_tol=1e-9)
    told = [(out / "report.md").read_text() for out in (memory, parts)]
    assert "read as a whole" not in told[1]
    for words in ("match", "half of the value"):
        lines = [[line for line in one.splitlines() if words in line] for one in told]
        assert lines[0] == lines[1]
    assert "half of the value" in told[0]
    learned = [json.loads((out / "model" / "learned.json").read_text()) for out in (memory, parts)]
    assert learned[0]["derive"] == learned[1]["derive"]
    rows = [json.loads((out / "run.json").read_text())["rows"] for out in (memory, parts)]
    assert rows[0] == rows[1]


def test_what_is_said_of_a_match_is_said_of_all_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "SAMPLE", 100)
    text = '[source]\npath = "shop.csv"\nid = "id"' + MAKERS.format(ending="csv")
    sampled = text.replace("[search.kmeans]", "[search]\nsample = 100\n[search.kmeans]")
    parts = _run(tmp_path, sampled, "\n[engine]\nparts = true\nrows = 1000\n")
    told = (parts / "report.md").read_text()
    assert "9 of 209 rows have no match" in told
    assert "9 of 209 rows are left out of the clustering" in told
