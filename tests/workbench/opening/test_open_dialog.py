"""What can be opened: files, connections with their tables, queries."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from segtui.engine.transport.messages import ColumnsListed, TablesListed
from segtui.workbench.opening.open_dialog import OpenDialog
from segtui.workbench.opening.places import Places
from segtui.workbench.opening.sql_dialog import SqlDialog
from segtui.workbench.state.store import Store
from tests.workbench.sizes import SIZES

DAY = 1_700_000_000


@pytest.fixture
def shop(place, monkeypatch):
    """A connection `shop` to an SQLite file in the folder, and `away` to a server that is not there."""
    with closing(sqlite3.connect(place / "shop.db")) as made, made:
        made.execute("create table customers (customer_id integer, visits integer, spent real)")
        made.executemany("insert into customers values (?, ?, ?)", [(i, i % 7, i * 1.5) for i in range(300)])
        made.execute("create table orders (order_id integer, customer_id integer, total real)")
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", "sqlite:///shop.db")
    return place


def listed(d) -> str:
    return "\n".join(line.text.plain for line in d.app.screen.query_one(Places).lines)


async def to(d, text: str):
    """The cursor of the list on the line that begins so."""
    places = d.app.screen.query_one(Places)
    number = next(i for i, line in enumerate(places.lines) if line.text.plain.strip().startswith(text))
    places.focus()
    places.highlighted = number
    await d.pilot.pause()


async def asked(d):
    await d.press("o")
    await d.until(lambda: isinstance(d.app.screen, OpenDialog) and d.app.screen.query("#open-keys"))


class TestOpening:
    def test_a_connection_is_asked_when_it_is_entered_and_a_table_opened(self, workbench, story, shop):
        async def tell():
            async with workbench() as d:
                await asked(d)
                assert TablesListed not in d.app.store.results._latest
                await to(d, "shop:")
                await d.press("enter")
                await d.until(lambda: "customers" in listed(d))
                await to(d, "customers")
                await d.press("enter")
                await d.until(d.says("300 rows read   SQLite"))
                assert d.app.store.plan.source.path == "shop:customers"
                assert d.app.store.name == "shop:customers"
                await asked(d)
                assert "shop:customers" in listed(d).split("connections")[0]  # opened recently
                await to(d, "shop: ")
                await d.press("enter")
                await d.press("h")
                assert d.app.screen.query_one(Places)._at.connection == "shop"

        story(tell())

    def test_an_address_is_typed_and_completed(self, workbench, story, shop):
        async def tell():
            async with workbench() as d:
                await asked(d)
                await d.type("sho")
                await d.press("tab")
                await d.until(d.says("2: shop.db · shop:"))
                await d.type(":")
                await d.press("tab")
                await d.until(d.says("2: shop:customers · shop:orders"))
                await d.type("c")
                await d.press("tab", "enter")
                await d.until(d.says("300 rows read   SQLite"))

        story(tell())

    def test_a_server_that_does_not_answer_is_told_in_its_place(self, workbench, story, shop, monkeypatch):
        pytest.importorskip("adbc_driver_postgresql")
        monkeypatch.setenv("SEGTUI_CONNECTION_AWAY", "postgresql://me@127.0.0.1:9/none")

        async def tell():
            async with workbench() as d:
                await asked(d)
                await to(d, "away:")
                await d.press("enter")
                await d.until(lambda: "the server can't be reached" in listed(d))
                assert "ask for the tables" in listed(d)
                await d.press("h")
                assert "customers.csv" in listed(d)

        story(tell())

    def test_a_wrong_connections_file_is_told_among_the_connections(self, workbench, story, place, monkeypatch):
        folder = Path(os.environ["XDG_CONFIG_HOME"]) / "segtui"
        folder.mkdir(parents=True)
        (folder / "connections.toml").write_text('[shop]\nurl = "postgresql://me:secret@host/shop"\n')
        (folder / "connections.toml").chmod(0o600)

        async def tell():
            async with workbench() as d:
                await d.until(d.says("url has a password in it"))
                assert "secret" not in d.text() and "password_env" in d.text()

        story(tell())


class TestAServer:
    @pytest.mark.slow
    def test_its_schemas_and_tables_are_listed_and_one_opened(self, workbench, story, shop, uri, monkeypatch):
        dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
        with dbapi.connect(uri, autocommit=True) as made, made.cursor() as cursor:
            cursor.execute("create schema workbench_crm")
            cursor.execute("create schema workbench_sales")
            cursor.execute("create table workbench_sales.orders (id integer)")
            rows = "select g as customer_id, g % 9 as visits from generate_series(1, 400) g"
            cursor.execute(f"create table workbench_crm.people as {rows}")
            cursor.execute("analyze workbench_crm.people")
        monkeypatch.setenv("SEGTUI_CONNECTION_CRM", uri)

        async def tell():
            async with workbench(size=(120, 40)) as d:
                await asked(d)
                await to(d, "crm:")
                await d.press("enter")
                await d.until(lambda: "workbench_sales." in listed(d))
                await to(d, "workbench_crm.")
                await d.press("enter")
                await d.until(lambda: "about 400 rows" in listed(d))
                await to(d, "people")
                await d.press("enter")
                await d.until(d.says("400 rows read   PostgreSQL 18"))
                assert d.app.store.plan.source.path == "crm:workbench_crm.people"
                assert len(d.app.opening.first_rows.rows) == 200

        try:
            story(tell())
        finally:
            with dbapi.connect(uri, autocommit=True) as made, made.cursor() as cursor:
                cursor.execute("drop schema workbench_crm cascade")
                cursor.execute("drop schema workbench_sales cascade")


class TestQueries:
    def test_names_are_completed_and_the_rows_opened(self, workbench, story, shop):
        async def tell():
            async with workbench() as d:
                await asked(d)
                await to(d, "shop:")
                await d.press("s")
                await d.until(lambda: isinstance(d.app.screen, SqlDialog) and d.app.screen.query("#sql-text"))
                await d.until(lambda: d.app.store.results.by_key(TablesListed))
                await d.type("* from cus")
                await d.press("tab")
                await d.until(lambda: d.app.store.results.by_key(ColumnsListed))
                await d.press("enter")
                await d.type("where sp")
                await d.press("tab")
                assert d.app.screen.area.text == "select * from customers\nwhere spent"
                await d.type(" > 30;")
                await d.press("enter")
                await d.until(d.says("279 rows read   SQLite"))
                assert d.app.store.name == "shop, a query"

        story(tell())


async def opened(pilot):
    while not pilot.app.query("#data-files"):
        await pilot.pause(0.05)
    await pilot.press("o")
    while not isinstance(pilot.app.screen, OpenDialog) or not pilot.app.screen.query_one(Places).lines:
        await pilot.pause(0.05)
    await pilot.pause()


class TestPictures:
    @pytest.fixture
    def still(self, shop, monkeypatch):
        for file in shop.iterdir():
            os.utime(file, (DAY, DAY))
        monkeypatch.setenv("SEGTUI_CONNECTION_WAREHOUSE", "postgresql://reader@db.example.org/crm")
        tables = [
            {"schema": schema, "table": name, "address": f"warehouse:{schema}.{name}", "rows": rows}
            for schema, name, rows in [
                ("crm", "customers", 5_000_000),
                ("crm", "orders", 61_000_000),
                ("crm", "orders_of_2026", None),
            ]
        ]
        listed = TablesListed(0, "warehouse", tables)
        columns = ColumnsListed(0, "warehouse:crm.customers", ["customer_id", "name", "income", "since"])
        init = Store.__init__

        def known(store):
            init(store)
            for message in (listed, columns):
                store.results.take(message)

        monkeypatch.setattr(Store, "__init__", known)
        return shop

    @pytest.mark.parametrize("size", SIZES)
    def test_connections_and_files(self, new_workbench, snap_compare, still, size):
        async def before(pilot):
            await opened(pilot)

        assert snap_compare(new_workbench(), terminal_size=size, run_before=before)

    @pytest.mark.parametrize("size", SIZES)
    def test_tables(self, new_workbench, snap_compare, still, size):
        async def before(pilot):
            await opened(pilot)
            places = pilot.app.screen.query_one(Places)
            places.connection = "warehouse"
            places.fill()
            places.focus()
            await pilot.pause()

        assert snap_compare(new_workbench(), terminal_size=size, run_before=before)

    @pytest.mark.parametrize("size", SIZES)
    def test_a_query(self, new_workbench, snap_compare, still, size):
        async def before(pilot):
            await opened(pilot)
            pilot.app.push_screen(SqlDialog("warehouse", "select name, income from crm.customers\nwhere in"))
            while not pilot.app.screen.query("#sql-text"):
                await pilot.pause(0.05)
            await pilot.pause(0.3)

        assert snap_compare(new_workbench(), terminal_size=size, run_before=before)
