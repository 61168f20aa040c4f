"""`segtui verify`: the same files, or which differ and why."""

import json
import os

import pytest

from segtui.pipeline.artifacts import manifest

QUICK = ("--set", "search={kmeans={k=[3]}}")


@pytest.fixture
def run(command, customers):
    assert command("run", "customers.csv", *QUICK, "-o", "runs/may", "--quiet").returncode == 0
    return customers.parent / "runs" / "may"


def whys(done):
    return {file["path"]: (file["status"], file["why"]) for file in json.loads(done.stdout)["files"]}


def test_an_untouched_run_is_the_same_in_every_file_and_nothing_is_left_beside_it(command, run):
    done = command("verify", "runs/may")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {"same"}
    assert {line.split()[1] for line in lines[:-1]} >= {"segments.csv", "report.md", "plan.toml", "model/rows.parquet"}
    count = len(json.loads((run / "run.json").read_text())["outputs"])
    assert lines[-1] == f"{count} of {count} files are identical."
    assert os.listdir(run.parent) == ["may"]


def test_quiet_says_nothing_and_json_one_object(command, run):
    assert command("verify", "runs/may", "--quiet").stdout == ""
    done = command("verify", "runs/may", "--json", "--quiet")
    told = json.loads(done.stdout)
    assert told["same"] is True and told["changes"] == [] and told["forgotten"] == 0
    assert done.stderr == ""


def test_changed_data_is_named(command, run, customers):
    text = customers.read_text()
    customers.write_text(text.replace("\n1,", "\n1000,", 1))
    done = command("verify", "runs/may", "--json")
    assert done.returncode == 1
    assert whys(done)["segments.csv"] == ("differs", "customers.csv has changed")
    assert whys(done)["plan.toml"] == ("same", "")


def test_a_file_that_was_edited_or_removed_is_named_and_no_other(command, run):
    (run / "report.md").write_text("My own words.")
    (run / "profile.csv").unlink()
    done = command("verify", "runs/may", "--json")
    assert done.returncode == 1
    found = whys(done)
    assert found.pop("report.md") == ("differs", "it was edited after the run")
    assert found.pop("profile.csv") == ("missing", "it was deleted after the run")
    assert set(found.values()) == {("same", "")}


def test_an_edited_plan_is_carried_out_and_said(command, run):
    plan = run / "plan.toml"
    plan.write_text(plan.read_text().replace("k = [3]", "k = [3, 4]").replace("k = [\n    3,\n]", "k = [3, 4]"))
    done = command("verify", "runs/may", "--json")
    assert done.returncode == 1
    assert "plan.toml was edited" in whys(done)["leaderboard.csv"][1]
    assert "it was edited after the run" in whys(done)["plan.toml"][1]


def test_another_version_and_other_threads_are_named(command, run, customers, monkeypatch):
    now = manifest.versions()
    monkeypatch.setattr("segtui.pipeline.artifacts.manifest.versions", lambda: now | {"polars": "9.9"})
    monkeypatch.setattr("segtui.pipeline.artifacts.manifest.processors", lambda: 99)
    told = json.loads(command("verify", "runs/may", "--json").stdout)
    assert told["same"]
    assert told["changes"][0] == f"polars was {now['polars']} and is 9.9"
    assert "this machine has 99" in told["changes"][1]


def test_data_that_is_gone_and_folders_that_are_no_run_are_errors(command, run, customers):
    customers.unlink()
    gone = command("verify", "runs/may")
    assert gone.returncode == 3 and "customers.csv" in gone.stderr
    assert os.listdir(run.parent) == ["may"]
    assert command("verify", "runs").returncode == 2
    assert command("verify", "nowhere").returncode == 2


@pytest.mark.slow
def test_a_run_from_standard_input_is_verified_with_the_same_input(segtui, customers):
    data = customers.read_text()
    assert segtui("run", "-", *QUICK, "-o", "out", "--quiet", stdin=data).returncode == 0
    assert segtui("verify", "out", "--quiet", stdin=data).returncode == 0
    other = segtui("verify", "out", "--quiet", "--json", stdin=data.replace("\n1,", "\n1000,", 1))
    assert other.returncode == 1 and "standard input has changed" in other.stdout


def test_a_run_without_segments_is_verified_too(command, customers):
    assert command("run", "customers.csv", *QUICK, "--set", "select.min_share=0.9", "-o", "none").returncode == 1
    done = command("verify", "none")
    assert done.returncode == 0, done.stdout


def test_exports_to_other_folders_are_not_written_again(command, customers):
    plan = customers.parent / "plan.toml"
    plan.write_text(
        'source.path = "customers.csv"\nsearch.kmeans.k = [3]\n'
        '[[export]]\nto = "csv"\npath = "../away.csv"\nno_consent_column = true\n'
        '[[export]]\nto = "csv"\nno_consent_column = true\n'
    )
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet").returncode == 0
    away = customers.parent / "runs" / "away.csv"
    away.unlink()
    done = command("verify", "runs/may")
    assert done.returncode == 0, done.stdout
    assert not away.exists()
