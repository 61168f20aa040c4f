"""A finished run keeps what its report says: read back, it gives the reports that the run wrote, byte for byte."""

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import segtui
from segtui.errors import DataError, UsageError
from segtui.language.translation import speaking
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.forget import forget
from segtui.pipeline.report.kept.report_facts import NAME, find_report_facts, read_report_facts
from segtui.pipeline.report.page.page import report_page
from segtui.pipeline.report.report import report
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import parse

PLAN = """
source = {path = "people.csv", id = "customer"}
features = {use = ["spend", "visits", "plan"], log = ["spend"], categorical = "onehot"}
[search]
kmeans = {k = [2, 3, 4]}
hierarchical = {linkage = ["ward"], k = [2, 3]}
hdbscan = {min_cluster_size = [8], min_samples = [4]}
"""


class Silent:
    def stage(self, name, extent=""): ...
    def advance(self, done, total): ...
    def note(self, text): ...


def write_people(folder):
    random = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], [40, 30, 20])
    n = len(group)
    pl.DataFrame(
        {
            "customer": np.arange(1000, 1000 + n),
            "spend": np.exp(np.array([2.0, 4.0, 6.0])[group] + random.normal(0, 0.2, n)).round(2),
            "visits": np.array([2, 9, 20])[group] + random.integers(0, 4, n),
            "plan": np.array(["basic", "plus"])[(group > 0).astype(int)],
            "tier": ["only Pat", *["gold", "silver"] * ((n - 1) // 2), "gold"][:n],
            "response": (random.random(n) < np.array([0.1, 0.3, 0.8])[group]).astype(int),
        }
    ).write_csv(folder / "people.csv")


def run_in(folder, name, plan=PLAN, **options):
    run_plan(parse(plan), RunOptions(folder, folder / name, **options), Silent())
    return RunFiles.open(folder / name)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    write_people(folder)
    run_in(folder, "first")
    return folder


def reports(run):
    facts = read_report_facts(run)
    with speaking(facts.plan.report.language):
        return report(facts), report_page(facts)


def written(run):
    return tuple((run.path / name).read_text(encoding="utf-8") for name in ("report.md", "report.html"))


def test_what_is_kept_gives_the_same_bytes(place):
    run = RunFiles.open(place / "first")
    assert reports(run) == written(run)


def test_a_run_in_french_with_a_previous_one_gives_the_same_bytes(place):
    run = run_in(place, "french", PLAN + '[report]\nlanguage = "fr"\n[segments]\nprevious = "first"\n')
    assert reports(run) == written(run)


def test_a_run_without_segments_gives_the_same_bytes(place):
    run = run_in(place, "none", PLAN + "[select]\nclusters = [30, 31]\n")
    assert not run.has_segments
    assert reports(run) == written(run)


def test_after_a_person_is_forgotten_they_do_not_come_back(place):
    run = run_in(place, "forgetting")
    assert "only Pat" in (run.path / NAME).read_text(encoding="utf-8")
    forget(run, "1000")
    now = RunFiles.open(run.path)
    assert "only Pat" not in (run.path / NAME).read_text(encoding="utf-8")
    assert reports(now) == written(now)


def test_no_row_is_kept(place):
    kept = json.loads((place / "first" / NAME).read_text(encoding="utf-8"))
    assert kept["concluded"]["segmented"]["labels"] == 90 and kept["prepared"]["matrix"]["values"] == [90, 3]
    assert not {"table", "ids"} & {*kept["concluded"]["segmented"], *kept["prepared"]["matrix"]}


def test_a_run_of_an_earlier_version_says_so(place, tmp_path):
    run = RunFiles.open(place / "first")
    other = RunFiles(tmp_path, run.plan, run.manifest)
    with pytest.raises(UsageError, match="earlier version"):
        read_report_facts(other)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_damaged_file_is_told_as_damaged(place, tmp_path, text):
    run = RunFiles.open(place / "first")
    (tmp_path / "model").mkdir()
    (tmp_path / NAME).write_text(text)
    with pytest.raises(DataError, match="can't be read"):
        read_report_facts(RunFiles(tmp_path, run.plan, run.manifest))


@pytest.mark.parametrize("text", ["{}", '{"prepared": 1, "searched": {}, "concluded": null}'])
def test_an_edited_file_and_the_form_of_another_version_are_told_as_that(place, tmp_path, text):
    run = RunFiles.open(place / "first")
    (tmp_path / "model").mkdir()
    (tmp_path / NAME).write_text(text)
    with pytest.raises(DataError, match="not as the run wrote it"):
        read_report_facts(RunFiles(tmp_path, run.plan, run.manifest))
    other = RunFiles(tmp_path, run.plan, {**run.manifest, "outputs": {NAME: sha256(tmp_path / NAME)}})
    with pytest.raises(UsageError, match="another version"):
        read_report_facts(other)
    assert find_report_facts(other) is None


LOOKS_AT_ROWS = {"facts.py", "cautions.py", "figures.py", "choice/runner_up.py", "alternatives.py"}
LOOKS_AT_ROWS |= {"small_groups.py", "page/map_of_groups.py", "kept/report_facts.py"}


def test_what_is_said_of_rows_is_worked_out_once_in_row_facts():
    """Reports of finished runs have no frame, matrix or labels: what needs those is a field of RowFacts."""
    folder = Path(segtui.__file__).parent / "pipeline/report"
    rows = re.compile(r"prepared\.frame|matrix\.(values\[|ids|kept)|\.labels\b(?!\))|segmented\.table")
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*.py") if rows.search(p.read_text("utf-8"))}
    assert found <= LOOKS_AT_ROWS, "work it out in facts.py's row_facts, and give it to the sentence"
