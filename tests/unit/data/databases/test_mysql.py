"""Tables of a real MariaDB server."""

import random
import signal
import threading
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.listed_tables import mysql_tables
from segtui.data.databases.reading import reading
from segtui.data.databases.servers import mysql_server
from segtui.data.readers.mysql import READER
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError

TYPES = {
    "whole": ("decimal(12)", "7"),
    "amount": ("decimal(8, 2)", "1.25"),
    "unsigned": ("bigint unsigned", "18446744073709551615"),
    "small": ("bigint unsigned", "7"),
    "day": ("date", "'0000-00-00'"),
    "part": ("date", "'2026-02-00'"),
    "at": ("datetime(6)", "'2026-03-01 10:00:00.25'"),
    "stamp": ("timestamp", "'2026-03-01 10:00:00'"),
    "wait": ("time", "'-838:59:59'"),
    "precise": ("time(3)", "'25:00:00.125'"),
    "flag": ("bit(1)", "1"),
    "bits": ("bit(64)", "18446744073709551615"),
    "year": ("year", "2026"),
    "mood": ("enum('glad', 'sad')", "'sad'"),
    "likes": ("set('tea', 'cake')", "'tea,cake'"),
    "yes": ("bool", "1"),
    "latin": ("varchar(10) character set latin1", "'José'"),
    "name": ("varchar(10) character set utf8mb4", "'😀é'"),
    "more": ("json", """'{"a": 1}'"""),
    "bytes": ("varbinary(4)", "x'0041ff'"),
    "long": ("longtext", "repeat('é', 70000)"),
    "none": ("int", "null"),
    "blank": ("varchar(3)", "''"),
    "ratio": ("float", "0.1"),
    "exact": ("double", "0.1e0 + 0.2e0"),
    "place": ("point", "point(1, 2)"),
    "padded": ("int(8) zerofill", "42"),
    "a`b.c": ("int", "5"),
}


@pytest.fixture(scope="module")
def shop(mariadb):
    names = {name: "`" + name.replace("`", "``") + "`" for name in TYPES}
    columns = ", ".join(f"{names[name]} {kind}" for name, (kind, _) in TYPES.items())
    values = ", ".join(value for _, value in TYPES.values())
    mariadb.admin(
        "set sql_mode = ''",
        "set time_zone = '+02:00'",
        "drop table if exists types, mine",
        f"create table types (id int primary key, {columns}) character set utf8mb4",
        f"insert into types values (1, {values}), (2, {values})",
        "create table mine (id int, `group` varchar(9))",
        "insert into mine values (2, 'b'), (1, 'a'), (3, 'it''s')",
        database="shop",
    )
    return mariadb


@pytest.fixture
def asked(shop):
    def source(settings, **more):
        return Source(path=f"mysql:///shop?socket={shop.socket}&{settings}", **more)

    return source


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.my.cnf").write_text("[client]\nuser = root\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_every_type_comes_out_right_or_as_text_that_is_told(asked):
    table = read(asked("table=types"), Path())
    row = table.frame.row(0, named=True)
    assert row["whole"] == 7 and table.frame["whole"].dtype == pl.Int64 and row["amount"] == 1.25
    assert row["unsigned"] == row["bits"] == "18446744073709551615" and row["small"] == 7
    assert row["day"] is None and row["part"] is None and table.frame["day"].dtype == pl.Date
    assert row["at"].isoformat() == "2026-03-01T10:00:00.250000"
    assert row["stamp"].isoformat() == "2026-03-01T08:00:00", "a timestamp is of UTC"
    assert row["wait"] == -(838 * 3600 + 59 * 60 + 59) and row["precise"] == 90000.125
    assert row["flag"] == 1 and row["year"] == 2026 and row["yes"] == 1 and row["padded"] == 42
    assert row["mood"] == "sad" and row["likes"] == "tea,cake" and row["latin"] == "José" and row["name"] == "😀é"
    assert row["more"] == '{"a": 1}' and row["bytes"] == "0041ff" and row["long"] == "é" * 70000
    assert row["none"] is None and row["blank"] == "" and row["ratio"] == 0.1 and row["exact"] == 0.1 + 0.2
    assert row["a`b.c"] == 5 and row["place"].endswith("0040")
    notes = " ".join(map(str, table.reading.notes))
    assert '"wait" holds times without a day' in notes and '"day" has 2 days that are none, such as 0000-00-00' in notes
    assert 'read as text: "bytes" (binary), "place" (geometry)' in notes


