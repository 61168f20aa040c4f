"""Runs that keep the rows of a database, and what becomes of them when it changes or goes away."""

import json
import random
import shutil
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from segtui.errors import DataError, PlanError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.row_changes import RowChanges, row_changes
from segtui.pipeline.finished_runs.verify import verify
from segtui.pipeline.forgetting.forget import forget
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.pipeline.scoring.refresh import refresh
from segtui.pipeline.scoring.version_files import RefreshOptions
from segtui.plan.load import parse

PLAN = """
[source]
connection = "sqlite:///shop.db"
table = "people"
snapshot = "{snapshot}"
id = "id"
[[derive]]
kind = "join"
connection = "sqlite:///shop.db"
query_file = "more.sql"
snapshot = "{snapshot}"
id = "owner"
columns.points = "sum"
[search.kmeans]
k = [2]
[stability]
resamples = 0
[report]
html = false
"""


def made_shop(folder):
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        shop.execute("create table people (income integer, id integer, mail text)")
        shop.execute("create table more (owner integer, points integer)")
        rows = [(g % 2 * 500 + g * 7 % 90, 1000 + g, f"p{g}@example.org") for g in range(40)]
        shop.executemany("insert into people values (?, ?, ?)", rows)
        shop.executemany("insert into more values (?, ?)", [(1000 + g, g % 5) for g in range(40)])
        shop.commit()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("snapshots")
    made_shop(folder)
    (folder / "more.sql").write_text("select * from more order by owner;\n")
    for snapshot in ("keep", "hash"):
        run_plan(parse(PLAN.format(snapshot=snapshot)), RunOptions(folder, folder / snapshot), Silent())
    return folder


@pytest.fixture
def work(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "work"))


def change(folder, *statements):
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        for statement in statements:
            shop.execute(statement)
        shop.commit()


def changed_shop(folder):
    change(
        folder,
        "update people set income = 5 where id = 1003",
        "delete from people where id = 1004",
        "insert into people values (1, 7, 'x'), (2, 8, 'y')",
    )


def test_kept_rows_are_as_they_came_and_private(work):
    place = work / "keep/input"
    assert sorted(file.name for file in place.iterdir()) == ["derive-1.parquet", "source.parquet"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (place, *place.iterdir())} == {0o700, 0o600}
    kept = pl.read_parquet(place / "source.parquet")
    assert kept.columns == ["income", "id", "mail"] and kept.height == 40
    plan = (work / "keep/plan.toml").read_text()
    assert 'path = "sqlite:///../shop.db?table=people&snapshot=keep"' in plan
    assert not (work / "hash/input").exists() and "snapshot" not in (work / "hash/plan.toml").read_text()
    same = [(work / run / "segments.csv").read_bytes() for run in ("keep", "hash")]
    assert same[0] == same[1]


def test_a_changed_table_is_told_by_its_rows_and_the_run_made_again_from_those_kept(work):
    run = RunFiles.open(work / "keep")
    before = verify(run, Silent())
    assert before.same and [one.changes for one in before.databases] == [None, None]
    changed_shop(work)
    after = verify(run, Silent())
    assert after.same and [one.changes for one in after.databases] == [RowChanges(2, 1, 1), None]
    assert after.databases[0].sentences() == ["people has changed; rows added: 2, removed: 1, changed: 1"]
    (work / "more.sql").write_text("select * from more where owner > 0 order by owner;\n")
    restated = verify(run, Silent()).databases[1]
    assert restated.sentences() == ["more.sql is asked for something else now", "more.sql has not changed"]
    (work / "shop.db").unlink()
    gone = verify(run, Silent())
    assert gone.same and all("no such file" in one.why for one in gone.databases)


def test_without_kept_rows_a_changed_table_makes_files_differ(work):
    run = RunFiles.open(work / "hash")
    assert verify(run, Silent()).same
    changed_shop(work)
    after = verify(run, Silent())
    assert not after.same and {"people has changed", "people had 40 rows and has 41"} <= set(after.changes)
    (work / "shop.db").unlink()
    with pytest.raises(DataError, match="no such file"):
        verify(run, Silent())


def test_a_table_that_the_plan_can_no_longer_be_carried_out_with_is_one_that_has_changed(work):
    run = RunFiles.open(work / "hash")
    change(work, "update people set income = 'about ' || income")
    after = verify(run, Silent())
    assert {(file.status, str(file.why)) for file in after.files} == {("differs", "people has changed")}
    assert "hash/plan.toml: 1 fault" in after.failed and '"income" is text' in after.failed
    run.path.joinpath("plan.toml").write_text((work / "hash/plan.toml").read_text() + "\n# edited\n")
    with pytest.raises(PlanError):
        verify(RunFiles.open(work / "hash"), Silent())


