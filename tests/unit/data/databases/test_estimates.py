"""What the planners of servers say before a statement runs."""

import sqlite3
from contextlib import closing

from segtui.data.connections.connection import Connection
from segtui.data.databases import estimates
from segtui.data.databases.estimates import mysql_estimate, postgresql_estimate, sqlite_estimate


def test_the_planner_of_postgresql_is_asked(postgres, uri):
    postgres.psql("create table planned as select generate_series(1, 3000) g; analyze planned")
    found = postgresql_estimate(Connection("", uri), "select * from planned where g <= 1000")
    assert found.rows == 1000 and not found.exact


def test_the_optimizer_of_mariadb_is_asked(mariadb):
    mariadb.admin("create table planned as select seq from seq_1_to_900", "analyze table planned", database="shop")
    found = mysql_estimate(Connection("", mariadb.root), "select * from shop.planned")
    assert 800 < found.rows < 1000 and not found.exact


def test_sqlite_counts_what_is_counted_at_once(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as made, made:
        made.execute("create table t as select 1 as a union all select 2")
    shop = Connection("", f"sqlite:///{tmp_path}/shop.db")
    assert sqlite_estimate(shop, "select * from t").rows == 2
    monkeypatch.setattr(estimates, "_PATIENCE", 0.05)
    endless = "with recursive n(g) as (select 1 union all select g + 1 from n) select g from n"
    assert sqlite_estimate(shop, endless).rows is None
