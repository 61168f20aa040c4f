"""A reader whose libraries are not installed says what to type, before anything runs."""

import sys

import pytest

from segtui.data.reader_registry import reader_of, readers
from segtui.plan.load import load
from segtui.plan.needed_libraries import lacking_libraries

NEEDY = [reader for reader in readers().values() if reader.addresses and reader.libraries]


@pytest.mark.parametrize("reader", NEEDY, ids=lambda reader: reader.format)
@pytest.mark.parametrize("table", ["source", "derive"])
def test_a_missing_extra_is_a_fault_of_the_plan(reader, table, tmp_path, monkeypatch):
    for library in reader.libraries:
        monkeypatch.setitem(sys.modules, library.module, None)
    address = f"{reader.addresses.schemes[0]}://ana@host/shop?table=orders"
    paths = {"source": "people.csv", "derive": "orders.csv"} | {table: address}
    (tmp_path / "people.csv").write_text("id,a\n1,2\n")
    (tmp_path / "plan.toml").write_text(
        f'[source]\npath = "{paths["source"]}"\nid = "id"\n[[derive]]\nkind = "rfm"\n'
        f'path = "{paths["derive"]}"\nid = "id"\ndate = "day"\namount = "a"\n'
    )
    (fault,) = lacking_libraries(load(tmp_path / "plan.toml", []))
    assert fault.key == {"source": "source.path", "derive": "derive[1].path"}[table] and address in fault.what
    assert fault.fix == f"pip install '{reader.libraries[0].package}'"
    assert reader.libraries[0].package.startswith("segtui[")


def test_all_databases_but_sqlite_come_with_an_extra():
    assert {"postgresql", "mysql", "duckdb", "odbc", "snowflake"} <= {reader.format for reader in NEEDY}
    assert reader_of("sqlite:///shop.db?table=a").libraries == ()
