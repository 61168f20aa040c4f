"""Tables of a real MariaDB server by its ODBC driver."""

import subprocess
from pathlib import Path

import pytest

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import address_of, has_password, scrubbed
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError

DRIVER = "MariaDB Unicode"
TYPES = {
    "whole": ("decimal(12)", "7"),
    "amount": ("decimal(8, 2)", "1.25"),
    "unsigned": ("bigint unsigned", "18446744073709551615"),
    "small": ("bigint", "-7"),
    "day": ("date", "'2026-02-00'"),
    "at": ("datetime(6)", "'2026-03-01 10:00:00.25'"),
    "stamp": ("datetime", "'2026-03-01 10:00:00'"),
    "clock": ("time(3)", "'10:00:01.5'"),
    "flag": ("bit(1)", "1"),
    "bits": ("bit(64)", "18446744073709551615"),
    "latin": ("varchar(10) character set latin1", "'José'"),
    "name": ("varchar(10)", "'😀é'"),
    "bytes": ("binary(4)", "x'0041ff'"),
    "long": ("longtext", "repeat('é', 60000)"),
    "none": ("int", "null"),
    "exact": ("double", "0.1e0 + 0.2e0"),
}


def need(driver, package):
    pytest.importorskip("pyarrow", reason="pip install 'segtui[odbc]'")
    try:
        pytest.importorskip("arrow_odbc", reason="pip install 'segtui[odbc]'")
        drivers = subprocess.run(["odbcinst", "-q", "-d"], capture_output=True, text=True, check=False).stdout
    except OSError:
        pytest.skip("no unixODBC: apt-get install unixodbc")
    if driver not in drivers:
        pytest.skip(f"no ODBC driver: apt-get install {package}")


@pytest.fixture(scope="module")
def shop(mariadb):
    need(DRIVER, "odbc-mariadb")
    columns = ", ".join(f"`{name}` {kind}" for name, (kind, _) in TYPES.items())
    values = ", ".join(value for _, value in TYPES.values())
    mariadb.admin(
        "set sql_mode = ''",
        "drop table if exists odbc_types, odbc_mine",
        f"create table odbc_types (id int primary key, {columns}) character set utf8mb4",
        f"insert into odbc_types values (1, {values}), (2, {values})",
        "create table odbc_mine (id int, `group` varchar(9))",
        "insert into odbc_mine values (2, 'b'), (1, 'a'), (3, 'c')",
        "create or replace user odbc@localhost identified by 'Marker-geheim/7;}'",
        "grant all on shop.* to odbc@localhost",
        database="shop",
    )
    return mariadb


@pytest.fixture
def asked(shop):
    return lambda settings: Source(path=f"{address(shop)}&{settings}")


def address(shop):
    return f"odbc:///?Driver={{{DRIVER}}};Socket={shop.socket};Database=shop;UID=root"


def test_every_type_comes_out_right_or_as_text_that_is_told(asked):
    table = read(asked("table=odbc_types"), Path())
    row = table.frame.row(0, named=True)
    assert row["whole"] == 7 and row["amount"] == 1.25 and row["small"] == -7 and row["none"] is None
    assert row["unsigned"] == "18446744073709551615" and row["bits"] == "f" * 16 and row["flag"] is True
    assert row["day"] is None and row["clock"] == 36001.5 and row["exact"] == 0.1 + 0.2
    assert row["at"].isoformat() == "2026-03-01T10:00:00.250000" and row["stamp"].isoformat() == "2026-03-01T10:00:00"
    assert row["latin"] == "José" and row["name"] == "😀é" and row["long"] == "é" * 60000 and row["bytes"] == "0041ff00"
    notes = " ".join(map(str, table.reading.notes))
    assert '"day" has 2 days that are none' in notes and '"bits" (binary), "bytes" (binary)' in notes


