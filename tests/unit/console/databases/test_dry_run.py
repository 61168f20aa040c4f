"""What `--dry-run` says of databases, and that it does nothing else."""

import json
import sqlite3
from contextlib import closing

import duckdb
import pytest

from segtui.console.databases.dry_run import dry_run, dry_scoring
from segtui.errors import DataError, UsageError

PLAN = """
[source]
path = "duckdb:///shop.duckdb?table=people&where=id < 1000"
[[derive]]
kind = "rfm"
path = "sqlite:///shop.db?table=orders"
id = "customer"
date = "day"
amount = "amount"
[[derive]]
kind = "join"
path = "more.csv"
columns = { x = "max" }
id = "id"
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("shop.duckdb") as shop:
        shop.execute("create table people as select range as id, range % 3 as k from range(5000)")
    with closing(sqlite3.connect("shop.db")) as shop:
        shop.execute("create table orders as select 1 as customer, '2026-01-01' as day, 2.5 as amount, 'x' as more")
        shop.commit()
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


def test_every_table_of_a_plan_is_told_with_its_statement_and_rows(shop, capsys):
    dry_run("plan.toml")
    said = capsys.readouterr().out
    assert (
        "source: duckdb:///" in said and 'select * from "people" where id < 1000' in said and "about 1,000 rows" in said
    )
    assert 'select * from "orders"' in said and "of its columns only: customer, day, amount\n  1 row\n" in said
    assert "derive[2]: more.csv\n  a file" in said
    assert sorted(file.name for file in shop.iterdir()) == ["plan.toml", "shop.db", "shop.duckdb"]


def test_the_same_as_json(shop, capsys):
    dry_run("plan.toml", ["source.path='sqlite:///shop.db?query=select 1 as id union select 2'"], as_json=True)
    people, orders, more = json.loads(capsys.readouterr().out)["tables"]
    assert people["rows"] == 2 and people["exact"] and people["columns"] is None and people["bytes"] is None
    assert orders["columns"] == ["customer", "day", "amount"] and more == {"key": "derive[2]", "path": "more.csv"}


def test_what_is_wrong_with_a_statement_is_told_before_it_runs(shop):
    with pytest.raises(DataError, match="typos"):
        dry_run("duckdb:///shop.duckdb?table=typos")
    with pytest.raises(DataError, match="no such table: typos"):
        dry_run("sqlite:///shop.db?table=typos")
    with pytest.raises(UsageError, match="missing DATA"):
        dry_scoring(shop, None, [], as_json=False)
