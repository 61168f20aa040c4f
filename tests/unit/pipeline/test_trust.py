"""What makes a run one that can be trusted: the same bytes, all or nothing, and going on after a kill."""

import hashlib
import json
import signal
import subprocess
import sys
import time

import numpy as np
import polars as pl
import pytest

from tests.patience import PATIENCE

SEARCH = """
stability.resamples = 2
[source]
path = "customers.csv"
[search.kmeans]
k = "2..6"
[search.hierarchical]
linkage = ["ward", "average"]
k = "2..6"
[search.dbscan]
eps = "auto"
min_samples = [5, 10]
[search.hdbscan]
min_cluster_size = "auto"
min_samples = [5]
"""


@pytest.fixture
def plan(customers):
    path = customers.with_name("plan.toml")
    path.write_text(SEARCH)
    return path


def csv_bytes(folder):
    return {f.name: f.read_bytes() for f in sorted(folder.glob("*.csv"))}


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_whatever_the_threads(segtui, plan, tmp_path):
    runs = []
    for name, threads in (("a", "1"), ("b", "2"), ("c", "5")):
        env = {"OMP_NUM_THREADS": threads, "POLARS_MAX_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = segtui("run", plan, "-o", name, env=env)
        assert done.returncode == 0, done.stderr
        runs.append(csv_bytes(tmp_path / name))
    every = ("segments", "leaderboard", "stability", "comparison", "profile", "cleaning")
    assert set(runs[0]) == {f"{name}.csv" for name in every}
    assert runs[0] == runs[1] == runs[2]


def test_the_plan_as_carried_out_gives_the_same_bytes(segtui, plan, tmp_path):
    assert segtui("run", plan, "-o", "a").returncode == 0
    again = segtui("run", tmp_path / "a" / "plan.toml", "-o", "b")
    assert again.returncode == 0, again.stderr
    assert csv_bytes(tmp_path / "a") == csv_bytes(tmp_path / "b")
    assert (tmp_path / "a" / "plan.toml").read_text() == (tmp_path / "b" / "plan.toml").read_text()


def test_the_manifest_holds_the_hash_of_every_file(segtui, plan, customers, tmp_path):
    assert segtui("run", plan, "-o", "a").returncode == 0
    manifest = json.loads((tmp_path / "a" / "run.json").read_text())
    files = {str(f.relative_to(tmp_path / "a")) for f in (tmp_path / "a").rglob("*") if f.is_file()}
    assert set(manifest["outputs"]) == files - {"run.json"}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() == digest
    assert list(manifest["inputs"].values()) == [hashlib.sha256(customers.read_bytes()).hexdigest()]
    assert {"versions", "seed", "threads", "timings", "rows", "warnings"} <= set(manifest)


def started(plan, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "segtui", "run", str(plan), "-o", "out", *more],
        cwd=plan.parent,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def some_candidates(folder, least, process):
    """Wait until so many candidates are kept; whether the run was still going then."""
    kept = folder / ".out.partial" / "candidates"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if kept.exists() and len(list(kept.glob("*.npz"))) >= least:
            return True
        time.sleep(0.01)
    return False


def searched_for_long(folder):
    """A plan in this folder whose search lasts long enough to be interrupted."""
    random = np.random.default_rng(1)
    frame = pl.DataFrame(random.normal(size=(3000, 5)), schema=list("abcde")).with_row_index("customer_id")
    frame.write_csv(folder / "customers.csv")
    plan = folder / "plan.toml"
    plan.write_text(
        '[source]\npath = "customers.csv"\n[search.kmeans]\nk = "2..20"\n[select]\nclusters = [2, 30]\n'
        "[stability]\nresamples = 0\n"
    )
    return plan


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    """The files of its run that nobody interrupts."""
    folder = tmp_path_factory.mktemp("straight")
    command = [sys.executable, "-m", "segtui", "run", str(searched_for_long(folder)), "-o", "out", "-q"]
    subprocess.run(command, cwd=folder, check=True)
    return csv_bytes(folder / "out")


SLOW = pytest.mark.slow
SENT = [
    pytest.param(signal.SIGKILL, -9, marks=SLOW),
    pytest.param(signal.SIGINT, 130, marks=SLOW),
    pytest.param(signal.SIGTERM, 130, marks=SLOW),
]


@pytest.mark.parametrize(("sent", "code"), SENT)
def test_an_interrupted_run_leaves_no_folder_and_goes_on_with_resume(segtui, tmp_path, straight, sent, code):
    plan = searched_for_long(tmp_path)
    process = started(plan)
    assert some_candidates(tmp_path, 5, process)
    process.send_signal(sent)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, told
    assert not (tmp_path / "out").exists()
    if sent != signal.SIGKILL:
        assert "--resume" in told
    resumed = segtui("run", plan, "-o", "out", "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "resuming with" in resumed.stderr
    assert csv_bytes(tmp_path / "out") == straight
    assert not (tmp_path / ".out.partial").exists()


def test_resume_with_another_plan_starts_afresh(segtui, plan, tmp_path):
    partial = tmp_path / ".out.partial"
    (partial / "candidates").mkdir(parents=True)
    (partial / "candidates" / "junk.npz").write_bytes(b"junk")
    (partial / "key").write_text("another plan")
    done = segtui("run", plan, "-o", "out", "--resume")
    assert done.returncode == 0, done.stderr
    assert "starting over" in done.stderr


def test_a_search_that_would_not_fit_is_refused_with_figures(segtui, plan, tmp_path):
    done = segtui("run", plan, "-o", "out", "--memory", "1M")
    assert done.returncode == 4
    assert "would need about" in done.stderr
    assert "1 MiB" in done.stderr
    assert not (tmp_path / "out").exists()


def test_formulas_in_the_data_are_neutralised(segtui, customers, tmp_path):
    frame = pl.read_csv(customers).with_columns(note=pl.lit("=cmd|' /C calc'!A0"))
    frame.write_csv(customers)
    assert segtui("run", "customers.csv", "-o", "out").returncode == 0
    assert "\n=" not in (tmp_path / "out" / "segments.csv").read_text()
    assert ",'=cmd" in (tmp_path / "out" / "segments.csv").read_text()


def test_nothing_in_a_run_is_pickled(segtui, plan, tmp_path):
    assert segtui("run", plan, "-o", "out").returncode == 0
    for file in (tmp_path / "out").rglob("*"):
        assert file.suffix in {"", ".csv", ".md", ".html", ".toml", ".json", ".parquet"}
