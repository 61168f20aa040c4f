"""Commands on a finished run over parts: twice the same bytes, and killed at any moment all of it or nothing."""

import json
import re
import shutil
import signal
import sqlite3
from contextlib import closing

import polars as pl
import pytest

from tests.quick_runs import IN_PARTS

PLAN = """
[source]
path = "people.csv"
id = "customer"
[features]
use = ["spend", "visits"]
"""
KILLED = """
import os, signal, sys
from segtui.cli import main

_, at, counted, *words = sys.argv
moments = 0

def before(done):
    def counting(*given, **more):
        global moments
        moments += 1
        if moments == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
        with open(counted, "w") as file:
            file.write(str(moments))
        return done(*given, **more)
    return counting

for name in ("replace", "rename", "unlink", "rmdir", "mkdir", "fsync"):
    setattr(os, name, before(getattr(os, name)))
sys.argv = ["segtui", *words]
main()
"""
COMMANDS = {
    "drift": ("drift", "run", "june.csv", "-o", "out/drift.csv"),
    "refresh": ("refresh", "run", "june.csv", "--quiet"),
    "forget": ("forget", "run", "7", "--quiet"),
    "assign": ("assign", "run", "june.csv", "-o", "out/new.csv", "--quiet"),
    "export": ("export", "run", "--to", "csv", "--consent", "agrees", "--holdout", "0.2", "-o", "out/e.csv"),
    "write": ("write", "run", "--to", "sqlite:///shop.db", "--table", "segments", "--quiet"),
}

_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?")


def people(first):
    return pl.select(customer=pl.int_range(first, first + 3_000)).with_columns(
        pl.format("p{}@example.org", "customer").alias("email"),
        pl.when(pl.col("customer") % 7 == 3).then(pl.lit("no")).otherwise(pl.lit("yes")).alias("agrees"),
        spend=pl.col("customer") % 3 * 100 + pl.col("customer") % 11,
        visits=pl.col("customer") % 3 * 10 + pl.col("customer") % 5,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory, nursery):
    """A folder with a finished run, the data of a later month, and an empty database."""
    folder = tmp_path_factory.mktemp("finished")
    people(0).write_csv(folder / "people.csv")
    people(500).write_csv(folder / "june.csv")
    (folder / "plan.toml").write_text(PLAN + IN_PARTS)
    (folder / "killed.py").write_text(KILLED)
    with closing(sqlite3.connect(folder / "shop.db")) as shop, shop:
        shop.execute("create table other (a)")
    (folder / "out").mkdir()
    made = nursery.run(["run", "plan.toml", "-o", "run", "--quiet"], folder)
    assert made.returncode == 0, made.stderr
    return folder


def state(folder):
    """What anyone sees in a folder: the bytes of its files, the rows of its database but for when they came."""
    files = {str(file.relative_to(folder)): file for file in sorted(folder.rglob("*")) if file.is_file()}
    shown = {name: file for name, file in files.items() if not name.startswith(".") and "/." not in name}
    found = {name: file.read_bytes().replace(str(folder).encode(), b"here") for name, file in shown.items()}
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        return found | {"shop.db": _TIME.sub("then", "\n".join(shop.iterdump()))}


def written(folder):
    """Where the run says that its segments are."""
    return [each["place"] for each in json.loads((folder / "run" / "run.json").read_text()).get("writes", [])]


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_killed_has_done_all_or_nothing_and_works_again(words, finished, nursery, tmp_path):
    def told(number, at=0):
        """The state after the command in a new copy of the folder, killed before a moment."""
        place, counted = tmp_path / f"{number}" / "here", tmp_path / "moments"
        shutil.copytree(finished, place)
        done = nursery.run(["killed.py", str(at), str(counted), *words], place, what="script")
        assert done.returncode == (-signal.SIGKILL if at else 0), done.stderr
        return place, int(counted.read_text())

    (first, moments), (second, again) = told(1), told(2)
    old, new = state(finished), state(first)
    assert old != new == state(second) and moments == again
    for at in sorted({1, moments // 3, moments * 2 // 3, moments - 1, moments}):
        place, _ = told(f"killed-{at}", at)
        settled = nursery.run(["show", "run"], place)
        assert settled.returncode == 0, settled.stderr
        left, now = state(place), written(place)
        if left["shop.db"] == new["shop.db"] != old["shop.db"] and not now:
            # The rows were there a moment before the run could note it: the next write does.
            assert nursery.run(list(words), place).returncode == 0 and written(place) == written(first)
            assert state(place)["shop.db"] == new["shop.db"]
            continue
        assert left in (old, new), (at, moments, _differing(left, old), _differing(left, new))
        if left == old:
            repeated = nursery.run(list(words), place)
            assert repeated.returncode == 0, repeated.stderr
            assert state(place) == new, (at, moments, _differing(state(place), new))
            assert not list(place.rglob(".*.part"))


def _differing(one, other):
    return [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
