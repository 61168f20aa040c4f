"""Tables of Databricks, from a server that speaks its statement API, and answers that such a server never gives."""

import datetime
import http.server
import json
import threading
import urllib.request
from pathlib import Path

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses import databricks_api
from segtui.data.databases.warehouses.databricks import databricks_server, databricks_tables
from segtui.data.databases.warehouses.databricks_settings import databricks_settings
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError

MARKER = "Marker-geheim/7"
TYPES = """
create or replace table types as select cast(range + 1 as decimal(38, 0)) as id, cast(1.25 as decimal(12, 2)) as amount,
'1234567890123456789'::decimal(38, 0) as large, cast(0.5 as double) as ratio, 'José' as name, date '1650-05-06' as day,
timestamp '2026-03-01 10:00:00' as moment, [1, 2] as tags, true as yes from range(3) order by id desc
"""


def call(port, path, body):
    headers = {"Authorization": "Bearer dev", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="session")
def databricks(started):
    """The URL of a workspace with a table of all types."""
    port = started("minilake", "minilake", "--port", "{port}")
    warehouse = call(port, "/api/2.0/sql/warehouses", {"name": "w", "cluster_size": "2X-Small"})["id"]
    made = call(port, "/api/2.0/sql/statements", {"statement": TYPES, "warehouse_id": warehouse})
    assert made["status"]["state"] == "SUCCEEDED"
    return f"databricks://token:Marker-geheim%2F7@127.0.0.1:{port}?warehouse={warehouse}&protocol=http"


@pytest.fixture
def asked(databricks, monkeypatch):
    """Reads what stands after `db:`."""
    monkeypatch.setenv("SEGTUI_CONNECTION_DB", databricks)
    return lambda settings: read(Source(path=f"db:{settings}"), Path())


@pytest.mark.slow
def test_every_type_comes_out_right_or_as_text_that_is_told(asked):
    table = asked("types")
    row = table.frame.row(0, named=True)
    assert table.frame["id"].to_list() == [1, 2, 3] and table.frame["id"].dtype == pl.Int64
    assert row["amount"] == 1.25 and row["large"] == "1234567890123456789" and row["ratio"] == 0.5
    assert row["name"] == "José" and row["day"] == datetime.date(1650, 5, 6) and row["yes"] is True
    assert row["moment"].isoformat().startswith("2026-03-01T10:00") and row["tags"] == "[1, 2]"
    assert '"tags" (integer[])' in " ".join(map(str, table.reading.notes))


@pytest.mark.slow
def test_columns_a_condition_a_query_and_many_chunks_are_read(asked, tmp_path):
    table = asked("main.types?columns=id,amount&where=id > 1")
    assert table.frame.columns == ["id", "amount"] and table.frame["id"].to_list() == [2, 3]
    assert asked("?query=select range as id from range(250000)").frame["id"].to_list() == list(range(250_000))
    with pytest.raises(DataError, match="has no rows"):
        asked("?query=select * from types where false")
    (tmp_path / "some.sql").write_text("-- all\nselect id from types order by id desc;\n")
    with Batches(Source(path="db:?query_file=some.sql"), tmp_path, rows=2) as batches:
        assert pl.concat(frame for frame, _ in batches)["id"].to_list() == [3, 2, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("typos", "Table with name typos does not exist"),
        ("?query=select 1 as x, 2 as x", 'two columns are called "x"'),
        ("?query=select interval 2 days as i", '"i" holds intervals'),
        ("?query=delete from types", "the query is not a SELECT"),
    ],
)
def test_what_is_wrong_with_a_statement_is_told(asked, settings, said):
    with pytest.raises(DataError, match=said):
        asked(settings)


@pytest.mark.slow
def test_the_tables_of_all_catalogs_are_listed(databricks):
    names = [one.name for one in databricks_tables(Connection("db", databricks))]
    assert any(name.endswith(".types") and name.count(".") == 2 for name in names)
    assert databricks_server(Connection("db", databricks)).product == "Databricks"


