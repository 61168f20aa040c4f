"""The clients of BigQuery's two APIs, and who they sign in as.

Google's own library asks the address of a cloud machine's metadata where it finds no credentials, and waits for it:
here that is done only where the URL says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.warehouse_url import WarehouseUrl, taken_apart
from segtui.errors import UsageError, system_words
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_EXAMPLE = "bigquery://my-project/crm?location=EU"
_SETTINGS = ("location", "credentials", "maximum_bytes_billed", "endpoint", "storage_endpoint")
_SCOPES = ("https://www.googleapis.com/auth/bigquery", "https://www.googleapis.com/auth/cloud-platform")
_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
_METADATA = "metadata"
_ANY_SIZE = [("grpc.max_receive_message_length", -1)]


@dataclass(frozen=True)
class BigQueryClients:
    """The client of jobs and that of rows, with the project that pays and the dataset of plain names, if any."""

    jobs: Any
    rows: Any
    project: str
    dataset: str
    most_bytes: int | None


@contextmanager
def bigquery_clients(connection: Connection) -> Iterator[BigQueryClients]:
    """Both clients; UsageError for settings that are wrong, or where nothing says who signs in."""
    from google.cloud import bigquery

    url = taken_apart(connection, _SETTINGS, _EXAMPLE)
    if not url.host:
        raise UsageError(say("the address names no project"), where=url.where, fix=_EXAMPLE)
    most = url.settings.get("maximum_bytes_billed", "")
    if most and not most.isdecimal():
        raise UsageError(say("maximum_bytes_billed is not a number of bytes"), where=url.where)
    credentials = _credentials(url)
    endpoint = url.settings.get("endpoint")
    with (
        closing(
            bigquery.Client(
                url.host,
                credentials,
                location=url.settings.get("location"),
                client_options={"api_endpoint": endpoint} if endpoint else None,
            )
        ) as jobs,
        _row_client(url, credentials) as rows,
    ):
        yield BigQueryClients(jobs, rows, url.host, url.part(0), int(most) if most else None)


@contextmanager
def _row_client(url: WarehouseUrl, credentials: Any) -> Iterator[Any]:
    """The client of the Storage Read API; without TLS where the endpoint of jobs has none."""
    from google.cloud.bigquery_storage_v1 import BigQueryReadClient

    endpoint = url.settings.get("storage_endpoint")
    if not _is_plain(url):
        options = {"api_endpoint": endpoint} if endpoint else None
        with BigQueryReadClient(credentials=credentials, client_options=options) as client:
            yield client
        return
    import grpc
    from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

    transport = BigQueryReadGrpcTransport(channel=grpc.insecure_channel(endpoint or "", _ANY_SIZE))
    with BigQueryReadClient(transport=transport) as client:
        yield client


def _is_plain(url: WarehouseUrl) -> bool:
    return url.settings.get("endpoint", "").startswith("http://")


def _credentials(url: WarehouseUrl) -> Any:
    """Of the setting, the connection's password (a key as JSON), the environment, or `gcloud auth`, in this order.

    An emulator without TLS is given none.
    """
    if _is_plain(url):
        from google.auth.credentials import AnonymousCredentials

        return AnonymousCredentials()
    named = url.settings.get("credentials", "")
    if named == _METADATA:
        from google.auth.compute_engine import Credentials

        return Credentials()
    if url.secret and not named:
        return _from_json(url.secret, url.where)
    if named := named or os.environ.get(_VARIABLE, ""):
        return _from_file(expand_home(named))
    if (file := _gcloud_file()).exists():
        return _from_file(file)
    fix = say(
        "gcloud auth application-default login, or {variable}=key.json, or on Google's machines credentials=metadata",
        variable=_VARIABLE,
    )
    raise UsageError(say("nothing says who signs in to BigQuery"), where=url.where, fix=fix)


def _gcloud_file() -> Path:
    configured = os.environ.get("CLOUDSDK_CONFIG", "")
    folder = Path(configured) if configured else Path.home() / ".config" / "gcloud"
    return folder / "application_default_credentials.json"


def _from_file(file: Path) -> Any:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = system_words(error) if isinstance(error, OSError) else say("it is not UTF-8 text")
        raise UsageError(say("the credentials can't be read: {why}", why=why), where=str(file)) from None
    return _from_json(text, str(file))


def _from_json(text: str, where: str) -> Any:
    """Credentials of any kind that Google writes as JSON; UsageError, which repeats nothing of it."""
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        return google.auth.load_credentials_from_dict(json.loads(text), scopes=_SCOPES)[0]
    except (ValueError, TypeError, KeyError, AttributeError, GoogleAuthError):
        fix = say("take the file that Google gives for a service account or that gcloud writes")
        raise UsageError(say("the credentials are not Google's JSON"), where=where, fix=fix) from None
