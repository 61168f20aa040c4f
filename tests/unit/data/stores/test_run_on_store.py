"""A run's folder on a store is complete or absent: files first, run.json last, under a lock."""

import sqlite3
from contextlib import closing

import pytest

from segtui.errors import DataError, SegtuiError, UnreachableError, UsageError
from segtui.pipeline.artifacts.changed_on_store import changed_run
from segtui.pipeline.artifacts.run_on_store import StoredRun, fetch_run


@pytest.fixture
def made(lake):
    """Makes what a run would have made for a place on the store."""

    def make(text, place="lake:runs/may"):
        stored = StoredRun.at(place)
        stored.prepare()
        (stored.work / "model").mkdir(parents=True)
        for name in ("run.json", "segments.csv", "model/model.json"):
            (stored.work / name).write_text(text)
        return stored

    return make


def there(store):
    import obstore

    keys = sorted(one["path"] for block in obstore.list(store, prefix="runs") for one in block)
    return {key: bytes(obstore.get(store, key).bytes()).decode(errors="replace") for key in keys}


WHOLE = ["runs/may/model/model.json", "runs/may/run.json", "runs/may/segments.csv"]


def test_the_manifest_is_put_last_and_nothing_is_left_here(lake, made, s3):
    stored = made("1")
    stored.publish(force=False)
    assert there(lake) == dict.fromkeys(WHOLE, "1")
    puts = [asked.partition("?")[0].rpartition("/")[2] for asked in s3.asked if asked.startswith("PUT ")]
    assert puts == [".segtui-lock", "model.json", "segments.csv", "run.json"]
    assert not stored.work.exists()


def test_a_run_is_replaced_only_with_force_and_as_a_whole(lake, made):
    made("1").publish(force=False)
    with pytest.raises(UsageError, match="already contains a run"):
        StoredRun.at("lake:runs/may").refuse_taken(force=False)
    again = made("2")
    (again.work / "model" / "model.json").unlink()
    again.publish(force=True)
    assert there(lake) == dict.fromkeys([WHOLE[1], WHOLE[2]], "2")


def test_anything_that_is_not_a_run_stays(lake, made):
    import obstore

    obstore.put(lake, "runs/may/mine.csv", b"x")
    for force in (False, True):
        with pytest.raises(UsageError, match="not a segtui run"):
            made("1").publish(force=force)
    assert there(lake) == {"runs/may/mine.csv": "x"}


def test_two_at_once_are_refused_and_an_interrupted_one_gives_way_to_force(lake, made):
    import obstore

    obstore.put(lake, "runs/may/.segtui-lock", b"")
    obstore.put(lake, "runs/may/segments.csv", b"half")
    with pytest.raises(UsageError, match="another run is being put here"):
        made("1").publish(force=False)
    assert "runs/may/run.json" not in there(lake)
    made("1").publish(force=True)
    assert there(lake) == dict.fromkeys(WHOLE, "1")


def test_a_store_that_goes_away_leaves_no_run_there_and_a_whole_one_here(lake, made, s3, monkeypatch):
    from segtui.data.stores import open_store

    monkeypatch.setattr(open_store, "_RETRIES", 0)
    stored = made("1")
    real = StoredRun.put

    def then_down(self, store, name, file, mode="overwrite"):
        s3.failing = 1000 if name == "segments.csv" else 0
        real(self, store, name, file, mode)

    monkeypatch.setattr(StoredRun, "put", then_down)
    with pytest.raises(UnreachableError, match="the finished run is in"):
        stored.publish(force=False)
    s3.failing = 0
    assert "runs/may/run.json" not in there(lake)
    assert (stored.work / "run.json").read_text() == "1"


@pytest.mark.parametrize("place", ["s3://lake?storage=lake", "delta+s3://lake/x", "lake:"])
def test_places_that_are_no_folder_are_refused(lake, place):
    with pytest.raises(SegtuiError):
        StoredRun.at(place)


