"""The schedules of the guide: what stands there is what is run here."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from segtui.guide.pages import path
from tests.other_side import Reply, other_side
from tests.patience import PATIENCE

PAGE = path("schedules").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
KINDS = r"(refit\.sh|segments_\w+\.py|segments\.service|segments\.timer|crontab)"
NAMED = re.compile(rf"^(?:#!.*\n)?(?:# |\"\"\")(?:/\S+/)?{KINDS}")
FILES = {named[1]: body for _, body in BLOCKS if (named := NAMED.match(body))}
PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
[[push]]
to = "webhook"
connection = "hook"
no_consent_column = true
min_size = 1
"""


def test_every_example_is_there_and_nothing_else():
    names = {"refit.sh", "crontab", "segments.service", "segments.timer"}
    assert set(FILES) == names | {f"segments_{name}.py" for name in ("dag", "flow", "job")}
    assert len(BLOCKS) == len(FILES)


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".py")))
def test_examples_in_python_are_python(name):
    compile(FILES[name], name, "exec")


def test_the_line_of_cron_has_five_fields_of_time_and_one_command_at_a_time():
    (line,) = [line for line in FILES["crontab"].splitlines() if re.match(r"[\d*]", line)]
    *times, command = line.split(None, 5)
    assert all(re.fullmatch(r"\*|\d+", each) for each in times) and "%" not in command
    assert command.startswith("flock -n ") and "refit.sh may.toml customers.csv" in command


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_units_of_systemd_are_valid(tmp_path):
    for name in ("segments.service", "segments.timer"):
        (tmp_path / name).write_text(FILES[name])
    units = [str(tmp_path / name) for name in ("segments.service", "segments.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    faults = [line for line in done.stderr.splitlines() if str(tmp_path) in line or line.startswith("segments.")]
    assert not faults, done.stderr


@pytest.fixture
def job(tmp_path, customers, monkeypatch):
    """A folder as the page describes it, after its first run, with `segtui` on the PATH and a server to push to."""
    (tmp_path / "may.toml").write_text(PLAN)
    (tmp_path / "refit.sh").write_text(FILES["refit.sh"])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "segtui").write_text(f'#!/bin/sh\nexec {sys.executable} -m segtui "$@"\n')
    (tmp_path / "bin" / "segtui").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("SEGMENTS_FOLDER", str(tmp_path))
    with other_side(Reply()) as side:
        monkeypatch.setenv("SEGTUI_CONNECTION_HOOK", side.url)
        call(["segtui", "run", "may.toml", "-q"], tmp_path)
        yield tmp_path, side


def call(words, folder, code=0, **environment):
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **environment}, capture_output=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()


def moved(folder):
    """Next month's customers, who spend twice as much."""
    table = pl.read_csv(folder / "customers.csv").with_columns(pl.col("spend") * 2)
    table.write_csv(folder / "june.csv")
    return folder / "june.csv"


def made_from(folder):
    """The tables that the run was made of, without what it took from the run before."""
    inputs = json.loads((folder / "runs" / "may" / "run.json").read_text())["inputs"]
    return [Path(name).name for name in inputs if name.endswith(".csv")]


@pytest.mark.slow
def test_the_job_refits_on_drift_alone_pushes_and_ends_with_what_failed(job):
    folder, side = job
    assert "no need" in call(["sh", "refit.sh", "may.toml", "customers.csv"], folder)
    assert made_from(folder) == ["customers.csv"]
    assert json.loads((folder / "push.json").read_text())["pushes"][0]["added"] == 120
    moved(folder)
    assert call(["sh", "refit.sh", "may.toml", "june.csv"], folder) == ""
    assert json.loads((folder / "drift.json").read_text())["refit"] is True
    assert made_from(folder) == ["june.csv"]
    assert json.loads((folder / "run.json").read_text())["lineage"]
    before = made_from(folder)
    call(["sh", "refit.sh", "may.toml", "absent.csv"], folder, code=3)
    assert made_from(folder) == before, "a failed job leaves the run as it was"
    calls = len(side.calls)
    call(["sh", "refit.sh", "may.toml", "june.csv"], folder)
    assert len(side.calls) == calls, "nothing has changed, so nobody is sent"


def airflow():
    """Airflow's command: by the variable SEGTUI_AIRFLOW, else on the PATH."""
    return os.environ.get("SEGTUI_AIRFLOW") or shutil.which("airflow")


@pytest.mark.slow
@pytest.mark.skipif(not airflow(), reason="Airflow is not installed: name its command in SEGTUI_AIRFLOW")
def test_the_dag_of_airflow_refits_on_drift_and_hands_on_the_last_line(job):
    folder, _ = job
    (folder / "dags").mkdir()
    (folder / "dags" / "segments_dag.py").write_text(FILES["segments_dag.py"])
    home = {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    call([airflow(), "db", "migrate"], folder, **home)
    call([airflow(), "dags", "test", "segments"], folder, **home)
    assert made_from(folder) == ["customers.csv"]
    first = (folder / "runs" / "may" / "run.json").stat().st_mtime_ns
    moved(folder).replace(folder / "customers.csv")
    call([airflow(), "dags", "test", "segments", "2026-02-02"], folder, **home)
    assert (folder / "runs" / "may" / "run.json").stat().st_mtime_ns > first
    import sqlite3

    with sqlite3.connect(folder / "airflow" / "airflow.db") as known:
        kept = dict(known.execute("select task_id, value from xcom where key = 'return_value' order by timestamp"))
    for task, fact in (("refit", "segments"), ("push", "pushes")):
        assert fact in str(kept[task]), f"the last line of {task} is its JSON"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "variable", "words"),
    [
        ("segments_flow.py", "SEGTUI_PREFECT", []),
        ("segments_job.py", "SEGTUI_DAGSTER", ["-m", "dagster", "job", "execute", "-j", "segments", "-f"]),
    ],
)
def test_the_flows_of_prefect_and_dagster_refit_on_drift(job, name, variable, words):
    """Each by a Python that has it, which a variable names."""
    python = os.environ.get(variable)
    if not python:
        pytest.skip(f"{variable} names no Python with it")
    folder, _ = job
    (folder / name).write_text(FILES[name])
    home = {"PREFECT_HOME": str(folder / "prefect"), "DAGSTER_HOME": str(folder), "SEGMENTS_ONCE": "1"}
    home["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "300"
    moved(folder).replace(folder / "customers.csv")
    first = (folder / "runs" / "may" / "run.json").stat().st_mtime_ns
    call([python, *words, name], folder, **home)
    assert (folder / "runs" / "may" / "run.json").stat().st_mtime_ns > first
