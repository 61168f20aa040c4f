"""What the planners of servers say before a statement runs."""

from segtui.data.connections.connection import Connection
from segtui.data.databases.estimates import mysql_estimate, postgresql_estimate


def test_the_planner_of_postgresql_is_asked(postgres, uri):
    postgres.psql("create table planned as select generate_series(1, 3000) g; analyze planned")
    found = postgresql_estimate(Connection("", uri), "select * from planned where g <= 1000")
    assert found.rows == 1000 and not found.exact


def test_the_optimizer_of_mariadb_is_asked(mariadb):
    mariadb.admin("create table planned as select seq from seq_1_to_900", "analyze table planned", database="shop")
    found = mysql_estimate(Connection("", mariadb.root), "select * from shop.planned")
    assert 800 < found.rows < 1000 and not found.exact