def test_columns_a_condition_and_an_order_are_asked_of_the_server(asked):
    assert read(asked("table=shop.odbc_mine&columns=group,id&where=id > 1"), Path()).frame.rows() == [
        ("b", 2),
        ("c", 3),
    ]
    turned = "query=/* all */ with m as (select * from odbc_mine) select id from m order by id desc"
    assert read(asked(turned), Path()).frame["id"].to_list() == [3, 2, 1]


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ("table=typos", DataError, "doesn't exist"),
        ("query=select 1 as x, 2 as x", DataError, 'two columns are called "x"'),
        ("query=delete from odbc_mine", DataError, "is not a SELECT"),
        ("query=select 1 from", DataError, "error in your SQL syntax"),
        ("query=select repeat('x', 70000) as a", DataError, "a cell is longer"),
        ("query=select 1&table=odbc_mine", UsageError, "exclude each other"),
    ],
)
def test_what_is_wrong_with_it_is_told(asked, settings, error, said):
    with pytest.raises(error, match=said):
        read(asked(settings), Path())


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        ("odbc://nowhere?table=x", UsageError, "Data source name not found"),
        ("odbc:///?Driver=Nope;Server=x&table=x", UsageError, "no such driver"),
        ("odbc:///?table=x", UsageError, "names no data source"),
        (f"odbc:///?Driver={DRIVER}&Server=127.0.0.1&Port=1&table=x", UnreachableError, "Can't connect"),
        (f"odbc://nobody@/?Driver={DRIVER}&Socket=SOCKET&table=x", UnreachableError, "Access denied for user 'nobody'"),
    ],
)
def test_a_server_that_is_not_there_or_refuses_is_told(shop, path, error, said):
    with pytest.raises(error, match=said):
        read(Source(path=path.replace("SOCKET", str(shop.socket))), Path())


def test_only_columns_that_are_needed_are_fetched(asked):
    for settings in ("table=odbc_types", "table=odbc_types&where=id > 0", "query=select * from odbc_types"):
        assert read(asked(settings), Path(), only=("flag", "id", "other")).frame.columns == ["id", "flag"]


def test_a_query_changes_nothing(shop, asked):
    shop.admin("create or replace function f() returns int begin delete from odbc_mine; return 1; end", database="shop")
    with pytest.raises(DataError, match="READ ONLY transaction"):
        read(asked("query=select f() as x"), Path())
    assert read(asked("table=odbc_mine"), Path()).frame.height == 3


def test_the_password_is_the_connections_and_the_tables_are_listed(shop, monkeypatch):
    from segtui.data.readers.odbc import READER

    monkeypatch.setenv("WORD", "Marker-geheim/7;}")
    url = address(shop).replace(";UID=root", "").replace("odbc:///", "odbc://odbc@/")
    connection = Connection("shop", url, "WORD")
    assert "shop.odbc_mine" in [one.name for one in READER.addresses.tables(connection)]
    assert READER.addresses.server(connection).product == f"ODBC: {DRIVER}"
    monkeypatch.setenv("WORD", "Marker-wrong")
    with pytest.raises(UnreachableError, match="the server refused") as refused:
        READER.addresses.tables(connection)
    assert "Marker" not in refused.value.describe()


def test_a_password_in_a_connection_string_is_one():
    for words in ("Driver=x;Server=y;PWD=geheim", "Driver=x&pwd={geheim}", "DSN=x;Password=geheim;UID=a"):
        assert has_password(f"odbc:///?{words}") and "geheim" not in scrubbed(f"odbc:///?{words}")
    assert not has_password("odbc:///?Driver=x;Server=y;UID=ana")
    assert address_of("odbc://ana@/?Driver=x;Server=y;UID=ana;Token=z") == "odbc:///?Driver=x;Server=y"
    assert address_of("odbc://ana@shop") == "odbc://shop"


def test_postgresql_is_read_in_one_read_only_transaction_and_its_rows_as_they_are_needed(uri):
    need("PostgreSQL Unicode", "odbc-postgresql")
    place = f"Driver={{PostgreSQL Unicode}};Server={uri.partition('host=')[2]};Port=5432;UID=postgres;Database=postgres"
    told = "current_setting('transaction_isolation') as i, current_setting('transaction_read_only') as r"
    fetches = "(select count(*) from pg_cursors where is_holdable) as c"
    asked = Source(path=f"odbc:///?{place}&query=select g as id, {told}, {fetches} from generate_series(1, 30000) g")
    table = read(asked, Path()).frame
    assert table.height == 30000 and set(table.rows()[9][1:]) == {"repeatable read", "on", 1}
