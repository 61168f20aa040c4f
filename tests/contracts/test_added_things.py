"""A new algorithm, step, maker, target and reader, each one file, go through all that the command does."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

TEMPLATES = Path(__file__).parents[1] / "templates"
FILES = {
    "segtui.clustering.algorithms": "algorithm.py",
    "segtui.cleaning.steps": "cleaning_step.py",
    "segtui.features.makers": "feature_maker.py",
    "segtui.export.targets": "export_target.py",
    "segtui.data.readers": "reader.py",
}
ADD = """
import sys
from importlib import import_module
for package in sys.argv[1].split(","):
    import_module(package).__path__.append(sys.argv[2] + "/" + package)
del sys.argv[1:3]
"""
COMMAND = ADD + "from segtui.__main__ import main; main()"
DECLARED = (
    ADD
    + """
import json
from segtui.features.maker import excluded_columns
from segtui.plan import docs_tables as docs
from segtui.plan.model import Plan, find_algorithm, makers, steps
from segtui.workbench.parts.fields import fields
forms = [find_algorithm("gaussian_mixture"), *(each for each in (*makers(), *steps())
         if each.__name__ in ("Events", "Round"))]
tables = (docs.algorithms, docs.cleaning_steps, docs.feature_makers, docs.export_targets)
print(json.dumps({
    "forms": [[field.name for field in fields(each)] for each in forms],
    "helped": all(field.help for each in forms for field in fields(each)),
    "docs": [table() for table in tables],
    "schema": json.dumps(Plan.model_json_schema()),
    "excluded": sorted(excluded_columns()),
}))
"""
)
PLAN = """
version = 1
[source]
path = "customers.csv"
id = "id"
[[clean]]
step = "round"
columns = ["income"]
[[derive]]
kind = "events"
path = "events.avro"
id = "customer"
[search.gaussian_mixture]
k = [2, 3]
[select]
clusters = [2, 3]
[[export]]
to = "template"
no_consent_column = true
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """A folder with data, a plan and the templates as if they were in their packages; runs Python in it."""
    place = tmp_path_factory.mktemp("added")
    for package, name in FILES.items():
        (place / package).mkdir()
        shutil.copy(TEMPLATES / name, place / package / "added.py")
    rng = random.Random(1)
    far = [1 if i % 2 else 5 for i in range(120)]
    rows = [
        f"c{i},p{i}@example.org,Ann,{f * 1000 + rng.random() * 300:.2f},{f * 10 + i % 7}" for i, f in enumerate(far)
    ]
    (place / "customers.csv").write_text("\n".join(["id,mail,first_name,income,visits", *rows]) + "\n")
    events = [f"c{i}" for i in range(120) for _ in range(1 + i % 3)]
    pl.DataFrame({"customer": events}).write_avro(place / "events.avro")
    (place / "plan.toml").write_text(PLAN)

    def python(code, *arguments):
        given = [sys.executable, "-c", code, ",".join(FILES), str(place), *arguments]
        done = subprocess.run(given, cwd=place, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return place, python


def test_they_are_run_exported_assigned_and_watched(added):
    place, python = added
    python(COMMAND, "run", "plan.toml", "--out", "run")
    board = (place / "run/leaderboard.csv").read_text()
    assert board.count("gaussian_mixture") >= 2
    features = {column["source"] for column in json.loads((place / "run/model/model.json").read_text())["columns"]}
    assert features == {"income", "visits", "events"}
    assert "By the event rules: once" in (place / "run/report.md").read_text()
    assert list((place / "run/exports").glob("1-template-*.csv"))
    python(COMMAND, "assign", "run", "customers.csv", "--out", "again.csv")
    assert len((place / "again.csv").read_text().splitlines()) == 121
    assert "No need to refit" in python(COMMAND, "drift", "run", "customers.csv")


def test_they_are_in_the_forms_the_tables_and_the_schema(added):
    _, python = added
    found = json.loads(python(DECLARED))
    assert found["forms"] == [["k"], ["path", "id"], ["columns"]] and found["helped"]
    for table, name in zip(found["docs"], ("gaussian_mixture", "round", "events", "template"), strict=True):
        assert name in table
        assert name in found["schema"]
    assert "events_score" in found["excluded"]
