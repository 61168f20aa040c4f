"""`segtui connections` and `segtui tables`."""

import json
import sqlite3
from contextlib import closing

import duckdb
import pytest


@pytest.fixture
def shop(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop:
        shop.execute('create table "a.b" (id)')
        shop.execute("create view seen as select 1 as id")
    with duckdb.connect(tmp_path / "shop.duckdb") as duck:
        duck.execute("create schema crm; create table crm.people as select range as id from range(1500)")
    config = tmp_path / "config/segtui/connections.toml"
    config.parent.mkdir(parents=True)
    url = "postgresql://ana@127.0.0.1:1/shop?sslmode=disable"
    config.write_text(
        f'[away]\nurl = "{url}"\n[duck]\nurl = "duckdb:///{tmp_path}/shop.duckdb"\n[odd]\nurl = "mongodb://a/b"\n'
    )
    config.chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_connections_are_listed_without_users_and_checked(shop, command):
    said = command("connections").stdout
    assert "away" in said and "postgresql://127.0.0.1:1/shop" in said and "ana" not in said and "duck" in said
    assert "duck can be read" in command("connections", "--check", "duck").stdout
    away = command("connections", "--check", "away")
    assert away.returncode == 5 and "can't be reached" in away.stderr
    assert command("connections", "--check", "duk").returncode == 2
    odd = command("connections", "--check", "odd")
    assert odd.returncode == 2 and "odd: no reader knows addresses that begin with mongodb://" in odd.stderr


def test_tables_are_listed_as_an_address_names_them(shop, command):
    assert "crm.people" in (said := command("tables", "duck").stdout) and "1,500" in said
    there = json.loads(command("tables", "sqlite:///shop.db", "--json").stdout)["tables"]
    assert [one["name"] for one in there] == ['"a.b"', "seen"]
    assert command("tables", "sqlite:///shops.db").returncode == 3


def test_without_connections_it_says_where_to_write_one(command, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert "no connections; write one into" in command("connections").stdout


def test_the_key_of_a_platform_is_a_connection_without_an_address(command, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("KLAVIYO_KEY", "pk_hush")
    place = tmp_path / "segtui" / "connections.toml"
    place.parent.mkdir()
    place.write_text('[klaviyo]\npassword_env = "KLAVIYO_KEY"\n[crm]\nurl = "https://crm.example.org"\n')
    place.chmod(0o600)
    listed = command("connections")
    assert listed.returncode == 0 and "klaviyo" in listed.stdout and "https://crm.example.org" in listed.stdout
    done = command("connections", "--check", "klaviyo")
    assert done.returncode == 0 and "klaviyo has a key" in done.stdout and "hush" not in done.stdout
    assert "has no key" in command("connections", "--check", "crm").stderr
    monkeypatch.delenv("KLAVIYO_KEY")
    assert command("connections", "--check", "klaviyo").returncode == 2
    done = command("tables", "klaviyo")
    assert done.returncode == 2 and "needs url" in done.stderr