def test_rows_are_those_of_the_librarys_own_cursor(asked, shop):
    rng = random.Random(7)
    words = ["", "a" * 250, "b" * 251, "c" * 65536, None, 'q"\n,', "0", "é"]
    rows = [(n, rng.choice(words), rng.choice([None, rng.random() * 1e9, -0.0])) for n in range(300)]
    shop.admin("drop table if exists drawn", "create table drawn (id int, t mediumtext, x double)", database="shop")
    import pymysql

    known = {"unix_socket": str(shop.socket), "user": "root", "database": "shop", "autocommit": True}
    with pymysql.connect(**known) as opened, opened.cursor() as cursor:
        cursor.executemany("insert into drawn values (%s, %s, %s)", rows)
        cursor.execute("select * from drawn order by id")
        theirs = cursor.fetchall()
    assert read(asked("query=select * from drawn order by id"), Path()).frame.rows() == list(theirs)
    with Batches(asked("table=drawn"), Path(), rows=90) as batches:
        assert sum(frame.height for frame, _ in batches) == 300


def test_columns_a_condition_and_an_order_are_asked_of_the_server(asked, tmp_path):
    chosen = read(asked('table=shop.mine&columns=group,id&where=`group` <> "it\'s" and id > 1'), Path())
    assert chosen.frame.rows() == [("b", 2)]
    assert read(asked("table=mine"), Path()).frame["id"].to_list() == [1, 2, 3]
    (tmp_path / "some.sql").write_text("-- all\nwith m as (select * from mine) select id from m order by id desc;\n")
    assert read(asked("query_file=some.sql"), tmp_path).frame["id"].to_list() == [3, 2, 1]
    with pytest.raises(DataError, match="no rows"):
        read(asked("query=select id from mine where 1 = 0"), Path())


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ("table=typos", DataError, "doesn't exist"),
        ("query=select 1 as x, 2 as x", DataError, "Duplicate column name 'x'"),
        ("query=delete from mine", DataError, "error in your SQL syntax"),
        ("query=drop table mine", DataError, "error in your SQL syntax"),
        ("query=select 1; drop table mine", DataError, "error in your SQL syntax"),
        ("query=set global max_connections = 7", DataError, "error in your SQL syntax"),
        (
            "query=select if(seq < 60000, 1, (select 1 union select 2)) a from seq_1_to_90000",
            DataError,
            "more than 1 row",
        ),
        ("query=select 1&table=mine", UsageError, "exclude each other"),
        ("table=mine&sslmode=require", UsageError, 'did you mean "ssl_mode"'),
        ("table=mine&ssl_mode=verify_all", UsageError, "no ssl_mode"),
        ("table=mine&ssl_ca=none.pem", UsageError, "files of TLS can't be read"),
        ("table=mine&defaults_file=none.cnf", UsageError, "there is no file"),
    ],
)
def test_what_is_wrong_with_it_is_told(asked, settings, error, said):
    with pytest.raises(error, match=said):
        read(asked(settings), Path())


def test_a_server_that_is_not_there_or_refuses_is_unreachable(asked, shop, home):
    with pytest.raises(UnreachableError, match="Can't connect"):
        read(Source(path="mariadb://127.0.0.1:1/shop?table=mine"), Path())
    with pytest.raises(UnreachableError, match="Access denied for user 'nobody'"):
        read(Source(path=f"mysql://nobody@localhost/shop?socket={shop.socket}&table=mine"), Path())
    with pytest.raises(DataError, match="Unknown database"):
        read(Source(path=f"mysql:///shops?socket={shop.socket}&table=mine"), Path())
    (home / ".my.cnf").write_text("password = geheim\n")
    with pytest.raises(UsageError, match="not a file of settings") as told:
        read(asked("table=mine"), Path())
    assert "geheim" not in told.value.describe()


