"""Whoever runs a plan, in whatever language, gets the same files; only what a person reads on the way is theirs."""

import json
import os
import signal
import subprocess
import sys

import pytest

PLAN = """
source = {path = "people.csv", id = "customer_id"}
search.kmeans.k = [2, 3]
stability.resamples = 0
[[clean]]
step = "filter"
where = "age > 25"
"""
KILLED = """
import os, signal, sys
from segtui.pipeline import workflow
from segtui.cli import main
import segtui.pipeline.write_run as write_run
from segtui.pipeline.artifacts import manifest
manifest.write = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
sys.argv = ["segtui", *sys.argv[1:]]
main()
"""
FRENCH = {"LC_ALL": "fr_FR.UTF-8", "SEGTUI_LANGUAGE": "fr"}
ENGLISH = {"LC_ALL": "C", "SEGTUI_LANGUAGE": ""}


@pytest.fixture
def people(customers, tmp_path):
    """Customers with a title, a short line, a total, amounts in two formats: there is something to note and to warn."""
    head, *rows = customers.read_text().splitlines()
    rows[5] = rows[5].rpartition(",")[0]
    rows[7] = rows[7].replace(",", ",-", 1)
    (tmp_path / "people.csv").write_text("\n".join(["Report of May,,,", head, *rows, "Total,,,1500", ""]))
    (tmp_path / "plan.toml").write_text(PLAN)


def files(folder):
    """The bytes of every file of a run, and of its run.json all but what is measured anew each time."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    facts = json.loads(found.pop("run.json"))
    return found, {key: value for key, value in facts.items() if key != "timings"}


def spoken(monkeypatch, language):
    for name, value in language.items():
        monkeypatch.setenv(name, value)


def test_a_run_has_the_same_bytes_in_every_language(people, command, tmp_path, monkeypatch):
    made = []
    for language in (ENGLISH, FRENCH):
        spoken(monkeypatch, language)
        done = command("run", "plan.toml", "-o", "run", "--force", "--set", "report.html=false")
        assert done.returncode == 0, done.stderr
        made.append(files(tmp_path / "run"))
    assert made[0][0].keys() == made[1][0].keys()
    assert [name for name in made[0][0] if made[0][0][name] != made[1][0][name]] == []
    assert made[0][1] == made[1][1]
    assert made[0][1]["warnings"]


@pytest.mark.slow
def test_a_run_that_was_begun_in_french_ends_the_same_in_english(people, command, tmp_path, monkeypatch):
    (tmp_path / "killed.py").write_text(KILLED)
    environment = {**os.environ, **FRENCH, "PYTHONPATH": os.getcwd()}
    words = ["run", "plan.toml", "-o", "run"]
    killed = subprocess.run([sys.executable, "killed.py", *words], env=environment, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    spoken(monkeypatch, ENGLISH)
    resumed = command(*words, "--resume")
    assert resumed.returncode == 0 and "resuming with" in resumed.stderr, resumed.stderr
    kept = files(tmp_path / "run")
    whole = command(*words, "--force")
    assert whole.returncode == 0, whole.stderr
    assert files(tmp_path / "run") == kept
