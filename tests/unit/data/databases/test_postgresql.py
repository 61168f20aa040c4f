"""Tables of a real PostgreSQL server."""

from pathlib import Path

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.data.databases.change_stamps import has_changed, look_again, postgresql_stamp
from segtui.data.databases.listed_tables import postgresql_tables
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError, UnreachableError, UsageError
from segtui.pipeline.preparing.table_reader import CachedTableReader

TYPES = {
    "whole": "7::numeric(12)",
    "amount": "1.25::numeric",
    "large": "123456789012345678901234567890::numeric",
    "wait": "'1 day 02:00'::interval",
    "day": "'infinity'::date",
    "at": "'2026-03-01 10:00+02'::timestamptz",
    "who": "'7f1e0a4c-0000-4000-8000-000000000001'::uuid",
    "more": """'{"a": 1}'::jsonb""",
    "tags": "array[1, 2]",
    "small": "3::int2",
    "yes": "true",
    "host": "'10.0.0.1'::inet",
    "bytes": "'\\x0102'::bytea",
    "ratio": "0.5::float4",
    "name": "'José'::varchar(10)",
}


@pytest.fixture(scope="module")
def types(postgres):
    chosen = ", ".join(f"{sql} as {name}" for name, sql in TYPES.items())
    rows = f"select {chosen}, g as id from generate_series(1, 3) g"
    postgres.psql(f"drop table if exists types; create table types as {rows}")
    postgres.psql("update types set day = '2026-02-03' where id > 1")


def asked(uri, settings):
    return Source(path=f"{uri}&{settings}" if "?" in uri else f"{uri}?{settings}")


def test_every_type_comes_out_right_or_as_text_that_is_told(uri, types):
    table = read(asked(uri, "table=public.types"), Path())
    row = table.frame.filter(pl.col("id") == 1).row(0, named=True)
    assert row["whole"] == 7 and table.frame["whole"].dtype == pl.Int64
    assert row["amount"] == 1.25 and row["large"] == "123456789012345678901234567890"
    assert row["wait"] == 93600 and row["day"] is None and str(table.frame.sort("id")["day"][2]) == "2026-02-03"
    assert row["at"].isoformat().startswith("2026-03-01T08:00")
    assert row["who"] == "7f1e0a4c-0000-4000-8000-000000000001" and row["more"] == '{"a": 1}'
    assert row["tags"] == "{1,2}" and row["host"] == "10.0.0.1/32" and row["bytes"] == "\\x0102"
    assert row["small"] == 3 and row["yes"] is True and row["ratio"] == 0.5 and row["name"] == "José"
    notes = " ".join(map(str, table.reading.notes))
    assert '"wait" holds intervals' in notes and '"day" has 1 days or times that are infinite' in notes
    assert '"who" (uuid), "more" (jsonb), "tags" (int4[]), "host" (inet), "bytes" (bytea)' in notes


def test_columns_and_a_condition_are_asked_of_the_server(uri, types):
    table = read(asked(uri, "table=types&columns=id,amount&where=id > 1"), Path())
    assert table.frame.columns == ["id", "amount"] and table.frame["id"].to_list() == [2, 3]


def test_a_query_and_a_file_of_sql_give_the_same_rows(uri, types, tmp_path):
    (tmp_path / "some.sql").write_text("-- two\nselect id, ratio from types where id < 3 order by id;\n")
    by_file = read(asked(uri, "query_file=some.sql"), tmp_path)
    by_query = read(asked(uri, "query=select id, ratio from types where id < 3 order by id"), Path())
    assert by_file.frame.equals(by_query.frame) and by_file.frame.height == 2
    with Batches(asked(uri, "query_file=some.sql"), tmp_path, rows=1) as batches:
        assert pl.concat(frame for frame, _ in batches).height == 2


def test_a_table_written_in_another_order_is_the_same_table(uri, postgres):
    held, tables = [], []
    for change in (
        "drop table if exists f; create table f as select g as id, g * 2 as v from generate_series(1, 50) g",
        "create table g as select * from f order by id desc; drop table f; alter table g rename to f",
        "update f set v = 0 where id = 7",
    ):
        postgres.psql(change)
        tables.append(read(asked(uri, "table=f"), Path()))
        held.append(next(iter(tables[-1].reading.fingerprints.values())))
    assert held[0] == held[1] != held[2]
    last = tables[-1].asked
    assert last.statement == 'select * from "f"' and last.rows == 50 and last.sha256 == held[2]
    server = last.server
    assert server.product == "PostgreSQL" and server.version[0].isdecimal() and server.database == "postgres"
    assert "postgres@" not in server.host and server.host.rpartition(":")[2].isdecimal()
    assert tables[0].frame.equals(tables[1].frame) and tables[0].frame["id"].is_sorted()
    turned = read(asked(uri, "query=select * from f order by id desc"), Path())
    assert turned.frame["id"].is_sorted(descending=True)


def test_a_session_keeps_the_rows_of_a_table_until_it_is_opened_again(uri, postgres):
    postgres.psql("create table live as select g as id, g as v from generate_series(1, 20) g")
    postgres.psql("create view lively as select * from live where v > 0; create table still as select 1 as id")
    files, source = CachedTableReader(), asked(uri, "table=lively")
    first, still = files.table(source, Path()), files.table(asked(uri, "table=still"), Path())
    assert not has_changed(source.path)
    postgres.psql("insert into live values (21, 21)")
    assert has_changed(source.path) and files.table(source, Path()) is first
    look_again()
    assert files.table(source, Path()).frame.height == 21
    assert files.table(asked(uri, "table=still"), Path()) is still
    assert not has_changed(source.path)
    assert postgresql_stamp(asked(uri, "query=select 1 as id").path) == ""


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ("table=typos", DataError, 'relation "typos" does not exist'),
        ("query=select 1 as x, 2 as x", DataError, 'two columns are called "x"'),
        ("query=delete from types returning id", DataError, "syntax error"),
        ("query=selec 1", DataError, "syntax error"),
        ("query=select 1&table=types", UsageError, "exclude each other"),
        ("sslmode=prefer", UsageError, "names no table"),
    ],
)
def test_what_is_wrong_with_a_statement_is_told(uri, types, settings, error, said):
    with pytest.raises(error, match=said):
        read(asked(uri, settings), Path())


def test_a_server_that_is_not_there_or_refuses_is_unreachable(uri):
    with pytest.raises(UnreachableError, match="Connection refused"):
        read(Source(path="postgresql://127.0.0.1:1/shop?table=x"), Path())
    with pytest.raises(UnreachableError, match='role "nobody" does not exist'):
        read(asked(uri.replace("postgres@", "nobody@"), "table=x"), Path())


def test_a_query_that_fails_amid_the_rows_is_told(uri):
    with pytest.raises(DataError, match="division by zero"):
        read(asked(uri, "query=select 1 / (1000 - g) as x from generate_series(1, 2000) g"), Path())


def test_the_tables_that_a_user_may_read_are_listed(postgres, uri, types):
    postgres.psql("create view seen as select 1 as id; create table much as select generate_series(1, 700) g")
    postgres.psql("analyze much")
    there = {one.name: one.rows for one in postgresql_tables(Connection("shop", uri))}
    assert there["public.much"] == 700 and there["public.seen"] is None
    assert not any(name.startswith(("pg_", "information_schema")) for name in there)
