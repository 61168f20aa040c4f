"""Runs of plans whose tables are in PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from tests.patience import PATIENCE

MARKER = "Marker-geheim/7"
PLAN = """
[source]
{source}
id = "id"
[[derive]]
kind = "rfm"
{orders}
id = "customer"
date = "day"
amount = "amount"
[search.kmeans]
k = [2, 3]
"""


@pytest.fixture(scope="module")
def shop(postgres):
    postgres.psql("""
        create schema crm;
        create table crm.people as select 'c' || lpad(g::text, 3, '0') as id, g % 2 * 500 + g * 7 % 90 as income,
            g % 5 as visits from generate_series(1, 90) g;
        create table crm.orders as select 'c' || lpad((g % 90 + 1)::text, 3, '0') as customer,
            date '2026-01-01' + g % 60 as day, (g * 3 % 50)::numeric(8, 2) as amount from generate_series(1, 300) g;
    """)


@pytest.mark.slow
def test_a_run_from_a_table_gives_the_segments_of_its_csv_file_and_keeps_the_password(uri, shop, segtui, tmp_path):
    config = tmp_path / "config/segtui/connections.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[shop]\nurl = "{uri}"\npassword_env = "SHOP_WORD"\n')
    config.chmod(0o600)
    env = {"XDG_CONFIG_HOME": str(config.parents[1]), "SHOP_WORD": MARKER}
    work = tmp_path / "work"
    work.mkdir()
    for name in ("people", "orders"):
        read(Source(path=f"{uri}&table=crm.{name}"), work).frame.write_csv(work / f"{name}.csv")
    (work / "people.sql").write_text("select * from crm.people;")
    ask = 'connection = "shop"\n'
    files = PLAN.format(source='path = "people.csv"', orders='path = "orders.csv"')
    tables = PLAN.format(source=ask + 'query_file = "people.sql"', orders=ask + 'table = "crm.orders"')
    said = ""
    for name, plan in (("files", files), ("tables", tables)):
        (work / f"{name}.toml").write_text(plan)
        done = segtui("run", f"{name}.toml", "--out", name, cwd=work, env=env)
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    for name in ("segments.csv", "leaderboard.csv", "comparison.csv"):
        assert (work / "files" / name).read_bytes() == (work / "tables" / name).read_bytes()
    plan = (work / "tables/plan.toml").read_text()
    assert 'path = "shop:?query_file=../people.sql"' in plan and 'path = "shop:crm.orders"' in plan
    told = json.loads((work / "tables/run.json").read_text())
    assert len(told["inputs"]) == 2 and [each["rows"] for each in told["databases"]] == [90, 300]
    assert [each["key"] for each in told["databases"]] == ["source", "derive[1]"]
    assert told["databases"][0]["statement"] == "select * from crm.people"
    assert "databases" not in json.loads((work / "files/run.json").read_text())
    config.write_text('[shop]\nurl = "postgresql://ana@127.0.0.1:1/shop"\npassword_env = "SHOP_WORD"\n')
    away = segtui("run", "tables.toml", "--out", "away", cwd=work, env=env)
    assert away.returncode == 5 and "can't be reached" in away.stderr and not (work / "away").exists()
    for words in (MARKER, MARKER.replace("/", "%2F")):
        assert words not in said + away.stdout + away.stderr
        assert not [f for f in work.rglob("*") if f.is_file() and words.encode() in f.read_bytes()]


@pytest.mark.slow
def test_no_process_shows_the_password_while_it_reads(uri, postgres, tmp_path):
    marker = f"geheim-{uuid4().hex}"  # its own: other tests pass MARKER to their processes meanwhile
    words = tmp_path / "words"
    words.write_text(marker)
    config = tmp_path / "segtui/connections.toml"
    config.parent.mkdir()
    config.write_text(f'[shop]\nurl = "{uri}"\npassword_command = ["cat", "{words}"]\n')
    config.chmod(0o600)
    command = [sys.executable, "-m", "segtui", "profile", "shop:?query=select pg_sleep(656)::text as s"]
    env = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + PATIENCE
        busy = "select 'busy' from pg_stat_activity where query like '%pg_sleep(656)%' and pid <> pg_backend_pid()"
        while "busy" not in postgres.psql(busy):
            assert time.monotonic() < end
        shown = []
        for place in [*Path("/proc").glob("[0-9]*/cmdline"), *Path("/proc").glob("[0-9]*/environ")]:
            with suppress(OSError):  # it has ended, or is another user's
                shown.append(place.read_bytes())
        process.terminate()
        told = process.communicate(timeout=PATIENCE)[1]
    assert any(b"pg_sleep(656)" in one for one in shown)
    assert not any(marker.encode() in one for one in [*shown, told])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('connection = "shop"', "connection needs table, query or query_file"),
        ('connection = "shop"\ntable = "a"\nquery = "b"', "table and query exclude each other"),
        ('connection = "shop"\ntable = "a"\npath = "b"', "path and connection exclude each other"),
        ('connection = "postgresql://a:geheim@b/c"\ntable = "a"', "has a password in it"),
        ('path = "postgresql://a:geheim@b/c?table=a"', "has a password in it"),
        ('connection = "shop"\ntable = "a"\ncolumns = "b"', "columns is not a list"),
    ],
)
@pytest.mark.parametrize("table", ["source", "derive"])
def test_what_is_wrong_with_the_keys_is_a_fault(segtui_plan, table, keys, said):
    if table == "derive" and "columns" in keys:
        pytest.skip("a maker reads the columns that it needs")
    asked = {"source": 'path = "a"', "orders": 'path = "b"'} | {"orders" if table == "derive" else table: keys}
    assert said in segtui_plan(PLAN.format(**asked))
