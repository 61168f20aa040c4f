"""New members that want more than the templates do need no second file either.

A mixture with covariances, a step that clips by what it learned and is suggested for an alert, a maker whose columns
are called like RFM's scores, a platform with a format of its own that needs consent in Europe, and some whose library
is not installed.
"""

import json
import random

import polars as pl
import pytest

PLAN = """
source = { path = "crowd.csv", id = "id" }
search.toy_mixture.k = [2, 3]
select.clusters = [2, 3]
[[clean]]
step = "clip"
columns = ["income"]
[[derive]]
kind = "logins"
path = "logins.csv"
id = "customer"
[[export]]
to = "ads"
no_consent_column = true
eea_consent = "agreed"
"""
ABSENT = """
source = { path = "crowd.csv", id = "id" }
search.absent_mixture.k = [2]
[[export]]
to = "absent-ads"
no_consent_column = true
"""
SUGGESTED = """
import json
from pathlib import Path
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.plan.model import Plan
from segtui.plan.suggestions.suggest import fixes
from segtui.profiling.profile import profile
source = {"path": "crowd.csv", "id": "id"}
filled = {"step": "impute", "columns": ["income"], "method": "median"}
plan = Plan(source=source, clean=[filled, {"step": "drop", "columns": ["visits"]}])
steps = [fix.values["clean"] for fix in fixes(profile(read(Source(**source), Path())).to_dict(), plan, "income")
         if fix.label == "clip to percentiles"]
print(json.dumps({
    "suggested": [[step["step"] if isinstance(step, dict) else step.step for step in each] for each in steps],
    "default": [grid.name for grid in Plan(source=source).grids()],
}))
"""


@pytest.fixture(scope="module")
def added(templates, tmp_path_factory):
    """A folder of their own with data, a plan that uses these, and its run."""
    there = templates.working_in(tmp_path_factory.mktemp("members"))
    place, rng = there.place, random.Random(1)
    lines = ["id,mail,country,agreed,income,visits"]
    for i in range(240):
        income = 1e6 if i == 7 else (1 if i % 2 else 5) * 1000 + rng.random() * 300
        people = f"c{i},p{i}@example.org,{'DE' if i % 3 else 'US'},{'yes' if i % 4 else 'no'}"
        lines.append(f"{people},{income:.2f},{(1 if i % 2 else 5) * 10 + i % 7}")
    (place / "crowd.csv").write_text("\n".join(lines) + "\n")
    pl.DataFrame({"customer": [f"c{i}" for i in range(240) for _ in range(1 + i % 3)]}).write_csv(place / "logins.csv")
    (place / "members.toml").write_text(PLAN)
    there.segtui("run", "members.toml", "--out", "members", "--quiet")
    return there


def test_a_new_assigner_gets_its_covariances_back(added):
    assert "(100.00 %)" in added.segtui("assign", "members", "--check")
    columns = json.loads((added.place / "members/model/model.json").read_text())["columns"]
    covariances = pl.read_parquet(added.place / "members/model/fit-segments.parquet")["covariances"].to_numpy()
    assert covariances.shape[1:] == (len(columns), len(columns))


def test_what_a_step_learned_is_used_for_later_rows(added):
    learned = json.loads((added.place / "members/model/learned.json").read_text())["clean"]
    assert [step["step"] for step in learned] == ["clip_learned"]
    assert "No need to refit" in added.segtui("drift", "members", "crowd.csv")


def test_columns_named_like_scores_are_clustered_unless_the_maker_says_otherwise(added):
    columns = json.loads((added.place / "members/model/model.json").read_text())["columns"]
    assert {column["source"] for column in columns} == {"income", "visits", "f_logins"}
    assert "By the login rules: often" in (added.place / "members/report.md").read_text()


def test_a_platform_has_a_format_of_its_own_and_asks_for_consent_in_europe(added):
    files = sorted((added.place / "members/exports").glob("1-ads-*.psv"))
    assert {file.name.split("-")[2] for file in files} == {"consented", "others"}
    assert all(file.read_text().startswith("E-mail|Country\n") for file in files)
    assert "c4,no consent in the EEA" in (added.place / "members/exports/1-ads.left-out.csv").read_text()


def test_a_step_suggests_itself_and_no_absent_algorithm_is_searched_by_default(added):
    (added.place / "suggested.py").write_text(SUGGESTED)
    found = json.loads(added.python(added.place / "suggested.py"))
    assert found["suggested"] == [["impute", "drop", "clip"]]
    assert "toy_mixture" in found["default"] and "absent_mixture" not in found["default"]
    added.segtui("plan", "crowd.csv", "--out", "crowd.toml")
    starter = (added.place / "crowd.toml").read_text()
    assert "[search.toy_mixture]" in starter and "absent" not in starter


def test_what_lacks_its_library_says_how_to_install_it(added):
    (added.place / "absent.toml").write_text(ABSENT)
    said = added.segtui("run", "absent.toml", status=2)
    assert "search.absent_mixture: Absent mixture needs not_there, which is not installed" in said
    assert "export[1].to: absent-ads needs not_there" in said and "pip install 'not-there'" in said
    said = added.segtui("export", "members", "--to", "absent-ads", "--no-consent-column", "-o", "x.csv", status=2)
    assert "absent-ads needs not_there" in said and not list(added.place.glob("x*"))
    (added.place / "x.absent").write_bytes(b"ABSENT")
    assert "reading Absent needs not_there" in added.segtui("profile", "x.absent", status=3)
