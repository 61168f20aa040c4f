"""Every command is killed before each change of a name that it makes: nothing is lost, told wrongly or left behind."""

import contextlib
import hashlib
import json
import os
import shutil

import polars as pl
import pytest

from segtui.pipeline.artifacts.export_log import hashed, past_exports
from segtui.pipeline.artifacts.run_reader import RunFiles
from tests.frozen import MOVES, RENAMES, Killed, killed_before

MOST = 80
PLAN = """\
source = {path = "people.csv", id = "customer"}
features.use = ["spend", "visits"]
search.kmeans.k = [3]
"""
AT_END = """
[[export]]
to = "mailchimp"
consent = "agrees"
holdout = 0.2
path = "../../out/end.csv"
[[export]]
to = "csv"
no_consent_column = true
"""
EXPORT = ("export", "runs/may", "--to", "mailchimp", "--consent", "agrees", "--holdout", "0.3", "-o", "out/m.csv")


@pytest.fixture(autouse=True)
def a_disk_that_is_quick(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def run(command, tmp_path):
    """A run of sixty people, some of whom refuse."""
    rows = [
        {
            "customer": i,
            "email": f"p{i}@example.org",
            "agrees": "no" if i % 7 == 3 else "yes",
            "spend": i % 3 * 100 + i % 11,
            "visits": i % 3 * 10 + i % 5,
        }
        for i in range(60)
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "people.csv")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "end.toml").write_text(PLAN + AT_END, encoding="utf-8")
    did(command, "run", "plan.toml", "-o", "runs/may", "--quiet")
    return tmp_path / "runs" / "may"


def did(command, *words):
    done = command(*words)
    assert done.returncode == 0, done.stderr
    return done


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def put_back(tmp_path, backup):
    for entry in tmp_path.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(backup, tmp_path, dirs_exist_ok=True)


def hidden(folder):
    """Whatever a killed command may have left."""
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.name.startswith(".")]


def each_kill(command, tmp_path, tmp_path_factory, words, counted=MOVES):
    """Kill the command before its first, second … change of a name, from the same start; the number of the kill."""
    backup = tmp_path_factory.mktemp("backup") / "start"
    shutil.copytree(tmp_path, backup)
    for at in range(1, MOST):
        put_back(tmp_path, backup)
        with killed_before(at, counted) as freezer, contextlib.suppress(Killed):
            command(*words)
        if not freezer.dead:
            assert at > 1
            return
        yield at
    raise AssertionError("it has no end")


def rights(run):
    """The run is whole: run.json has the hashes of the files as they are."""
    for home in [run, *run.glob("versions/*/")]:
        for name, told in json.loads((home / "run.json").read_text(encoding="utf-8"))["outputs"].items():
            assert hashlib.sha256((home / name).read_bytes()).hexdigest() == told, name
    return True


def accounted_for(run, place, held_out):
    """A campaign file has its log, its ids and its control group, as soon as it can be seen."""
    if not place.exists():
        return
    told = [
        p
        for p in past_exports(run)
        if hashlib.sha256(place.read_bytes()).hexdigest() in dict(p.files).values()
        or any(digest == hashlib.sha256(place.read_bytes()).hexdigest() for _, digest in p.files)
    ]
    assert told
    ids = pl.read_parquet(told[-1].ids(run))["id"].to_list()
    emails = pl.read_csv(place, infer_schema=False)["Email Address"].to_list()
    assert sorted(ids) == sorted(hashed(e[1:].partition("@")[0], told[-1].key) for e in emails)
    if held_out:
        control = set(pl.read_csv(run / "control.csv", infer_schema=False)["id"].to_list())
        assert control and not control & {e[1:].partition("@")[0] for e in emails}


@pytest.mark.parametrize(
    "before",
    [
        pytest.param((), id="new", marks=pytest.mark.slow),
        pytest.param((*EXPORT[:-4], "-o", "out/m.csv"), id="replaced", marks=pytest.mark.slow),
    ],
)
def test_an_export(command, run, tmp_path, tmp_path_factory, before):
    if before:
        did(command, *before, "--segments", "0")
    words = (*EXPORT, "--quiet", *(("--force",) if before else ()))
    for _ in each_kill(command, tmp_path, tmp_path_factory, words):
        place = tmp_path / "out" / "m.csv"
        accounted_for(run, place, held_out="--holdout" in words and not before)
        RunFiles.open(run)
        accounted_for(run, place, held_out=not before)
        assert rights(run) and not hidden(tmp_path)
        again = command(*words)
        assert again.returncode == (0 if before or "already exists" not in again.stderr else 2), again.stderr
        accounted_for(run, place, held_out=True)
        assert not hidden(tmp_path)


