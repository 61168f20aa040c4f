"""Tables of BigQuery, from a server that speaks its two APIs."""

import datetime
import json
from pathlib import Path

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.bigquery import bigquery_estimate, bigquery_server, bigquery_tables
from segtui.data.databases.warehouses.bigquery_settings import bigquery_clients
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError

MARKER = "Marker-geheim/7"
TYPES = """
create or replace table shop.types as select id, cast(1.25 as numeric) as amount, cast(7 as numeric) as whole,
cast('12345678901234567890.5' as bignumeric) as large, 0.5 as ratio, 'José' as name, date '1650-05-06' as day,
datetime '1650-05-06 10:00:00' as moment, timestamp '2026-03-01 10:00:00+02' as sent, time '10:11:12' as clock,
[1, 2] as tags, struct(1 as x, 'é' as y) as pair, b'\\x01\\x02' as raw, true as yes, json '{"a": 1}' as more
from unnest([2, 1, 3]) as id
"""


@pytest.fixture(scope="session")
def bigquery(started, free_port):
    """The URL of a project with a table of all types."""
    pytest.importorskip("google.cloud.bigquery_storage")
    rows_port = free_port()
    words = ("--host", "127.0.0.1", "--port", "{port}", "--grpc-port", str(rows_port), "--data-dir", "{folder}/data")
    port = started("local-bigquery", "local-bigquery", *words, "--project", "local", HOME="{server}/home")
    url = f"bigquery://local?endpoint=http://127.0.0.1:{port}&storage_endpoint=127.0.0.1:{rows_port}"
    with bigquery_clients(Connection("bq", url)) as clients:
        clients.jobs.create_dataset("shop", exists_ok=True)
        clients.jobs.query_and_wait(TYPES)
    return url


@pytest.fixture
def asked(bigquery, monkeypatch):
    """Reads what stands after `bq:`."""
    monkeypatch.setenv("SEGTUI_CONNECTION_BQ", bigquery)
    return lambda settings: read(Source(path=f"bq:{settings}"), Path())


@pytest.mark.slow
def test_every_type_comes_out_right_or_as_text_that_is_told(asked):
    table = asked("shop.types")
    row = table.frame.row(0, named=True)
    assert table.frame["id"].to_list() == [1, 2, 3] and table.frame["id"].dtype == pl.Int64
    assert (
        row["amount"] == 1.25
        and row["whole"] == 7
        and table.frame["whole"].dtype == pl.Int64
        and row["ratio"] == 0.5
        and row["name"] == "José"
    )
    assert row["large"] == 12345678901234567890.5 and row["day"] == datetime.date(1650, 5, 6)
    assert row["moment"] == datetime.datetime(1650, 5, 6, 10) and row["yes"] is True
    assert row["sent"].isoformat().startswith("2026-03-01T08:00") and row["clock"] == "10:11:12"
    assert row["tags"] == "[1, 2]" and row["pair"] == '{"x": 1, "y": "é"}'
    assert row["raw"] == "0102" and row["more"] == '{"a":1}'
    notes = " ".join(map(str, table.reading.notes))
    assert '"clock" (time), "tags" (array<int64>), "pair" (struct), "raw" (bytes), "more" (json)' in notes


@pytest.mark.slow
def test_columns_a_condition_and_a_query_are_asked_of_the_server(asked, tmp_path):
    table = asked("shop.types?columns=id,amount&where=id > 1")
    assert table.frame.columns == ["id", "amount"] and table.frame["id"].to_list() == [2, 3]
    (tmp_path / "some.sql").write_text("-- all\nselect id from shop.types order by id desc;\n")
    with Batches(Source(path="bq:?query_file=some.sql"), tmp_path, rows=2) as batches:
        assert pl.concat(frame for frame, _ in batches)["id"].to_list() == [3, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("shop.typos", "can't answer: Not found: Table local:shop.typos was not found"),
        ("?query=delete from shop.types where true", "the query is not a SELECT"),
        ("?query=select 1; delete from shop.types where true", "the query is not a SELECT"),
        ("?query=select nonsense", "can't answer"),
        ("?query=select 1 / 0 as x", "division by zero"),
    ],
)
def test_what_is_wrong_with_a_statement_is_told(asked, settings, said):
    with pytest.raises(DataError, match=said):
        asked(settings)


@pytest.mark.slow
def test_tables_are_listed_and_a_statement_is_estimated_without_reading(bigquery):
    connection = Connection("bq", bigquery)
    assert [one.name for one in bigquery_tables(connection)] == ["shop.types"]
    assert bigquery_estimate(connection, "select id from shop.types").bytes is not None
    server = bigquery_server(connection)
    assert server.database == "local" and server.host.startswith("127.0.0.1:")


def test_a_project_that_is_not_there_is_unreachable(monkeypatch, free_port):
    pytest.importorskip("google.cloud.bigquery_storage")
    from segtui.data.databases.warehouses import bigquery

    monkeypatch.setattr(bigquery, "_PATIENCE", 0.1)
    url = f"bigquery://shop?endpoint=http://127.0.0.1:{free_port()}"
    with pytest.raises(UnreachableError, match="can't be reached: Connection refused"):
        bigquery_tables(Connection("bq", url))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bigquery://shop", "nothing says who signs in"),
        ("bigquery://shop?credentials=/nowhere/key.json", "can't be read: No such file"),
        ("bigquery://:geheim@shop", "not Google's JSON"),
        ("bigquery:///crm", "names no project"),
        ("bigquery://shop?maximum_bytes_billed=10GB", "not a number of bytes"),
        ("bigquery://shop?locaton=geheim", 'unknown setting "locaton"'),
    ],
)
def test_wrong_settings_are_told_and_nobody_is_asked_for_credentials(url, said, monkeypatch, tmp_path):
    pytest.importorskip("google.cloud.bigquery_storage")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    with pytest.raises(UsageError, match=said) as error, bigquery_clients(Connection("", url)):
        pass
    assert "geheim" not in error.value.describe()


def test_a_key_is_taken_from_a_file_or_from_the_password(monkeypatch, tmp_path):
    pytest.importorskip("google.cloud.bigquery_storage")
    key = {"type": "authorized_user", "client_id": "a", "client_secret": MARKER, "refresh_token": MARKER}
    (tmp_path / "application_default_credentials.json").write_text(json.dumps(key))
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    with bigquery_clients(Connection("bq", "bigquery://shop/crm?location=EU&maximum_bytes_billed=10")) as clients:
        assert clients.jobs.location == "EU" and (clients.dataset, clients.most_bytes) == ("crm", 10)
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nowhere")
    monkeypatch.setenv("WORD", json.dumps(key))
    with bigquery_clients(Connection("bq", "bigquery://shop", password_env="WORD")) as clients:
        assert clients.project == "shop"