def test_a_connection_that_is_lost_amid_the_rows_is_told(asked, shop):
    def end():
        seen = "select id from information_schema.processlist where info like 'select seq, sleep%'"
        while not (found := shop.admin(seen)):
            pass
        shop.admin(f"kill {found[0][0]}")

    killer = threading.Thread(target=end)
    killer.start()
    with pytest.raises(UnreachableError, match="connection was lost"):
        read(asked("query=select seq, sleep(0.001) as s from seq_1_to_20000"), Path())
    killer.join()


def test_the_server_ends_what_is_interrupted(asked, shop):
    busy = "select id from information_schema.processlist where info like 'select seq, sleep%' and command = 'Query'"

    def interrupt():
        while not shop.admin(busy):
            pass
        signal.raise_signal(signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        read(asked("query=select seq, sleep(0.01) as s from seq_1_to_20000"), Path())
    assert not shop.admin(busy)


def test_what_others_delete_meanwhile_is_still_read(asked, shop):
    shop.admin("create or replace table log as select seq as id, 'x' as more, 1 as k from seq_1_to_50", database="shop")
    with reading():
        assert read(asked("table=mine"), Path()).frame.height == 3
        shop.admin("delete from log where id <= 10", database="shop")
        assert read(asked("table=log"), Path()).frame.height == 50
    needed = read(asked("table=log"), Path(), only=("k", "id", "other"))
    assert needed.frame.columns == ["id", "k"] and needed.frame.height == 40
    of_query = read(asked("query=select * from log order by id desc"), Path(), only=("id",)).frame
    assert of_query.columns == ["id"] and of_query["id"].is_sorted(descending=True)


def test_a_password_may_be_any_text_and_come_from_the_drivers_file(shop, home, monkeypatch):
    word = "gе-heim/7 'ключ:@#"
    shop.admin(
        "create or replace user ana@localhost identified by '" + word.replace("'", "''") + "'",
        "grant select on shop.mine to ana@localhost",
    )
    monkeypatch.setenv(
        "SEGTUI_CONNECTION_SHOP", url := f"mysql://ana:{quote(word, safe='')}@localhost/shop?socket={shop.socket}"
    )
    assert [one.name for one in mysql_tables(Connection("shop", url))] == ["shop.mine"]
    with pytest.raises(UnreachableError, match="SELECT command denied") as refused:
        read(Source(path="shop:types"), Path())
    assert "heim" not in refused.value.describe()
    shop.admin(
        "create or replace user ana@localhost identified by 'a b#c'", "grant select on shop.mine to ana@localhost"
    )
    (home / ".my.cnf").write_text(f'[client]\nuser = ana\npassword = "a b#c"\nsocket = {shop.socket}\n')
    assert read(Source(path="mysql:///shop?table=mine"), Path()).frame.height == 3


def test_tls_is_used_where_there_is_some_and_verified_where_asked(asked, shop):
    if not shop.ca.exists():
        pytest.skip("no openssl to make a certificate")
    used = "query=select variable_value as c from information_schema.session_status where variable_name = 'ssl_cipher'"
    assert read(asked(used), Path()).frame["c"][0]
    assert not read(asked(f"ssl_mode=disabled&{used}"), Path()).frame["c"][0]
    for mode in ("verify_ca", "verify_identity"):
        assert read(asked(f"ssl_mode={mode}&ssl_ca={shop.ca}&{used}"), Path()).frame["c"][0]
    with pytest.raises(UnreachableError, match="certificate verify failed"):
        read(asked(f"ssl_mode=verify_ca&{used}"), Path())


def test_the_server_says_who_it_is_and_what_there_is(shop):
    shop.admin("create or replace view seen as select 1 as id", database="shop")
    connection = Connection("shop", f"mysql:///shop?socket={shop.socket}")
    there = {one.name: one.rows for one in mysql_tables(connection)}
    assert there["shop.mine"] == 3 and there["shop.seen"] is None and not any("schema" in name for name in there)
    server = mysql_server(connection)
    assert server.product == "MariaDB" and server.version[0].isdigit() and server.database == "shop"


def test_the_first_rows_are_read_alone(asked):
    assert (
        read(Source(path=READER.addresses.first(asked("table=mine&columns=group").path, 2)), Path()).frame.height == 2
    )
