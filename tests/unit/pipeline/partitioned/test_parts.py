"""A table that is small enough to be seen whole gives the same segments in parts as in memory."""

import json
import sqlite3

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.errors import ResourceError
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load


def _customers(rows: int = 3_000) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    group = rng.integers(0, 3, rows)
    income = np.exp(rng.normal(group, 0.3))
    frame = pl.DataFrame(
        {
            "customer_id": np.arange(rows) * 7,
            "income": income * 10_000,
            "visits": rng.poisson(4 + 6 * group),
            "basket": rng.normal(50 + 30 * group, 8).round(2),
            "channel": np.array(["web", "shop", "app"])[(group + (rng.random(rows) < 0.2)) % 3],
            "notes": ["x" * int(n) for n in rng.integers(0, 5, rows)],
        }
    )
    gaps = pl.Series(rng.random(rows) < 0.05)
    twice = frame.head(40)
    holes = pl.when(gaps).then(None).otherwise(pl.col("income")).alias("income")
    return pl.concat([frame.with_columns(holes), twice])


PLAN = """
[source]
path = "customers.{ending}"
id = "customer_id"
[[clean]]
step = "deduplicate"
by = ["customer_id"]
[[clean]]
step = "impute"
columns = ["income"]
method = "{method}"
[[clean]]
step = "outliers"
columns = ["basket"]
method = "{bounds}"
[features]
use = ["income", "visits", "basket", "channel"]
log = ["income"]
scale = "{scale}"
categorical = "onehot"
[search.{algorithm}
[stability]
resamples = 0
[report]
html = false
"""


def slow(*case: str):
    return pytest.param(*case, marks=pytest.mark.slow)


CASES = [
    ("parquet", "median", "iqr", "zscore", "kmeans]\nk = [3, 4]"),
    ("csv", "mean", "zscore", "robust", "kmeans]\nk = [3]"),
    slow("csv", "mode", "iqr", "minmax", "mixture]\nk = [3]"),
    slow("parquet", "knn", "iqr", "none", "hierarchical]\nk = [3]\nlinkage = ['ward']"),
    slow("parquet", "median", "iqr", "zscore", "dbscan]\neps = [0.6]\nmin_samples = [8]"),
    slow("parquet", "median", "iqr", "minmax", "kmedoids]\nk = [3]"),
    slow(
        *("parquet", "median", "iqr", "zscore"),
        'rules]\nrules = [{ name = "Often", when = "visits > 9 AND notes = \'x\'" }]',
    ),
]


def _run(folder, text: str, parts: str = ""):
    out, plan = folder / f"out{len(parts)}", folder / "plan.toml"
    plan.write_text(text + parts)
    run_plan(load(plan), RunOptions(folder, out, force=True), Silent())
    return out


@pytest.mark.parametrize(("ending", "method", "bounds", "scale", "algorithm"), CASES)
def test_parts_give_what_memory_gives(tmp_path, ending, method, bounds, scale, algorithm):
    customers = _customers()
    customers.write_parquet(tmp_path / "customers.parquet", row_group_size=500)
    customers.write_csv(tmp_path / "customers.csv")
    text = PLAN.format(ending=ending, method=method, bounds=bounds, scale=scale, algorithm=algorithm)
    memory, parts = _run(tmp_path, text), _run(tmp_path, text, "\n[engine]\nparts = true\nrows = 1000\n")
    one, other = (pl.read_csv(out / "segments.csv", infer_schema_length=None) for out in (memory, parts))
    assert_frame_equal(one.drop("confidence"), other.drop("confidence"))
    assert (one["confidence"] - other["confidence"]).abs().max() < 1.5e-6  # one in the last of its six decimals
    compared = [pl.read_csv(out / "comparison.csv") for out in (memory, parts)]
    assert_frame_equal(*compared, rel_tol=1e-9, abs_tol=1e-12)
    logs = [pl.read_csv(out / "cleaning.csv").drop("notes", "columns") for out in (memory, parts)]
    assert_frame_equal(*logs)
    profiles = [pl.read_csv(out / "profile.csv") for out in (memory, parts)]
    assert_frame_equal(*profiles, rel_tol=1e-12)
    facts = [json.loads((out / "run.json").read_text()) for out in (memory, parts)]
    for key in ("read", "after_cleaning", "left_out", "clustered"):
        assert facts[0]["rows"][key] == facts[1]["rows"][key]
    assert not [place for place in tmp_path.iterdir() if place.name.endswith(".spill")]