@pytest.mark.slow
def test_a_run_is_written_and_read_back(lake, segtui, bare):
    (bare / "a.csv").write_text("id,x,y\n" + "".join(f"c{i},{i % 2 * 9 + i % 3},{i % 5}\n" for i in range(60)))
    (bare / "p.toml").write_text('[source]\npath = "a.csv"\n[search.kmeans]\nk = [2, 3]\n[stability]\nresamples = 0\n')
    done = segtui("run", "p.toml", "-o", "lake:runs/may", cwd=bare)
    assert done.returncode == 0, done.stderr
    assert "lake:runs/may/report.md" in done.stdout
    assert there(lake).keys() >= set(WHOLE)
    assert f'path = "{bare}/a.csv"' in there(lake)["runs/may/plan.toml"]
    shown = segtui("show", "lake:runs/may", cwd=bare)
    assert shown.returncode == 0, shown.stderr
    assert "identical" in segtui("verify", "lake:runs/may", cwd=bare).stdout
    export = ("export", "lake:runs/may", "--to", "csv", "-o", "a-file.csv", "--no-consent-column", "--holdout", "0.1")
    for line in (export, ("forget", "lake:runs/may", "c1"), ("refresh", "lake:runs/may", "a.csv")):
        done = segtui(*line, cwd=bare)
        assert done.returncode == 0, done.stderr
    kept = there(lake)
    assert "runs/may/versions/1/refresh.json" in kept and "\nc1," not in kept["runs/may/segments.csv"]
    assert not [key for key in kept if "lock" in key]
    assert len((bare / "a-file.csv").read_text().splitlines()) > 30


@pytest.mark.slow
def test_segments_of_a_run_on_a_store_are_written_into_a_table(lake, segtui, bare):
    (bare / "a.csv").write_text("id,x,y\n" + "".join(f"c{i},{i % 2 * 9 + i % 3},{i % 5}\n" for i in range(60)))
    (bare / "p.toml").write_text(
        '[source]\npath = "a.csv"\n[search.kmeans]\nk = [2]\n[stability]\nresamples = 0\n'
        f'[[write]]\nconnection = "sqlite:///{bare}/crm.db"\ntable = "segments"\n'
    )
    sqlite3.connect(bare / "crm.db").close()
    done = segtui("run", "p.toml", "-o", "lake:runs/may", cwd=bare)
    assert done.returncode == 0, done.stderr
    kept = there(lake)
    with closing(sqlite3.connect(bare / "crm.db")) as base:
        written = base.execute("select id, segment from segments order by id").fetchall()
        assert len(written) == 60
        base.execute("drop table segtui_writes")
        base.execute("delete from segments where id > 'c3'")
        base.commit()
        for told in ("36 new, 0 changed, 24 unchanged", "already written"):
            again = segtui("write", "lake:runs/may", cwd=bare)
            assert again.returncode == 0, again.stderr
            assert told in again.stdout + again.stderr
        assert base.execute("select id, segment from segments order by id").fetchall() == written
    assert there(lake).keys() == kept.keys()


def test_what_a_command_changes_is_put_back_and_nothing_else(lake, made, s3):
    made("1").publish(force=False)
    s3.asked.clear()
    with changed_run("lake:runs/may") as folder:
        (folder / "segments.csv").unlink()
        (folder / "run.json").write_text("2")
        (folder / "exports.csv").write_text("new")
        (folder / ".lock").touch()
    names = {"runs/may/exports.csv": "new", "runs/may/model/model.json": "1", "runs/may/run.json": "2"}
    assert there(lake) == names
    puts = [asked.partition("?")[0].rpartition("/")[2] for asked in s3.asked if asked.startswith("PUT ")]
    assert puts == [".segtui-lock", ".segtui-lock", "exports.csv", "run.json"]
    with changed_run("lake:runs/may"):
        pass
    assert there(lake) == names and not folder.exists()


def test_an_error_changes_nothing_there_and_two_at_once_are_refused(lake, made):
    made("1").publish(force=False)
    with pytest.raises(ZeroDivisionError), changed_run("lake:runs/may") as folder:
        (folder / "segments.csv").write_text("2")
        with pytest.raises(UsageError, match="another command is changing this run"), changed_run("lake:runs/may"):
            pass
        assert fetch_run("lake:runs/may").joinpath("segments.csv").read_text() == "1"
        raise ZeroDivisionError
    assert there(lake) == dict.fromkeys(WHOLE, "1")


def test_a_change_that_was_cut_off_is_finished_by_the_next_command(lake, made, s3, monkeypatch):
    from segtui.data.stores import open_store

    made("1").publish(force=False)
    monkeypatch.setattr(open_store, "_RETRIES", 0)
    real = StoredRun.put

    def then_down(self, store, name, file, mode="overwrite"):
        s3.failing = 1000 if name == "run.json" else 0
        real(self, store, name, file, mode)

    with monkeypatch.context() as patched, pytest.raises(UnreachableError, match="finishes the change"):
        patched.setattr(StoredRun, "put", then_down)
        with changed_run("lake:runs/may") as folder:
            for name in ("segments.csv", "run.json"):
                (folder / name).write_text("2")
    s3.failing = 0
    with pytest.raises(DataError, match="is changing this run"):
        fetch_run("lake:runs/may")  # half of it is new
    with changed_run("lake:runs/may") as folder:
        assert (folder / "run.json").read_text() == "2"
    assert there(lake) == dict(zip(WHOLE, "122", strict=True))
