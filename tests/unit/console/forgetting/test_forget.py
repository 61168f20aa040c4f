"""`segtui forget`: a person is in no file of a run afterwards, and nobody else is touched."""

import csv
import errno
import json
import os
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from segtui.pipeline.artifacts.run_reader import RunFiles

IDS = ["007", "7", "O'Brien, Pat", 'the "one"', " spaced ", "=1+1", "-5", "Zoë\nLine", "'quoted", "ünï"]


@pytest.fixture
def people(tmp_path):
    """Sixty people whose ids are as awkward as ids get."""
    ids = IDS + [f"p{i}" for i in range(50)]
    frame = pl.DataFrame({"who": ids, "x": [i % 3 * 10.0 + i / 100 for i in range(60)]})
    frame.with_columns(x=pl.when(pl.int_range(60) % 7 != 6).then("x"), y=pl.col("x") * 2).write_parquet(
        tmp_path / "people.parquet"
    )
    plan = (
        'source = {path = "people.parquet", id = "who"}\nfeatures.use = ["x", "y"]\nsearch.kmeans.k = [3]\n'
        '[[clean]]\nstep = "impute"\ncolumns = ["x"]\nmethod = "knn"\n'
    )
    (tmp_path / "plan.toml").write_text(plan)
    return frame


@pytest.fixture
def run(command, people, tmp_path):
    done = command("run", "plan.toml", "-o", "runs/may", "--quiet")
    assert done.returncode == 0, done.stderr
    return tmp_path / "runs" / "may"


def texts(folder):
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def holders(folder, id):
    """The files that hold an id, found by other means than the product's."""
    found = set()
    for place in folder.rglob("*"):
        if place.suffix == ".csv":
            rows = list(csv.reader(place.open(encoding="utf-8", newline="")))
            if any(cell in (id, "'" + id) for row in rows for cell in row):
                found.add(place.relative_to(folder).as_posix())
        elif place.suffix == ".parquet":
            frame = pl.read_parquet(place)
            if any(id in frame[c].to_list() for c in frame.columns if frame[c].dtype == pl.String):
                found.add(place.relative_to(folder).as_posix())
        elif place.name == "learned.json" and json.dumps(id) in json.dumps(json.loads(place.read_text())):
            found.add(place.relative_to(folder).as_posix())
    return found


@pytest.mark.parametrize("id", IDS)
def test_a_person_is_in_no_file_afterwards_and_everybody_else_still_is(command, run, people, id):
    before = RunFiles.open(run).segments().collect()
    where = holders(run, id)
    assert where >= {"segments.csv", "model/rows.parquet", "model/fit.parquet", "model/learned.json"}
    done = command("forget", "runs/may", "--json", "--", id)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["files"]) == where
    assert holders(run, id) == set()
    after = RunFiles.open(run).segments().collect()
    assert after.equals(before.filter(pl.col("who") != id))
    assert after.height == before.height - 1
    assert RunFiles.open(run).rows().height == before.height - 1
    assert not [name for name in os.listdir(run) if name.endswith(".part")]


def test_verify_says_that_people_were_forgotten_and_that_the_run_is_whole(command, run):
    for id in ("007", 'the "one"'):
        assert command("forget", "runs/may", id).returncode == 0
    manifest = json.loads((run / "run.json").read_text())
    assert manifest["forgotten"] == 2
    rest = {key: value for key, value in manifest.items() if key not in ("inputs", "outputs")}  # those are hashes
    assert not [text for text in re.findall(r'"(?:[^"\\]|\\.)*"', json.dumps(rest)) if "007" in text]
    done = command("verify", "runs/may", "--json")
    told = {file["path"]: file for file in json.loads(done.stdout)["files"]}
    assert told["segments.csv"]["why"] == "its rows differ only by 2 people who were forgotten"
    assert told["model/learned.json"]["status"] == "same"
    assert done.returncode == 0
    (run / "segments.csv").write_text((run / "segments.csv").read_text().replace("p3,", "p3000,"))
    assert command("verify", "runs/may").returncode == 1


def test_a_dry_run_says_the_same_and_changes_nothing(command, run):
    before = texts(run)
    would = command("forget", "runs/may", "007", "--dry-run", "--json")
    assert would.returncode == 0
    assert texts(run) == before
    told, did = json.loads(would.stdout), json.loads(command("forget", "runs/may", "007", "--json").stdout)
    assert told["dry_run"] and told["files"] == did["files"]


def test_whom_no_file_holds_is_exit_1_and_ids_are_compared_as_text(command, run):
    before = texts(run)
    assert command("forget", "runs/may", "").returncode == 2
    for id in ("0007", "nobody", "p", "P1"):
        assert command("forget", "runs/may", id).returncode == 1
    assert texts(run) == before
    assert command("forget", "runs/may", "007").returncode == 0
    again = command("forget", "runs/may", "007")
    assert again.returncode == 1 and 'the id "007"' in again.stderr


def test_it_says_what_lies_beyond_the_run(command, run):
    said = command("forget", "runs/may", "007").stdout
    assert "people.parquet" in said and "segments.csv" in said
    assert command("forget", "runs/may", "7", "--quiet").stdout == ""


