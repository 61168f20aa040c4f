"""The first rows of a large table, without reading the rest."""

import sqlite3
from contextlib import closing

import polars as pl
import pytest

from segtui.data.addresses import name_of_address
from segtui.data.databases.table_address import first_rows, parse
from segtui.data.reading.first_rows import has_first_rows, is_table, read_first_rows, rows_about
from segtui.data.source import Source


@pytest.fixture
def shop(tmp_path):
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as made, made:
        made.execute("create table customers (id integer, town text)")
        made.executemany("insert into customers values (?, ?)", [(i, f"town {i % 7}") for i in range(300)])
    return f"sqlite:///{file}"


def test_a_database_sends_no_more_than_the_first_rows_of_what_is_asked(shop, tmp_path):
    table = read_first_rows(Source(path=f"{shop}?table=customers&where=id >= 100 -- late"), tmp_path, 5)
    assert table.frame["id"].to_list() == [100, 101, 102, 103, 104]
    assert table.reading.path.endswith("late")


def test_so_do_a_query_and_a_duckdb_file(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "shop.duckdb"
    with closing(duckdb.connect(str(file))) as made:
        made.execute("create table sales as select range as id, 1.5 as amount from range(1000)")
    asked = Source(path=f"duckdb:///{file}?query=select * from sales order by id desc;")
    assert read_first_rows(asked, tmp_path, 3).frame["id"].to_list() == [999, 998, 997]
    assert rows_about(Source(path=f"duckdb:///{file}?table=sales"), tmp_path) == 1000
    assert is_table(f"duckdb:///{file}?table=sales")
    asked = f"duckdb:///{file}?table=sales&where=id < 5"
    assert not is_table(asked) and (rows_about(Source(path=asked), tmp_path) or 0) < 1000


def test_a_parquet_file_tells_its_rows_and_gives_the_first_ones(tmp_path):
    pl.DataFrame({"customer_id": range(1000), "name": ["x"] * 1000}).write_parquet(tmp_path / "large.parquet")
    source = Source(path="large.parquet")
    assert has_first_rows(source, tmp_path) and rows_about(source, tmp_path) == 1000
    assert read_first_rows(source, tmp_path, 10).frame["customer_id"].to_list() == list(range(10))


def test_text_has_none_since_its_lines_are_judged_together(tmp_path):
    (tmp_path / "a.csv").write_text("id,x\n1,2\n")
    assert not has_first_rows(Source(path="a.csv"), tmp_path)


def test_the_address_of_first_rows_keeps_the_connection_and_its_settings():
    address = first_rows("postgresql://me@host/shop?sslmode=require&table=crm.people&columns=id", 7)
    asked = parse(address)
    assert (asked.base, asked.more) == ("postgresql://me@host/shop", "sslmode=require")
    assert asked.statement() == 'select * from (select "id" from "crm"."people"\n) as asked limit 7'


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:////data/shop.db?table=customers", "shop.db?table=customers"),
        ("shop:crm.customers?where=a/b > 2", "shop:crm.customers"),
        ("shop:?query=select a/b from t", "shop, a query"),
        ("postgresql://host/shop?sslmode=require&query_file=all.sql", "shop?query_file=all.sql"),
    ],
)
def test_an_address_is_named_shortly(address, name):
    assert name_of_address(address) == name
