"""A command that is killed amid its rows leaves private parts alone; the same command then writes the same bytes."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from segtui.clustering.algorithms.kmeans import KMeans

PLAN = """\
source = {path = "people.csv", id = "customer"}
features.use = ["spend", "visits"]
search.kmeans.k = [3]
stability.resamples = 0
report.html = false
output.columns = "id"
engine.parts = true
"""
KILLED = """
import os, signal, sys
from segtui.cli import main
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.pipeline.artifacts.append_writer import GrowingFile

def killing(method):
    def killed(self, frame):
        method(self, frame)
        if frame.height:
            getattr(self, "_file").flush()
            os.kill(os.getpid(), signal.SIGKILL)
    return killed

CsvFile.take, GrowingFile.add = killing(CsvFile.take), killing(GrowingFile.add)
sys.argv = ["segtui", *sys.argv[1:]]
main()
"""
EXPORT = ("export", "run", "--to", "csv", "--consent", "agrees", "--holdout", "0.2", "-o", "out/new.csv", "--quiet")
ASSIGN = ("assign", "run", "people.csv", "-o", "out/new.csv", "--quiet")
EXPORTED = """
[[export]]
to = "csv"
consent = "agrees"
holdout = 0.2
path = "new.csv"
"""


@pytest.fixture
def people(tmp_path):
    """A plan of 300 people."""
    rows = pl.select(customer=pl.int_range(300)).with_columns(
        pl.format("p{}@example.org", "customer").alias("email"),
        pl.when(pl.col("customer") % 7 == 3).then(pl.lit("no")).otherwise(pl.lit("yes")).alias("agrees"),
        spend=pl.col("customer") % 3 * 100 + pl.col("customer") % 11,
        visits=pl.col("customer") % 3 * 10 + pl.col("customer") % 5,
    )
    rows.write_csv(tmp_path / "people.csv")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")


def _killed(folder, *words):
    (folder / "killed.py").write_text(KILLED, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    script = [sys.executable, "killed.py", *words]
    killed = subprocess.run(script, cwd=folder, env=env, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.mark.slow
def test_a_run_that_is_killed_amid_its_exports_searches_nothing_again(people, command, tmp_path, monkeypatch):
    plan = (tmp_path / "plan.toml").read_text() + EXPORTED
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "plan.toml").write_text(plan.replace("people.csv", "../people.csv"), encoding="utf-8")
    whole = command("run", "other/plan.toml", "-o", "other/run", "--quiet")
    assert whole.returncode == 0, whole.stderr
    _killed(tmp_path, "run", "plan.toml", "-o", "run", "--quiet")
    assert not (tmp_path / "run").exists()
    monkeypatch.setattr(KMeans, "fit_grid", lambda *_: pytest.fail("searched again"))
    done = command("run", "plan.toml", "-o", "run", "--resume")
    assert done.returncode == 0 and "resuming with the 1 candidate" in done.stderr
    for file in ("segments.csv", "leaderboard.csv", "new.csv"):
        assert (tmp_path / "run" / file).read_bytes() == (tmp_path / "other" / "run" / file).read_bytes()
    assert not _parts(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("words", [EXPORT, ASSIGN], ids=["export", "assign"])
def test_the_same_command_writes_the_same_bytes_and_removes_the_parts(words, people, command, tmp_path):
    made = command("run", "plan.toml", "-o", "run", "--quiet")
    assert made.returncode == 0, made.stderr
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    _killed(tmp_path, *words)
    left = _parts(tmp_path / "out")
    assert left and all(part.stat().st_mode & 0o077 == 0 for part in left)
    assert not (tmp_path / "out" / "new.csv").exists()
    for run, out in (("run", "out"), ("other", "whole")):
        done = command(words[0], run, *words[2:-2], f"{out}/new.csv", "--quiet")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "new.csv").read_bytes() == (tmp_path / "whole" / "new.csv").read_bytes()
    assert not _parts(tmp_path)


def _parts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*.part")]