def test_past_exports_are_named_their_lists_cleaned_and_companions_too(command, run, tmp_path):
    exported = command("export", "runs/may", "--to", "csv", "-o", "out/all.csv", "--no-consent-column", "--quiet")
    assert exported.returncode == 0, exported.stderr
    companion = tmp_path / "out" / "all.left-out.csv"
    companion.write_text("id,reason,detail\n007,no e-mail,\np1,no e-mail,\n")
    done = json.loads(command("forget", "runs/may", "007", "--json").stdout)
    assert done["exports"] == [
        {"number": 1, "target": "csv", "files": [{"path": str(tmp_path / "out" / "all.csv"), "there": True}]}
    ]
    assert companion.read_text() == "id,reason,detail\np1,no e-mail,\n"
    assert "007" in (tmp_path / "out" / "all.csv").read_text()
    assert command("forget", "runs/may", "007").returncode == 1


def test_what_an_interrupted_run_left_beside_goes_too(command, run):
    left = run.with_name(".may.partial") / "files"
    left.mkdir(parents=True)
    (left / "segments.csv").write_bytes((run / "segments.csv").read_bytes())
    assert command("forget", "runs/may", "007", "--dry-run").returncode == 0
    assert left.exists()
    done = json.loads(command("forget", "runs/may", "007", "--json").stdout)
    assert done["removed"] == [str(left.parent)]
    assert os.listdir(run.parent) == ["may"]


def test_an_integer_id_is_its_text(command, customers):
    assert command("run", "customers.csv", "--set", "search={kmeans={k=[3]}}", "-o", "out", "--quiet").returncode == 0
    assert command("forget", "out", "0017").returncode == 1
    assert command("forget", "out", "17").returncode == 0
    assert 17 not in RunFiles.open(customers.parent / "out").rows()["id"].to_list()
    assert command("verify", "out").returncode == 0


FAMILIES = [
    "kmeans={k=[5]}",
    "dbscan={eps=[1.0],min_samples=[5]}",
    "hdbscan={min_cluster_size=[40],min_samples=[5]}",
    "hierarchical={linkage=['ward'],k=[5]}",
]
SAMPLE = Path(__file__).parents[4] / "sample_data"


@pytest.mark.slow
@pytest.mark.parametrize("search", FAMILIES)
def test_the_sample_run_of_any_family_still_assigns_and_verifies_without_a_person(command, tmp_path, search):
    shutil.copytree(SAMPLE, tmp_path / "sample", ignore=shutil.ignore_patterns("runs", "screenshots"))
    with (tmp_path / "sample" / "plan.toml").open("a") as plan:
        plan.write('\n[[export]]\nto = "csv"\nno_consent_column = true\n')
    overrides = ("--set", f"search={{{search}}}", "--set", "select={clusters=[2,40],max_noise=1.0,min_share=0}")
    done = command("run", "sample/plan.toml", *overrides, "-o", "runs/may", "--quiet")
    assert done.returncode == 0, done.stderr
    assert command("verify", "runs/may", "--quiet").returncode == 0
    told = json.loads(command("forget", "runs/may", "472", "--json").stdout)
    assert set(told["files"]) == {"segments.csv", "model/rows.parquet", "model/fit.parquet", "exports/1-csv.csv"}
    assert told["exports"][0]["files"][0]["path"].endswith("runs/may/exports/1-csv.csv")
    assert any("customers.csv, cdnow_orders.csv" in sentence for sentence in told["not_done"])
    again = command("verify", "runs/may", "--json")
    assert again.returncode == 0, again.stdout
    assert json.loads(again.stdout)["forgotten"] == 1
    assert command("assign", "runs/may", "--check", "--quiet").returncode == 0
    assert command("export", "runs/may", "--to", "csv", "-o", "x.csv", "--no-consent-column", "-q").returncode == 0
    assert "472" not in pl.read_csv("x.csv", infer_schema=False)["id"].to_list()


def test_verify_brings_nobody_back(command, run):
    assert command("forget", "runs/may", "p7").returncode == 0
    assert "p7" not in RunFiles.open(run).segments().collect()["who"].to_list()
    assert command("verify", "runs/may").returncode == 0
    assert "p7" not in RunFiles.open(run).segments().collect()["who"].to_list()


def test_on_a_full_disk_every_file_stays_as_it_was(command, run, monkeypatch):
    before = texts(run)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = command("forget", "runs/may", "007")
    assert done.returncode == 4, done.stderr
    assert texts(run) == before


def test_data_that_has_other_columns_by_now_stands_in_nobodys_way(command, run, tmp_path):
    pl.DataFrame({"id": [1, 2], "age": [3, 4]}).write_parquet(tmp_path / "people.parquet")
    done = command("forget", "runs/may", "p7")
    assert "damaged" not in done.stderr and "segments.csv" in done.stdout, done
    assert holders(run, "p7") == set() and 'the column "who" no longer exists' in done.stdout + done.stderr
