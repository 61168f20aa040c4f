"""A new algorithm, step, maker, target and reader, each one file, go through all that the command does."""

import json
import random

import polars as pl
import pytest

DECLARED = """
import json
from segtui.plan import docs_tables as docs
from segtui.plan.model import Plan, find_algorithm, makers, steps
from segtui.workbench.parts.fields import fields
forms = [find_algorithm("gaussian_mixture"), *(each for each in (*makers(), *steps())
         if each.__name__ in ("Counts", "Length", "Round"))]
tables = (docs.algorithms, docs.cleaning_steps, docs.feature_makers, docs.export_targets)
print(json.dumps({
    "forms": [[field.name for field in fields(each)] for each in forms],
    "helped": all(field.help for each in forms for field in fields(each)),
    "docs": [table() for table in tables],
    "schema": json.dumps(Plan.model_json_schema()),
}))
"""
PLAN = """
version = 1
[source]
path = "customers.csv"
id = "id"
[[clean]]
step = "round"
columns = ["income"]
[[derive]]
kind = "counts"
path = "events.avro"
id = "customer"
[[derive]]
kind = "length"
column = "mail"
[search.gaussian_mixture]
k = [2, 3]
[select]
clusters = [2, 3]
[[export]]
to = "template"
no_consent_column = true
"""


@pytest.fixture(scope="module")
def added(templates, tmp_path_factory):
    """A folder of their own with data, and a plan that uses them all."""
    there = templates.working_in(tmp_path_factory.mktemp("things"))
    place = there.place
    rng = random.Random(1)
    far = [1 if i % 2 else 5 for i in range(120)]
    rows = [
        f"c{i},p{i}@example.org,Ann,{f * 1000 + rng.random() * 300:.2f},{f * 10 + i % 7}" for i, f in enumerate(far)
    ]
    (place / "customers.csv").write_text("\n".join(["id,mail,first_name,income,visits", *rows]) + "\n")
    events = [f"c{i}" for i in range(120) for _ in range(1 + i % 3)]
    pl.DataFrame({"customer": events}).write_avro(place / "events.avro")
    (place / "things.toml").write_text(PLAN)
    return there


def test_they_are_run_exported_assigned_and_watched(added):
    place = added.place
    added.segtui("run", "things.toml", "--out", "things")
    board = (place / "things/leaderboard.csv").read_text()
    assert board.count("gaussian_mixture") >= 2
    features = {column["source"] for column in json.loads((place / "things/model/model.json").read_text())["columns"]}
    assert features == {"income", "visits", "events", "text_length"}
    assert "By the event rules: once" in (place / "things/report.md").read_text()
    assert list((place / "things/exports").glob("1-template-*.csv"))
    added.segtui("assign", "things", "customers.csv", "--out", "things.csv")
    assert len((place / "things.csv").read_text().splitlines()) == 121
    assert "No need to refit" in added.segtui("drift", "things", "customers.csv")


def test_they_are_in_the_forms_the_tables_and_the_schema(added):
    (added.place / "declared.py").write_text(DECLARED)
    found = json.loads(added.python(added.place / "declared.py"))
    assert found["forms"] == [["k"], ["path", "id"], ["column"], ["columns"]] and found["helped"]
    for table, name in zip(found["docs"], ("gaussian_mixture", "round", "counts", "template"), strict=True):
        assert name in table
        assert name in found["schema"]