def test_another_number_of_parts_gives_the_same_segments(tmp_path):
    _customers().write_parquet(tmp_path / "customers.parquet")
    text = PLAN.format(ending="parquet", method="median", bounds="iqr", scale="zscore", algorithm="kmeans]\nk = [3]")
    found = []
    for rows in (1_000, 1_300):
        out = _run(tmp_path, text, f"\n[engine]\nparts = true\nrows = {rows}\n")
        found.append((out / "segments.csv").read_bytes())
    assert found[0] == found[1]


def test_a_table_of_a_database_is_read_in_parts_by_its_ids(tmp_path):
    customers = _customers().head(3_000)
    for name, rows in (("one", customers), ("other", customers.sample(fraction=1, shuffle=True, seed=4))):
        with sqlite3.connect(tmp_path / f"{name}.db") as opened:
            opened.execute("create table customers (customer_id integer, income real, visits integer, basket real)")
            kept = rows.select("customer_id", "income", "visits", "basket").rows()
            opened.executemany("insert into customers values (?, ?, ?, ?)", kept)
    text = PLAN.format(ending="parquet", method="median", bounds="iqr", scale="zscore", algorithm="kmeans]\nk = [3]")
    text = text.replace(', "channel"]', "]").replace('"onehot"', '"none"')
    found = []
    for name in ("one", "other"):
        asked = text.replace("customers.parquet", f"sqlite:///{name}.db?table=customers")
        out = _run(tmp_path, asked, "\n[engine]\nparts = true\nrows = 1000\n")
        (asked_facts,) = json.loads((out / "run.json").read_text())["databases"]
        found.append(((out / "segments.csv").read_bytes(), asked_facts["sha256"], asked_facts["rows"]))
    assert found[0] == found[1]
    assert found[0][2] == 3_000


COMPARES = [
    'step = "filter"\nwhere = "income > AVG(income) OVER (PARTITION BY channel)"',
    'step = "filter"\nwhere = "income > AVG(income)"',
    'step = "rules"\n[[clean.rules]]\ncheck = "visits < MAX(visits)"\naction = "drop"',
]


@pytest.mark.parametrize("step", COMPARES)
def test_a_condition_that_compares_rows_is_refused(tmp_path, step):
    _customers(200).write_parquet(tmp_path / "customers.parquet")
    text = f'[source]\npath = "customers.parquet"\n[[clean]]\n{step}\n'
    with pytest.raises(ResourceError, match="needs all rows in memory") as told:
        _run(tmp_path, text, "\n[engine]\nparts = true\nrows = 1000\n")
    assert told.value.where == "clean[1]"


def test_whole_numbers_alone_are_worked_through(tmp_path):
    number = pl.int_range(200, eager=True)
    rows = pl.DataFrame({"customer_id": number, "visits": number % 2 * 50 + number % 7, "orders": number % 2 * 9})
    rows.write_parquet(tmp_path / "customers.parquet")
    text = '[source]\npath = "customers.parquet"\nid = "customer_id"\n[search.kmeans]\nk = [2]\n'
    out = _run(tmp_path, text + "[stability]\nresamples = 0\n", "\n[engine]\nparts = true\nrows = 1000\n")
    assert pl.read_csv(out / "segments.csv")["segment"].value_counts()["count"].to_list() == [100, 100]
