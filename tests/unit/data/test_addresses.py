"""What a path names."""

import pytest

from segtui.data.addresses import is_address, name_of_connection, table_in
from segtui.data.databases.table_address import parse, with_paths


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:///a/shop.db?table=customers", "customers"),
        ("duckdb:///shop.duckdb?query=select 1", "shop"),
        ("shop:crm.customers?where=a = 'b.c'", "customers"),
        ("shop:?query_file=a.sql", "shop"),
        ('shop:"my table"', "my table"),
    ],
)
def test_a_run_is_called_after_the_table(address, name):
    assert table_in(address) == name and is_address(address)


def test_a_file_with_a_colon_in_its_name_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "at:10.csv").write_text("a\n1\n")
    assert not is_address("at:10.csv") and not is_address("./bt:10.csv") and not is_address("10:10.csv")
    assert name_of_connection("shop:a.b") == "shop" and not is_address("C:\\a.csv")


@pytest.mark.parametrize(
    ("address", "moved"),
    [
        ("sqlite:///shop.db?table=t", "sqlite:///x/shop.db?table=t"),
        ("shop:?query_file=a.sql&columns=a,b", "shop:?query_file=x/a.sql&columns=a,b"),
        ("postgresql://db/s?sslmode=require&query=select '%25', 1 %26 2", None),
        ("shop:crm.customers?where=a = 'b'", None),
    ],
)
def test_an_address_is_the_same_again_with_its_local_paths_moved(address, moved):
    assert with_paths(address, lambda path: f"x/{path}") == (moved or address)
    assert str(parse(address)) == address