def test_a_version_says_what_databases_were_asked_too(work, monkeypatch):
    monkeypatch.chdir(work)
    run = RunFiles.open(work / "keep")
    data = RefreshOptions("sqlite:///shop.db?table=people", {1: "sqlite:///shop.db?query_file=more.sql"})
    version = RunFiles.open(refresh(run, data, Silent()).out)
    before, after = run.manifest["databases"], version.manifest["databases"]
    assert [each["key"] for each in after] == ["source", "derive[1]"]
    assert all(one[key] == two[key] for one, two in zip(before, after, strict=True) for key in one.keys() & {"sha256"})
    assert version.manifest["inputs"] == {each["address"]: each["sha256"] for each in after}
    (work / "shop.db").unlink()
    assert RunFiles.open(work / "keep").latest.segments().collect().height == 40


def test_kept_rows_that_were_edited_are_not_used(work):
    place = work / "keep/input/source.parquet"
    pl.read_parquet(place).with_columns(income=pl.lit(1, pl.Int64)).write_parquet(place)
    found = {file.path: file for file in verify(RunFiles.open(work / "keep"), Silent()).files}
    assert found["input/source.parquet"].why == "it was edited after the run"
    assert found["segments.csv"].status == "same"


@pytest.mark.parametrize("spelled", ["1005", "1005.0"])
def test_a_forgotten_person_is_gone_from_kept_rows_too(work, spelled):
    run = RunFiles.open(work / "keep")
    found = forget(run, spelled)
    assert found.files["input/source.parquet"] == found.files["input/derive-1.parquet"] == 1
    for file in (work / "keep").rglob("*"):
        if file.suffix == ".parquet":
            assert "1005" not in {str(cell) for column in pl.read_parquet(file) for cell in column.to_list()}
        elif file.is_file():
            assert "p5@example.org" not in file.read_text() and "1005" not in _words(file)
    again = verify(RunFiles.open(work / "keep"), Silent())
    assert not again.databases and {file.path: file.status for file in again.files}["input/source.parquet"] == "same"
    assert json.loads((work / "keep/run.json").read_text())["forgotten"] == 1


def _words(file):
    return file.read_text().replace(",", " ").replace('"', " ").split()


def test_rows_without_an_id_keep_their_numbers_when_one_is_forgotten(tmp_path):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop:
        shop.execute("create table people (a integer, b integer)")
        shop.executemany("insert into people values (?, ?)", [(g % 2 * 500 + g // 2 % 9, g % 7) for g in range(40)])
        shop.commit()
    plan = PLAN.format(snapshot="keep").replace('id = "id"', "").split("[[derive]]")
    plan = plan[0] + plan[1][plan[1].index("[search") :]
    run_plan(parse(plan), RunOptions(tmp_path, tmp_path / "run"), Silent())
    before = pl.read_parquet(tmp_path / "run/input/source.parquet")
    assert forget(RunFiles.open(tmp_path / "run"), "3").files["input/source.parquet"] == 1
    after = pl.read_parquet(tmp_path / "run/input/source.parquet")
    assert after[2].row(0) == (None, None) and after[:2].equals(before[:2]) and after[3:].equals(before[3:])


@pytest.mark.parametrize("seed", range(5))
def test_changes_of_rows_are_those_that_a_loop_counts(seed):
    drawn = random.Random(seed)
    rows = [(i, drawn.choice([None, 0.5, 1.0]), drawn.choice("ab")) for i in range(60)]
    now = [(i, drawn.choice([None, 0.5]), k) if drawn.random() < 0.2 else (i, v, k) for i, v, k in rows[5:]]
    now += [(i, 1.0, "a") for i in range(100, 103)]
    drawn.shuffle(now)
    before, after = dict(map(_by_id, rows)), dict(map(_by_id, now))
    changed = sum(before[i] != after[i] for i in before.keys() & after.keys())
    frames = [pl.DataFrame(side, schema=["id", "*", "k"], orient="row") for side in (rows, now)]
    assert row_changes(*frames, "id") == RowChanges(3, 5, changed)
    bare = [frame.drop("id") for frame in frames]
    was, come = (Counter(frame.rows()) for frame in bare)
    assert row_changes(*bare, None) == RowChanges((come - was).total(), (was - come).total(), 0)
    wider = frames[1].rename({"k": "m"})
    assert row_changes(frames[0], wider, "id").new_columns == ("m",)
    as_text = frames[0].with_columns(pl.col("id").cast(pl.String))
    assert row_changes(frames[0], as_text, "id") == RowChanges(0, 0, 0, retyped_columns=("id",))


def _by_id(row):
    return row[0], row[1:]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('path = "people.csv"\nsnapshot = "keep"', "only rows of a database are kept"),
        ('path = "sqlite:///a.db?table=b"\nsnapshot = "all"', 'neither "hash" nor "keep"'),
        ('connection = "shop"\ntable = "b"\nsnapshot = true', 'neither "hash" nor "keep"'),
    ],
)
def test_what_is_wrong_with_a_snapshot_is_a_fault(segtui_plan, keys, said):
    assert said in segtui_plan(f"[source]\n{keys}\n")


def test_rows_that_are_worked_through_in_parts_are_not_kept(work):
    plan = parse(PLAN.format(snapshot="keep") + "[engine]\nparts = true\n")
    with pytest.raises(PlanError, match="in parts are not kept"):
        run_plan(plan, RunOptions(work, work / "parts"), Silent())
