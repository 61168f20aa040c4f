"""Tables of BigQuery: a statement is a job, and its rows come by the Storage Read API as Arrow."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qs

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.column_types import DatabaseColumn, told
from segtui.data.databases.listed_tables import listed
from segtui.data.databases.table_address import backticked, parse, see_tables
from segtui.data.databases.warehouses.arrow_columns import database_column
from segtui.data.databases.warehouses.bigquery_settings import BigQueryClients, bigquery_clients
from segtui.data.databases.warehouses.frame_stream import stage_arrow
from segtui.data.databases.warehouses.narrow import narrowed
from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.data.raw.asked_table import RowEstimate, Server
from segtui.data.raw.listed_table import ListedTable
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say

_BYTES = 8 << 20
"""Of Arrow that are put together into one frame."""
_PATIENCE = 60.0
_CAST = ("BIGNUMERIC", "BIGDECIMAL", "INTERVAL", "RANGE", "GEOGRAPHY")
"""Types that Polars has not: the server writes them as text."""
_NOISE = re.compile(r"^(?:\d{3} )?(?:(?:GET|POST) \S+: )?|; reason: .*$|\n.*$", re.DOTALL)
_SYSTEM = re.compile(r"\[Errno -?\d+\] ([^\"')]+)")
_HOST = "bigquery.googleapis.com"


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    refuse_changes(asked.statement(backticked), place.name)
    connection = asked.connection()
    with _explaining(connection, place.name), bigquery_clients(connection) as clients:
        described = _described(clients, asked.statement(backticked), place.name)
        kinds = {found.name: _kind(found) for found in described}
        narrow = narrowed(asked, kinds, place)
        with _executed(clients, _with_casts(narrow.statement(backticked), described, narrow.columns)) as table:
            scan, schema = stage_arrow(_frames(clients, table), place)
    columns = [_column(name, kinds.get(name, ""), dtype) for name, dtype in schema.items()]
    others = [DatabaseColumn(name, kind, "plain") for name, kind in kinds.items() if name not in schema]
    return scan, [*columns, *others], told(columns, {})


def bigquery_estimate(connection: Connection, statement: str) -> RowEstimate:
    """How many bytes a statement would read, which is what BigQuery asks to be paid for; of rows it says nothing.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    refuse_changes(statement, where := connection.name or connection.shown)
    with _explaining(connection, where), bigquery_clients(connection) as clients:
        planned = clients.jobs.query(statement, job_config=_config(clients, dry=True), **_calls())
        return RowEstimate(None, bytes=int(planned.total_bytes_processed or 0))


def bigquery_tables(connection: Connection) -> list[ListedTable]:
    """The tables that the user may see, of the dataset that the URL names or of all; how many rows is not known.

    Raises UnreachableError where the server can't be reached or refuses.
    """
    with _explaining(connection, connection.name or connection.shown), bigquery_clients(connection) as clients:
        jobs, calls = clients.jobs, _calls()
        names = [clients.dataset] if clients.dataset else [one.dataset_id for one in jobs.list_datasets(**calls)]
        return listed((name, one.table_id, None) for name in names for one in jobs.list_tables(name, **calls))


def bigquery_server(connection: Connection) -> Server:
    """The project; it says no version of its own."""
    project, _, dataset = connection.shown.partition("://")[2].partition("/")
    given = parse_qs(connection.url.partition("?")[2]).get("endpoint", [_HOST])[0]
    return Server("BigQuery", "", ".".join(filter(None, (project, dataset))), given.rpartition("://")[2])


def _described(clients: BigQueryClients, statement: str, where: str) -> list[Any]:
    """The columns of a statement, by a dry run, which costs nothing; DataError where it is more than a SELECT."""
    planned = clients.jobs.query(statement, job_config=_config(clients, dry=True), **_calls())
    if planned.statement_type not in ("SELECT", None):
        raise DataError(say("the query is not a SELECT"), where=where, fix=say("ask for one SELECT only"))
    return list(planned.schema or ())


def _with_casts(statement: str, described: Sequence[Any], chosen: Collection[str]) -> str:
    """The statement with columns of types that Polars has not as text; its rows have then no order."""
    cast = [f for f in described if f.field_type in _CAST and f.mode != "REPEATED" and (not chosen or f.name in chosen)]
    if not cast:
        return statement
    texts = ", ".join(f"{_text_of(found)} as {backticked(found.name)}" for found in cast)
    return f"select * replace ({texts}) from ({statement}\n) as asked"


def _text_of(found: Any) -> str:
    name = backticked(found.name)
    if found.field_type == "GEOGRAPHY":
        return f"st_astext({name})"
    return f"format('%t', {name})" if found.field_type == "RANGE" else f"cast({name} as string)"