@pytest.mark.slow
def test_forgetting(command, run, tmp_path, tmp_path_factory):
    did(command, *EXPORT, "--quiet")
    did(command, "refresh", "runs/may", "people.csv", "--quiet")
    told = json.loads(did(command, "forget", "runs/may", "4", "--dry-run", "--json").stdout)
    for _ in each_kill(command, tmp_path, tmp_path_factory, ("forget", "runs/may", "4", "--json")):
        again = did(command, "forget", "runs/may", "4", "--json")
        assert json.loads(again.stdout) == told | {"dry_run": False}
        assert rights(run) and not hidden(tmp_path)
        assert json.loads((run / "run.json").read_text())["forgotten"] == 1
        assert command("forget", "runs/may", "4").returncode == 1


@pytest.mark.slow
def test_a_refresh_and_a_way_back(command, run, tmp_path, tmp_path_factory):
    did(command, *EXPORT, "--quiet")
    for _ in each_kill(command, tmp_path, tmp_path_factory, ("refresh", "runs/may", "people.csv", "--quiet")):
        assert RunFiles.open(run).latest.segments().collect().height == 60 and rights(run)
        did(command, "refresh", "runs/may", "people.csv", "--quiet")
        assert not hidden(tmp_path) and rights(run)
    for _ in each_kill(command, tmp_path, tmp_path_factory, ("refresh", "runs/may", "--rollback", "--quiet")):
        assert RunFiles.open(run).latest.segments().collect().height == 60
        did(command, "refresh", "runs/may", "--rollback", "0", "--quiet")
        assert not hidden(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("counted", [RENAMES, MOVES], ids=["renames", "all"])
def test_a_run_that_replaces_another(command, run, tmp_path, tmp_path_factory, counted):
    did(command, *EXPORT, "--quiet")
    did(command, "refresh", "runs/may", "people.csv", "--quiet")
    kept = {name: data for name, data in files(run).items() if name in ("control.csv", "exports/1.ids.parquet")}
    words = ("run", "end.toml", "-o", "runs/may", "--force", "--quiet")
    for _ in each_kill(command, tmp_path, tmp_path_factory, words, counted):
        assert (run / "run.json").is_file()
        accounted_for(run, tmp_path / "out" / "end.csv", held_out=True)
        opened = RunFiles.open(run)
        assert opened.segments().collect().height == 60 and rights(run)
        accounted_for(run, tmp_path / "out" / "end.csv", held_out=True)
        did(command, *words)
        now = files(run)
        assert now["exports/1.ids.parquet"] == kept["exports/1.ids.parquet"]
        assert set(kept["control.csv"].split()) <= set(now["control.csv"].split())
        assert "versions/1/run.json" in now and opened.latest.path == run
        assert not hidden(tmp_path) and rights(run)


@pytest.mark.slow
def test_a_first_run(command, run, tmp_path, tmp_path_factory):
    for _ in each_kill(command, tmp_path, tmp_path_factory, ("run", "end.toml", "-o", "runs/june", "--quiet")):
        june = tmp_path / "runs" / "june"
        assert not june.exists() or (RunFiles.open(june) and rights(june))
        accounted_for(june, tmp_path / "out" / "end.csv", held_out=True)
        did(command, "run", "end.toml", "-o", "runs/june", "--quiet", "--force")
        accounted_for(june, tmp_path / "out" / "end.csv", held_out=True)
        assert rights(june) and not hidden(tmp_path)


@pytest.mark.parametrize(
    ("words", "outputs"),
    [
        (("assign", "runs/may", "people.csv", "-o", "new.csv", "--quiet"), ["new.csv"]),
        (("assign", "runs/may", "people.csv", "-o", "new.parquet", "--quiet"), ["new.parquet"]),
        (("drift", "runs/may", "people.csv", "-o", "drift.csv"), ["drift.csv"]),
        (("compare", "runs/may", "runs/may", "-o", "moved"), ["moved/migration.csv", "moved/moved.csv"]),
        (("plan", "people.csv", "-o", "starter.toml"), ["starter.toml"]),
    ],
    ids=["assign", "assign-parquet", "drift", "compare", "plan"],
)
def test_files_that_are_written_alone(command, run, tmp_path, tmp_path_factory, words, outputs):
    (tmp_path / "moved").mkdir()
    for name in outputs:
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    words = (*words, "--force")
    did(command, *words)
    whole = {name: (tmp_path / name).read_bytes() for name in outputs}
    for name in outputs:
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    for _ in each_kill(command, tmp_path, tmp_path_factory, words):
        assert all((tmp_path / name).read_bytes() in (b"as it was", whole[name]) for name in outputs)
        did(command, *words)
        assert {name: (tmp_path / name).read_bytes() for name in outputs} == whole
        assert not hidden(tmp_path)
