"""Tables of Snowflake, from a server that speaks its protocol."""

import datetime
from pathlib import Path

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.snowflake import snowflake_server, snowflake_tables
from segtui.data.databases.warehouses.snowflake_settings import snowflake_settings
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError

MARKER = "Marker-geheim/7"
TYPES = {
    "id": "number(38, 0)",
    "large": "number(38, 0)",
    "amount": "number(12, 2)",
    "ratio": "float",
    "name": "varchar",
    "day": "date",
    "moment": "timestamp_ntz",
    "sent": "timestamp_tz",
    "clock": "time",
    "more": "variant",
    "tags": "array",
    "raw": "binary",
    "yes": "boolean",
}
ROW = """
select {id}, 1234567890123456789, 1.25, 0.5, 'José', '1650-05-06', '1650-05-06 10:00:00',
'2026-03-01 10:00:00 +02:00'::timestamp_tz,
'10:11:12', parse_json('{{"a": 1}}'), array_construct(1, 2), to_binary('0102', 'hex'), true
"""


@pytest.fixture(scope="session")
def snowflake(started):
    """The URL of a server with a table of all types and one with a name in small letters."""
    dbapi = pytest.importorskip("adbc_driver_snowflake.dbapi")
    port = started("fakesnow", "python", "-m", "fakesnow", "-s", "-p", "{port}")
    url = f"snowflake://ana:Marker-geheim%2F7@localhost:{port}/SHOP/PUBLIC?account=fakesnow&protocol=http"
    options = snowflake_settings(Connection("sf", url)).options
    with dbapi.connect(db_kwargs=options, autocommit=True) as opened, opened.cursor() as cursor:
        cursor.execute(f"create table types ({', '.join(f'{name} {kind}' for name, kind in TYPES.items())})")
        cursor.execute("insert into types " + " union all ".join(ROW.format(id=n) for n in (2, 1, 3)))
        cursor.execute("""create table "small one" as select 7 as "id" """)
    return url


@pytest.fixture
def asked(snowflake, monkeypatch):
    """Reads what stands after `sf:`."""
    monkeypatch.setenv("SEGTUI_CONNECTION_SF", snowflake)
    return lambda settings: read(Source(path=f"sf:{settings}"), Path())


@pytest.mark.slow
def test_every_type_comes_out_right_or_as_text_that_is_told(asked):
    table = asked("TYPES")
    row = table.frame.row(0, named=True)
    assert table.frame["ID"].to_list() == [1, 2, 3] and table.frame["ID"].dtype == pl.Int64
    assert row["LARGE"] == "1234567890123456789" and row["AMOUNT"] == 1.25 and row["RATIO"] == 0.5
    assert row["NAME"] == "José" and row["DAY"] == datetime.date(1650, 5, 6) and row["YES"] is True
    assert row["MOMENT"] == datetime.datetime(1650, 5, 6, 10) and row["SENT"].isoformat().startswith("2026-03-01T08:00")
    assert row["CLOCK"] == "10:11:12" and row["MORE"] == '{"a":1}' and row["TAGS"] == "[1,2]" and row["RAW"] == "0102"
    notes = " ".join(map(str, table.reading.notes))
    assert '"CLOCK" (time), "MORE" (variant), "TAGS" (variant), "RAW" (binary)' in notes


@pytest.mark.slow
def test_columns_a_condition_and_a_query_are_asked_of_the_server(asked, tmp_path):
    table = asked("PUBLIC.TYPES?columns=ID,AMOUNT&where=id > 1")
    assert table.frame.columns == ["ID", "AMOUNT"] and table.frame["ID"].to_list() == [2, 3]
    (tmp_path / "some.sql").write_text("-- all\nselect id from types order by id desc;\n")
    with Batches(Source(path="sf:?query_file=some.sql"), tmp_path, rows=2) as batches:
        assert pl.concat(frame for frame, _ in batches)["ID"].to_list() == [3, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("TYPOS", "Table with name TYPOS does not exist"),
        ('?query=select 1 as "x", 2 as "x"', 'two columns are called "x"'),
        ("?query=delete from types", "the query is not a SELECT"),
        ("?query=select nonsense", "can't answer"),
    ],
)
def test_what_is_wrong_with_a_statement_is_told(asked, settings, said):
    with pytest.raises(DataError, match=said):
        asked(settings)


@pytest.mark.slow
def test_tables_are_listed_with_their_rows_by_the_names_that_an_address_takes(snowflake, asked):
    there = {one.name: one.rows for one in snowflake_tables(Connection("sf", snowflake))}
    assert there == {"PUBLIC.TYPES": 3, "PUBLIC.small one": 1}
    assert [asked(name).frame.height for name in there] == [3, 1]
    server = snowflake_server(Connection("sf", snowflake))
    assert (server.product, server.database) == ("Snowflake", "SHOP") and "ana" not in server.host


def test_an_account_that_is_not_there_is_unreachable_and_the_password_is_not_told():
    pytest.importorskip("adbc_driver_snowflake")
    url = "snowflake://ana:Marker-geheim%2F7@localhost:1/SHOP?account=shop&protocol=http&login_timeout=1"
    with pytest.raises(UnreachableError, match=r"can't be reached.*refused") as error:
        snowflake_tables(Connection("sf", url))
    assert MARKER not in error.value.describe() and "%2F7" not in error.value.describe()


def test_one_signs_in_by_password_token_key_or_in_the_browser(tmp_path, monkeypatch):
    monkeypatch.setenv("WORD", MARKER)
    key = tmp_path / "key.p8"
    key.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n")

    def options(settings):
        url = f"snowflake://ana@org-shop/SHOP/CRM?warehouse=SMALL&{settings}"
        return snowflake_settings(Connection("sf", url, password_env="WORD")).options

    plain = options("role=READER")
    assert plain["password"] == MARKER and plain["adbc.snowflake.sql.account"] == "org-shop"
    assert plain["adbc.snowflake.sql.schema"] == "CRM" and plain["adbc.snowflake.sql.role"] == "READER"
    by_key = options(f"private_key={key}")
    assert by_key["adbc.snowflake.sql.auth_type"] == "auth_jwt" and "password" not in by_key
    assert by_key["adbc.snowflake.sql.client_option.jwt_private_key_pkcs8_password"] == MARKER
    assert options("authenticator=pat")["adbc.snowflake.sql.client_option.auth_token"] == MARKER
    assert options("authenticator=browser")["adbc.snowflake.sql.auth_type"] == "auth_ext_browser"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("snowflake://ana@org-shop/SHOP", "no password to sign in with"),
        ("snowflake://ana@org-shop/SHOP?pasword=geheim", 'unknown setting "pasword"'),
        ("snowflake:///SHOP", "names no account"),
        ("snowflake://ana@org-shop?authenticator=okta", 'no authenticator "okta"'),
        ("snowflake://ana@org-shop?private_key=/nowhere/key.p8", "private key can't be read: No such file"),
        ("snowflake://ana@org-shop?authenticator=jwt", "needs private_key"),
        ("snowflake://ana:b@org-shop?login_timeout=soon", "not a number of seconds"),
    ],
)
def test_wrong_settings_are_told_without_their_values(url, said):
    with pytest.raises(UsageError, match=said) as error:
        snowflake_settings(Connection("", url))
    assert "geheim" not in error.value.describe()