@pytest.fixture
def answering(monkeypatch):
    """A server that gives the answers of a list, one after the other, and keeps what it was asked."""
    monkeypatch.setattr(databricks_api, "_LONGEST_WAIT", 0.01)
    calls, answers = [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            calls.append((self.command, self.path, self.headers.get("Authorization"), self.rfile.read(length)))
            code, body = answers.pop(0)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"

    def ask(given, user="token"):
        answers[:] = [(code, link(body, root)) for code, body in given]
        url = f"databricks://{user}:Marker-geheim%2F7@{root[7:]}/main?warehouse=w&protocol=http"
        monkeypatch.setenv("SEGTUI_CONNECTION_DB", url)
        return read(Source(path="db:?query=select 1 as x"), Path()).frame

    yield ask, calls
    server.shutdown()
    server.server_close()


def link(body, root):
    return json.loads(json.dumps(body).replace("ROOT", root)) if isinstance(body, dict) else body


def done(state="SUCCEEDED", **more):
    columns = [{"name": "x", "type_text": "DECIMAL(4,2)", "type_name": "DECIMAL"}]
    manifest = {"schema": {"columns": columns}, "total_chunk_count": 1, "total_row_count": 1, **more}
    return {"statement_id": "s1", "status": {"state": state}, "manifest": manifest}


def rows():
    frame = pl.DataFrame({"x": ["1.25"]}).cast(pl.Decimal(4, 2))
    return frame.write_ipc_stream(None).getvalue()


def test_a_busy_server_is_asked_again_and_signed_links_are_called_without_the_token(answering):
    ask, calls = answering
    chunk = {"external_links": [{"external_link": "ROOT/rows?signature=1"}]}
    running = {"statement_id": "s1", "status": {"state": "RUNNING"}}
    frame = ask([(429, b""), (200, running), (503, b"busy"), (200, done()), (200, chunk), (200, rows())])
    assert frame["x"].to_list() == [1.25]
    assert [call[2] for call in calls] == [f"Bearer {MARKER}"] * 5 + [None]
    assert json.loads(calls[0][3])["warehouse_id"] == "w" and json.loads(calls[0][3])["catalog"] == "main"


def test_a_service_principal_gets_a_token_for_its_secret(answering):
    ask, calls = answering
    chunk = {"external_links": [{"external_link": "ROOT/rows"}]}
    ask([(200, {"access_token": "t1"}), (200, done()), (200, chunk), (200, rows())], user="robot")
    assert calls[0][1] == "/oidc/v1/token" and calls[0][2].startswith("Basic ") and b"client_credentials" in calls[0][3]
    assert calls[1][2] == calls[2][2] == "Bearer t1"


FAILED = {
    "statement_id": "s1",
    "status": {"state": "FAILED", "error": {"error_code": "BAD_REQUEST", "message": "no x"}},
}


@pytest.mark.parametrize(
    ("answers", "error", "said"),
    [
        ([(401, {"message": f"bad token {MARKER}"})], UnreachableError, "the server refused: bad token •••"),
        ([(503, b"")] * 5, UnreachableError, "refused: HTTP 503"),
        ([(200, b"<html>")], UnreachableError, "answer is not JSON"),
        ([(200, FAILED), (200, {})], DataError, "can't answer: no x"),
        ([(200, done("CANCELED")), (200, {})], UnreachableError, "broke off: the statement is canceled"),
        ([(200, done(truncated=True)), (200, {})], DataError, "cut the rows off"),
        (
            [(200, done()), (200, {"external_links": [{"external_link": "ROOT/r"}]}), (200, rows()[:40]), (200, {})],
            DataError,
            "the rows can't be read",
        ),
        ([(200, done()), (403, {"message": "expired"}), (200, {})], UnreachableError, "refused: expired"),
    ],
)
def test_answers_that_are_errors_are_told_and_the_statement_is_cancelled(answering, answers, error, said):
    ask, calls = answering
    with pytest.raises(error, match=said) as raised:
        ask(answers)
    assert MARKER not in raised.value.describe()
    began = answers[0][0] == 200 and isinstance(answers[0][1], dict)
    assert (calls[-1][1] == "/api/2.0/sql/statements/s1/cancel") == began


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("databricks://adb-1.example/main?warehouse=w", "there is no token to sign in with"),
        ("databricks://token:geheim@adb-1.example/main", "names no SQL warehouse"),
        ("databricks://token:geheim@adb-1.example?http_path=/other/path", "names no SQL warehouse"),
        ("databricks:///main?warehouse=w", "names no host"),
        ("databricks://adb-1.example?warehouse=w&catalgo=geheim", 'unknown setting "catalgo"'),
    ],
)
def test_wrong_settings_are_told_without_their_values(url, said, monkeypatch):
    monkeypatch.delenv("DATABRICKS_TOKEN", raising=False)
    with pytest.raises(UsageError, match=said) as error:
        databricks_settings(Connection("", url))
    assert "geheim" not in error.value.describe()


def test_the_path_that_the_workspace_shows_names_the_warehouse(monkeypatch):
    monkeypatch.setenv("DATABRICKS_TOKEN", MARKER)
    url = "databricks://adb-1.example/main/crm?http_path=/sql/1.0/warehouses/a1b2"
    settings = databricks_settings(Connection("db", url))
    assert (settings.root, settings.warehouse, settings.secret) == ("https://adb-1.example", "a1b2", MARKER)
    assert (settings.catalog, settings.schema, settings.client) == ("main", "crm", "")


def test_a_server_that_is_not_there_is_unreachable():
    url = "databricks://token:geheim@127.0.0.1:1?warehouse=w&protocol=http"
    with pytest.raises(UnreachableError, match="can't be reached: Connection refused"):
        databricks_tables(Connection("db", url))
