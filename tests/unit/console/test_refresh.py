"""`segtui refresh`: centres follow new rows, numbers and names stay, and every version can be gone back to."""

import json
import os

import numpy as np
import polars as pl
import pytest

from segtui.pipeline.artifacts.run_reader import RunFiles

QUICK = ("--set", "search={kmeans={k=[3]}}")


def newer(path, shift, groups=(0, 1, 2), first=1000):
    random = np.random.default_rng(7)
    centres = np.repeat(np.array([[30, 200, 2], [50, 900, 12], [65, 100, 25]])[list(groups)], 50, axis=0)
    values = centres + shift + random.normal(size=centres.shape) * [3, 30, 1]
    pl.DataFrame(values.round(2), schema=["age", "spend", "visits"]).with_row_index("customer_id", first).write_csv(
        path
    )


@pytest.fixture
def run(command, customers):
    assert command("run", "customers.csv", *QUICK, "-o", "runs/may", "--quiet").returncode == 0
    newer(customers.parent / "june.csv", [4, 0, 0])
    newer(customers.parent / "july.csv", [8, 0, 0], first=2000)
    return customers.parent / "runs" / "may"


def files(folder):
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_a_version_has_the_new_rows_in_the_segments_of_before(command, run):
    before = files(run)
    done = command("refresh", "runs/may", "june.csv", "--at", "2026-06-30", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == 1 and told["from"] == 0 and told["at"] == "2026-06-30" and told["rows"] == 150
    assert [s["rows"] for s in told["segments"]] == [50, 50, 50]
    old, new = RunFiles.open(run), RunFiles.open(run).latest
    assert new.path == run / "versions" / "1" and new.names == old.names
    assert new.segments().collect()["customer_id"].to_list() == list(range(1000, 1150))
    assert set(new.segments().collect_schema().names()) == {"customer_id", "segment", "segment_name", "confidence"}
    age = [c["name"] for c in new.model["columns"]].index("age") + 1
    assert (new.centroids().to_numpy()[:, age] > old.centroids().to_numpy()[:, age]).all()
    after = files(run)
    assert {name: after[name] for name in before} == before


def test_assign_goes_by_the_version_that_counts(command, run):
    assert command("refresh", "runs/may", "june.csv", "--quiet").returncode == 0
    assert command("assign", "runs/may", "june.csv", "-o", "june-1.csv", "--quiet").returncode == 0
    place = run.parents[1] / "june-1.csv"
    ours = RunFiles.open(run / "versions" / "1").segments().collect()
    theirs = pl.read_csv(place).drop("reason")
    assert theirs["segment"].to_list() == ours["segment"].to_list()
    assert theirs["confidence"].to_list() == ours["confidence"].to_list()
    assert command("refresh", "runs/may", "--rollback", "--quiet").returncode == 0
    assert command("assign", "runs/may", "june.csv", "-o", "june-0.csv", "--quiet").returncode == 0
    assert pl.read_csv(run.parents[1] / "june-0.csv")["confidence"].to_list() != theirs["confidence"].to_list()


@pytest.mark.slow
def test_the_same_refresh_writes_the_same_bytes_on_one_thread_and_on_two(segtui, run):
    for name, threads in (("a", "1"), ("b", "2")):
        env = {"OMP_NUM_THREADS": threads, "POLARS_MAX_THREADS": threads}
        assert segtui("refresh", "runs/may", "june.csv", "-o", name, "--quiet", env=env).returncode == 0
    one, two = files(run.parents[1] / "a"), files(run.parents[1] / "b")
    one.pop("run.json"), two.pop("run.json")
    assert one == two
    assert not (run / "versions").exists()


def test_versions_are_listed_and_gone_back_to(command, run):
    for data in ("june.csv", "july.csv"):
        assert command("refresh", "runs/may", data, "--quiet").returncode == 0
    lines = command("refresh", "runs/may", "--list").stdout.splitlines()
    assert lines[0] == "  0  the original run"
    assert lines[2] == "* 2  from 1 by 150 rows of july.csv"
    assert json.loads(command("refresh", "runs/may", "--rollback", "--json").stdout)["version"] == 1
    assert command("refresh", "runs/may", "--rollback", "0").returncode == 0
    assert RunFiles.open(run).latest.path == run
    assert command("refresh", "runs/may", "--rollback").returncode == 2
    assert command("refresh", "runs/may", "--rollback", "9").returncode == 2
    assert command("refresh", "runs/may", "--rollback", "x").returncode == 2
    assert command("refresh", "runs/may", "--rollback", "2").returncode == 0
    assert json.loads(command("refresh", "runs/may", "june.csv", "--json", "--quiet").stdout)["from"] == 2


def test_earlier_rows_weigh_what_they_are_told_to(command, run):
    moves = {}
    for keep in ("1", "0.1"):
        done = command("refresh", "runs/may", "june.csv", "--keep", keep, "-o", f"k{keep}", "--json", "--quiet")
        moves[keep] = json.loads(done.stdout)["segments"]
    assert all(a["shift"] < b["shift"] for a, b in zip(moves["1"], moves["0.1"], strict=True))
    assert [s["weight"] for s in moves["1"]] == [90.0] * 3
    assert [s["weight"] for s in moves["0.1"]] == [54.0] * 3
    assert command("refresh", "runs/may", "june.csv", "--keep", "0").returncode == 2


def test_a_segment_without_rows_keeps_its_centre_and_is_warned_of(command, run):
    newer(run.parents[1] / "two.csv", [0, 0, 0], groups=(0, 1))
    done = command("refresh", "runs/may", "two.csv", "--json")
    told = json.loads(done.stdout)
    dead = [s for s in told["segments"] if not s["rows"]]
    assert len(dead) == 1 and dead[0]["shift"] == 0
    assert "received no rows" in done.stderr and "received no rows" in told["warnings"][0]


def test_a_version_is_a_run_to_export_and_to_forget_in(command, run):
    assert command("refresh", "runs/may", "june.csv", "--quiet").returncode == 0
    done = command("export", "runs/may/versions/1", "--to", "csv", "-o", "x.csv", "--columns", "age",
                   "--no-consent-column", "--quiet")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(run.parents[1] / "x.csv").height == 150
    assert command("forget", "runs/may", "1007").returncode == 0
    assert RunFiles.open(run).latest.segments().collect().height == 149
    assert json.loads((run / "versions" / "1" / "run.json").read_text())["forgotten"] == 1
    assert command("verify", "runs/may", "--quiet").returncode == 0
    assert command("verify", "runs/may/versions/1").returncode == 2


def exported(command, run, name, *more):
    done = command("export", run, "--to", "csv", "-o", name, "--no-consent-column", *more)
    assert done.returncode == 0, done.stderr
    return set(pl.read_csv(name)["id"]), done.stderr


def test_whoever_is_held_out_of_a_run_is_held_out_of_its_versions_and_the_other_way_round(command, run):
    newer("june.csv", [4, 0, 0], first=1)  # the same people
    exported(command, "runs/may", "a.csv", "--holdout", "0.1")
    held = set(pl.read_csv(run / "control.csv")["id"])
    assert len(held) == 12
    assert command("refresh", "runs/may", "june.csv", "--quiet").returncode == 0
    assert command("refresh", "runs/may", "july.csv", "-o", "elsewhere", "--quiet").returncode == 0
    assert set(pl.read_csv("elsewhere/control.csv")["id"]) == held
    sent, _ = exported(command, "runs/may/versions/1", "b.csv", "--holdout", "0.2")
    now = set(pl.read_csv(run / "control.csv")["id"])
    assert held < now and len(now) == 30 and not sent & now
    again, told = exported(command, "runs/may", "c.csv")
    assert not again & now and "give" in told and "versions/1" in told.replace("\n", "")
    log = [json.loads(line)["number"] for line in (run / "exports.jsonl").read_text().splitlines()]
    assert log == [1, 2, 3]
    assert command("readout", "runs/may/versions/1", "july.csv").returncode != 0  # nobody of it is in there


def test_what_goes_by_the_run_as_it_was_made_though_it_was_refreshed_says_so(command, run):
    assert command("refresh", "runs/may", "june.csv", "--quiet").returncode == 0
    told = f"the original run is used here; give {run}/versions/1"
    assert told in command("drift", "runs/may", "july.csv").stderr.replace("\n", "")
    assert told in command("run", "june.csv", *QUICK, "-o", "june", "--previous", "runs/may").stderr
    assert command("refresh", "runs/may", "--rollback", "0").returncode == 0
    assert "as it was made" not in command("drift", "runs/may", "july.csv").stderr


def test_a_person_is_forgotten_in_the_run_and_no_version_takes_its_files(command, run):
    assert command("refresh", "runs/may", "june.csv", "--quiet").returncode == 0
    exported(command, "runs/may/versions/1", "x.csv")
    done = command("forget", "runs/may", "1007")
    assert done.returncode == 0 and "x.csv" in (done.stdout + done.stderr).replace("\n", "")
    refused = command("forget", "runs/may/versions/1", "1008")
    assert refused.returncode == 2 and f"give the run's own folder: {run}" in refused.stderr
    for own in ("runs/may/segments.csv", "runs/may/versions/1/segments.csv"):
        done = command("export", "runs/may/versions/1", "--to", "csv", "-o", own, "--no-consent-column", "--force")
        assert done.returncode == 2 and "is a file of the run itself" in done.stderr


def test_other_algorithms_and_wrong_data_are_refused_and_nothing_is_left(command, run, customers):
    assert (
        command("run", "customers.csv", "--set", "search={hierarchical={k=[3]}}", "-o", "tree", "--quiet").returncode
        == 0
    )
    refused = command("refresh", "tree", "june.csv")
    assert refused.returncode == 2 and "--previous" in refused.stderr
    (customers.parent / "other.csv").write_text("customer_id,age\n1,2\n")
    assert command("refresh", "runs/may", "other.csv").returncode == 3
    assert command("refresh", "runs/may", "nowhere.csv").returncode == 3
    assert command("refresh", "runs/may").returncode == 2
    assert not os.path.exists(run / "versions") or os.listdir(run / "versions") == []
    assert RunFiles.open(run).latest.path == run


def test_data_comes_by_standard_input_too(segtui, run):
    text = (run.parents[1] / "june.csv").read_text()
    done = segtui("refresh", "runs/may", "-", "--json", "--quiet", stdin=text)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 150


def test_one_feature_and_orders_of_a_newer_month(command, run, customers):
    assert (
        command("run", "customers.csv", *QUICK, "--set", 'features.use=["spend"]', "-o", "one", "--quiet").returncode
        == 0
    )
    assert command("refresh", "one", "june.csv", "--quiet").returncode == 0
    assert RunFiles.open(customers.parent / "one").latest.centroids().shape == (3, 2)
