"""The Data screen over databases and large tables: the first rows at once, where they are, and how many there are."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from segtui.workbench.screens.data.reading import counts, whereabouts
from segtui.workbench.screens.data.reading_state import read


@pytest.fixture
def shop(place):
    with closing(sqlite3.connect(place / "shop.db")) as made, made:
        made.execute("create table customers (customer_id integer, visits integer, spent real)")
        made.executemany("insert into customers values (?, ?, ?)", [(i, i % 7, i * 1.5) for i in range(300)])
    return "sqlite:///shop.db?table=customers"


def test_a_server_is_told_with_its_version_and_host():
    server = {"product": "PostgreSQL", "version": "18.1", "database": "crm", "host": "db.example.org:5432"}
    assert whereabouts(server) == "PostgreSQL 18.1 at db.example.org:5432/crm"


class TestATableOfADatabase:
    def test_shows_its_first_rows_then_where_it_is_and_all_of_them(self, workbench, story, shop):
        async def tell():
            async with workbench(shop) as d:
                await d.until(d.says(f"300 rows read   SQLite {sqlite3.sqlite_version}, shop.db"))
                first = d.app.opening.first_rows
                assert first.columns == ("customer_id", "visits", "spent") and len(first.rows) == 200
                large = replace(d.app.store.opened, part=True, of=5_000_000)
                assert counts(large) == "300 of about 5,000,000 rows"
                assert counts(replace(large, of=None)) == "the first 300 rows"
                d.app.store.results.take(large)
                d.app.announcer.title()
                await d.until(d.says("300 of 5,000,000 × 3"))
                assert read(large, "showing 3 of 300 rows").plain.startswith("showing 3 of 300 rows   SQLite")
                await d.press("d")
                await d.until(d.says("The profile is that of these rows"))
                await d.press("2")
                await d.until(d.says("3 columns of 300 of about 5,000,000 rows as read"))

        story(tell())

    @pytest.mark.slow
    def test_a_named_connection_stands_in_the_plan_by_keys_and_its_condition_is_changed(
        self, workbench, story, shop, place, monkeypatch
    ):
        monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", "sqlite:///shop.db")

        async def tell():
            async with workbench("shop:customers") as d:
                await d.until(d.says("300 rows read   SQLite"))
                await d.press("d")
                await d.until(d.says("where"))
                await d.press("enter")
                await d.type("vis")
                await d.press("tab")
                await d.type(" = 3")
                await d.press("enter")
                await d.until(d.says("43 rows read   SQLite"))
                assert d.app.store.plan.source.path == "shop:customers?where=visits = 3"
                await d.press("S")
                await d.until(d.says("save the plan as"))
                await d.press(*["backspace"] * 30)
                await d.type("mine.toml")
                await d.press("enter")
                await d.until((place / "mine.toml").exists)
                text = (place / "mine.toml").read_text()
                assert 'connection = "shop"\ntable = "customers"\n' in text
                assert 'where = "visits = 3"' in text and "# A starter plan" in text and "path =" not in text
                await d.press("u")
                await d.until(d.says("300 rows read   SQLite"))

        story(tell())