@contextmanager
def _executed(clients: BigQueryClients, statement: str) -> Iterator[Any]:
    """The table with the rows of a statement, whose job is cancelled at the server if this is left early."""
    job = clients.jobs.query(statement, job_config=_config(clients), job_retry=None, **_calls())
    try:
        job.result(job_retry=None, retry=_calls()["retry"])
        yield job.destination
    except BaseException:
        with suppress(Exception):  # a server that has gone can't be told
            clients.jobs.cancel_job(job.job_id, location=job.location, retry=None, timeout=5)
        raise


def _frames(clients: BigQueryClients, table: Any) -> Iterator[pl.DataFrame]:
    """The rows of a table, by one stream, which keeps their order."""
    from google.cloud.bigquery_storage_v1 import types

    asked = types.ReadSession(table=table.to_bqstorage(), data_format=types.DataFormat.ARROW)
    parent = f"projects/{clients.project}"
    session = clients.rows.create_read_session(parent=parent, read_session=asked, max_stream_count=1, timeout=_PATIENCE)
    schema = session.arrow_schema.serialized_schema
    yield pl.read_ipc_stream(io.BytesIO(schema))
    for stream in session.streams:
        parts, size = [schema], 0
        for message in clients.rows.read_rows(stream.name):
            parts.append(message.arrow_record_batch.serialized_record_batch)
            size += len(parts[-1])
            if size > _BYTES:
                yield pl.read_ipc_stream(io.BytesIO(b"".join(parts)))
                parts, size = [schema], 0
        if size:
            yield pl.read_ipc_stream(io.BytesIO(b"".join(parts)))


def _config(clients: BigQueryClients, *, dry: bool = False) -> Any:
    from google.cloud import bigquery

    config = bigquery.QueryJobConfig(dry_run=dry, use_query_cache=not dry, labels={"by": "segtui"})
    if clients.dataset:
        config.default_dataset = f"{clients.project}.{clients.dataset}"
    if clients.most_bytes is not None:
        config.maximum_bytes_billed = clients.most_bytes
    return config


def _calls() -> dict[str, Any]:
    """How long each call is tried."""
    from google.cloud.bigquery.retry import DEFAULT_RETRY

    return {"retry": DEFAULT_RETRY.with_timeout(_PATIENCE), "timeout": _PATIENCE}


def _kind(found: Any) -> str:
    name = {"INTEGER": "int64", "FLOAT": "float64", "RECORD": "struct"}.get(found.field_type, found.field_type.lower())
    return f"array<{name}>" if found.mode == "REPEATED" else str(name)


def _column(name: str, kind: str, dtype: pl.DataType) -> DatabaseColumn:
    if kind in ("bignumeric", "bigdecimal"):
        return DatabaseColumn(name, kind, "exact")
    if kind in ("json", "interval", "geography") or kind.startswith("range"):
        return DatabaseColumn(name, kind, "text")
    return database_column(name, kind, dtype)


@contextmanager
def _explaining(connection: Connection, where: str) -> Iterator[None]:
    """Errors of Google's libraries as the user's."""
    import google.api_core.exceptions as api
    from google.auth.exceptions import GoogleAuthError
    from requests.exceptions import RequestException

    try:
        yield
    except (api.BadRequest, api.NotFound) as error:
        fix = see_tables(where)
        raise DataError(say("the server can't answer: {error}", error=_plainly(error)), where=where, fix=fix) from None
    except (api.GoogleAPIError, GoogleAuthError, RequestException) as error:
        raise _unreachable(error, connection, where) from None


def _unreachable(error: Exception, connection: Connection, where: str) -> SegtuiError:
    import google.api_core.exceptions as api

    if isinstance(error, (api.Forbidden, api.Unauthorized, api.TooManyRequests)):
        fix = say("roles that are needed: BigQuery Data Viewer, Job User and Read Session User")
        return UnreachableError(say("the server refused: {error}", error=_plainly(error)), where=where, fix=fix)
    fix = say("check the project in {shown}, the credentials and the network", shown=connection.shown)
    return UnreachableError(say("the server can't be reached: {error}", error=_plainly(error)), where=where, fix=fix)


def _plainly(error: Exception) -> str:
    """What went wrong, without the call that was made and its ids."""
    cause = getattr(error, "cause", None) or error
    said = str(getattr(cause, "message", None) or (cause.args[0] if cause.args else cause))
    if system := _SYSTEM.search(said):
        return system[1].strip()
    return scrubbed(_NOISE.sub("", said).strip() or type(cause).__name__)
