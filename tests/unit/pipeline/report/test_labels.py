"""Where a plan labels its columns, no person reads a column's own name but beside its label; files keep the names."""

import json
import re

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError

from segtui.data.source import Source
from tests.html_page import Page

NAMES = {
    "QAA": "visits to the shop",
    "QBB": "yearly spend",
    "QCC": "contract",
    "QDD": "answered",
    "QEE": "late payments",
}
PLAN = f"""
[source]
path = "people.csv"
id = "customer_id"
labels = {{ {", ".join(f'{name} = "{label}"' for name, label in NAMES.items())} }}
units = {{ QBB = "EUR" }}
[features]
log = ["QBB"]
[search.kmeans]
k = "2..4"
[segments]
outcome = ["QDD"]
value = "QBB"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory, nursery):
    folder = tmp_path_factory.mktemp("labels")
    random, group = np.random.default_rng(1), np.arange(300) % 3
    frame = pl.DataFrame(
        {
            "customer_id": np.arange(300) + 1,
            "QAA": 3 + 9 * group + random.normal(0, 1, 300),
            "QBB": np.exp(3 + group + random.normal(0, 0.2, 300)).round(2),
            "QCC": np.array(["monthly", "yearly", "none"])[group],
            "QDD": (random.random(300) < 0.1 + 0.3 * group).astype(int),
            "QEE": random.poisson(1 + 5 * (group == 1)),
        }
    )
    frame.write_csv(folder / "people.csv")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    done = nursery.run(["run", "plan.toml", "-o", "out"], folder)
    assert done.returncode == 0, done.stderr
    return folder / "out", done.stdout.decode() + done.stderr.decode().split("selecting")[-1]


def test_no_report_and_no_summary_has_a_name_before_the_data_is_told(run):
    out, summary = run
    text = (out / "report.md").read_text(encoding="utf-8")
    story = text.split("### The data")[0]
    page = Page((out / "report.html").read_text(encoding="utf-8"))
    shown = " ".join(page.words()).split("The data")[0]
    for told in (story, shown, summary):
        assert not re.findall(r"Q[A-E]{2}", told)
    for told in (story, shown):
        assert {label for label in NAMES.values() if label in told} == set(NAMES.values())
    assert "EUR per customer" in story and "yearly spend (EUR)" in story and "contract: monthly" in story
    assert "| QBB | yearly spend | EUR |" in text


def test_files_have_the_names_and_segments_are_named_by_labels(run):
    out, _ = run
    assert set(pl.read_csv(out / "comparison.csv")["feature"]) > {"QAA", "QBB", "QCC=monthly", "QEE"}
    assert set(NAMES) <= set(pl.read_csv(out / "segments.csv").columns)
    names = pl.read_csv(out / "segments.csv")["segment_name"].unique().to_list()
    assert not [name for name in names if re.search(r"\bq[a-e]{2}\b", name, re.I)]
    assert json.loads((out / "run.json").read_text())["segments"][0]["traits"]


def test_a_label_of_no_column_is_a_fault_that_names_the_nearest(segtui, tmp_path):
    pl.DataFrame({"customer_id": range(9), "income": range(9), "visits": range(9)}).write_csv(tmp_path / "c.csv")
    plan = """
[source]
path = "c.csv"
labels = {incme = "household income", visits = " ", customer_id = "Income"}
units = {income = "EUR", visit = "days"}
"""
    (tmp_path / "plan.toml").write_text(plan)
    empty = segtui("run", "plan.toml")
    assert empty.returncode == 2 and 'source.labels: the text for "visits" is empty' in empty.stderr
    (tmp_path / "plan.toml").write_text(plan.replace('" "', '"visits"'))
    done = segtui("run", "plan.toml")
    assert done.returncode == 2
    assert 'there is no column "incme"' in done.stderr and 'did you mean "income"' in done.stderr
    assert 'there is no column "visit"' in done.stderr
    assert '"customer_id" is labelled as the column "income" is called' in done.stderr


def test_the_report_calls_columns_that_a_plan_without_a_source_makes(segtui, tmp_path):
    orders = [f"{who},2024-01-{1 + who % 28:02},{10 + who % 7}" for who in range(30)]
    (tmp_path / "orders.csv").write_text("\n".join(["who,day,paid", *orders]))
    derive = '[[derive]]\nkind = "rfm"\npath = "orders.csv"\nid = "who"\ndate = "day"\namount = "paid"\n'
    report = '[report]\nhtml = false\nlabels = {{ {} = "turnover" }}\nunits = {{ monetary = "EUR" }}\n'
    search = "[search.kmeans]\nk = [2]\n[stability]\nresamples = 0\n"
    (tmp_path / "plan.toml").write_text(derive + search + report.format("monetary"))
    assert segtui("run", "plan.toml", "-o", "out").returncode == 0
    assert "share of turnover" in (tmp_path / "out" / "report.md").read_text()
    (tmp_path / "plan.toml").write_text(derive + search + report.format("monetray"))
    assert 'report.labels: there is no column "monetray"' in segtui("run", "plan.toml", "-o", "other").stderr
    (tmp_path / "plan.toml").write_text(derive + '[source]\nlabels = { monetary = "turnover" }\n')
    assert "columns that the plan makes go into [report]" in segtui("run", "plan.toml", "-o", "other").stderr


def test_labels_and_units_are_short_enough_for_a_table():
    assert Source(path="c.csv", labels={"a": "x" * 100}).labels
    for key in ("labels", "units"):
        with pytest.raises(ValidationError, match='"a" has 101 characters'):
            Source.model_validate({"path": "c.csv", key: {"a": "x" * 101}})
