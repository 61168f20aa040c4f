"""A finished run is shown and its report written again, without searching again."""

import json
import shutil

import polars as pl
import pytest

PLAN = """
source = {path = "customers.csv", id = "customer_id"}
search.kmeans.k = [2, 3]
stability.resamples = 20
"""


@pytest.fixture
def run(command, customers, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet").returncode == 0
    return tmp_path / "runs/may"


def test_a_run_is_shown_reported_and_left_as_it_is(command, run, tmp_path):
    before = {p: p.read_bytes() for p in run.rglob("*") if p.is_file()}
    (tmp_path / "customers.csv").unlink()  # nothing needs the data
    shown = command("show", "runs/may")
    assert (shown.returncode, shown.stderr) == (0, "")
    names = [s["name"] for s in json.loads((run / "run.json").read_text())["segments"]]
    for text in ("3 segments of customers.csv", "40  33.3 %", "Means by segment", "Rule of thumb", *names):
        assert text in shown.stdout
    one = command("show", "runs/may", names[1].upper()).stdout
    assert one == command("show", "runs/may", "1").stdout
    assert f"1 \u00b7 {names[1]}" in one and names[0] not in one
    facts = json.loads(command("show", "runs/may", "1", "--json").stdout)
    assert [s["segment"] for s in facts["segments"]] == [1] and facts["segments"][0]["rule"]
    assert facts["segments"][0]["stability"]["badge"] == "highly stable"
    assert {row["segment"] for row in facts["comparison"]} == {1}

    assert command("report", "runs/may").stdout == before[run / "report.md"].decode()
    assert command("report", "runs/may", "--html").stdout == "may-report/report.html\n"
    assert (tmp_path / "may-report/report.html").read_bytes() == before[run / "report.html"]
    assert json.loads(command("report", "runs/may", "-o", "out", "--json").stdout)["files"] == [
        "out/report.md",
        "out/report.html",
    ]
    french = command("report", "runs/may", "--markdown", "-o", "fr", "--language", "fr")
    assert french.returncode == 0 and (tmp_path / "fr/report.md").read_bytes() != before[run / "report.md"]
    assert {p: p.read_bytes() for p in run.rglob("*") if p.is_file()} == before


def test_any_column_is_counted_by_segment_without_the_data(command, run, tmp_path):
    (tmp_path / "customers.csv").unlink()
    rows = pl.read_csv(run / "segments.csv")
    column = rows.columns[-1]
    made = json.loads(command("show", "runs/may", "--by", column, "--json").stdout)
    assert sum(map(sum, made["counts"])) == rows[column].count() and len(made["counts"]) == 3
    assert [sum(row) for row in made["shares"]] == pytest.approx([1, 1, 1])
    shown = command("show", "runs/may", "--by", column, "--min-size", "40").stdout
    assert (
        "Cramér's V" in shown and "Index: 100 is average" in shown and "cells of fewer than 40 rows are hidden" in shown
    )
    hidden = json.loads(command("show", "runs/may", "1", "--by", column, "--min-size", "40", "--json").stdout)
    assert [s["segment"] for s in hidden["segments"]] == [1] and None in hidden["counts"][0]
    for words, said in (
        (("--by", "nonsense"), 'segments.csv has no column "nonsense" to count'),
        (("--min-size", "5"), "goes with --by"),
        (("7", "--by", column), "there is no segment"),
    ):
        done = command("show", "runs/may", *words)
        assert (done.returncode, done.stdout) == (2, "") and said in done.stderr


def test_what_can_not_be_shown_or_reported_is_told(command, run, tmp_path):
    for words, code, said in (
        (("show", "runs"), 2, "is not a finished run"),
        (("show", "runs/may", "9"), 2, "the segments are: 0 ("),
        (("report", "runs/may", "--language", "de"), 2, "the languages are: en, fr"),
        (("report", "runs/may", "--html", "-o", "runs/may"), 2, "is a file of the run itself"),
    ):
        done = command(*words)
        assert (done.returncode, done.stdout) == (code, "") and said in done.stderr
    assert command("report", "runs/may", "--html").returncode == 0
    assert "already exists" in command("report", "runs/may", "--html").stderr
    (run / "model/report.json").write_text("{")
    done = command("show", "runs/may")
    assert done.returncode == 3 and "model/report.json: can't be read" in done.stderr


def test_runs_of_earlier_versions_and_versions_show_what_they_have(command, run, tmp_path):
    old = tmp_path / "runs/old"
    shutil.copytree(run, old)
    (old / "model/report.json").unlink()
    shown = command("show", "runs/old").stdout
    assert "3 segments of customers.csv" in shown and "earlier version" in shown and "Means by segment" in shown
    assert command("show", "runs/old", "--json").returncode == 0
    assert command("report", "runs/old").returncode == 2
    assert command("refresh", "runs/may", "customers.csv", "--quiet").returncode == 0
    shown = command("show", "runs/may/versions/1").stdout
    assert "3 segments of customers.csv" in shown and "This is a version" in shown
    assert "a version has no report of its own" in command("report", "runs/may/versions/1").stderr
    assert "newer version (1)" in command("show", "runs/may").stdout


def test_a_run_without_segments_is_shown_and_is_no_error(command, customers, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN + "select.clusters = [9, 9]\n")
    assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 1
    done = command("show", "run")
    assert done.returncode == 0 and "No segments of customers.csv" in done.stdout and "Closest" in done.stdout
    assert json.loads(command("show", "run", "--json").stdout)["chosen"] is None
    done = command("show", "run", "0")
    assert done.returncode == 2 and "this run has no segments" in done.stderr
    assert command("report", "run").stdout == (tmp_path / "run/report.md").read_text()
