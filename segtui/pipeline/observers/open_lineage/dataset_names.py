"""What datasets are called in lineage, as OpenLineage names them: a file, an object on a store, a table of a server."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from segtui.data.addresses import STANDARD_INPUT, is_address, name_of_connection
from segtui.data.connections.connections_file import connection_named
from segtui.data.connections.secrets import address_of
from segtui.data.databases.table_address import local_file, parse, parts_of_name
from segtui.errors import SegtuiError
from segtui.pipeline.observers.observer import Dataset
from segtui.publishing.paths import expand_home

FILES, OURS = "file", "segtui"
_PORTS = {"postgres": 5432, "mysql": 3306, "kafka": 9092, "amqp": 5672, "sqlserver": 1433}
_SCHEMES = {"postgresql": "postgres", "mariadb": "mysql", "mssql": "sqlserver", "az": "abfss"}
_LOCAL = ("sqlite", "duckdb", "delta", "iceberg")
_NO_HOSTS = "bigquery"
_SCHEMA = {"postgres": "public"}
"""The schema of a table that names none."""


def file_dataset(place: Path) -> Dataset:
    """A local file."""
    return Dataset(FILES, str(place.absolute()))


def dataset_of(path: str, folder: Path) -> Dataset:
    """What a plan's path or address names, from the plan's folder; there is no user, password or setting in it."""
    if path == STANDARD_INPUT:
        return Dataset(OURS, "standard input")
    if not is_address(path):
        return file_dataset(folder / expand_home(path))
    try:
        return _at(path, folder)
    except (SegtuiError, ValueError):  # which whoever reads it tells
        return Dataset(OURS, address_of(path.partition("?")[0]))


def table_dataset(connection: str, table: str, folder: Path) -> Dataset:
    """A table of a connection, or of a URL."""
    joined = "&" if "?" in connection else "?"
    return dataset_of(f"{connection}{joined}table={table}" if "://" in connection else f"{connection}:{table}", folder)


def _at(address: str, folder: Path) -> Dataset:
    asked = parse(address)
    name = name_of_connection(address)
    url = address_of(connection_named(name).url if name else asked.base)
    table = asked.table
    if not table and (asked.query or asked.query_file):
        table = "query-" + hashlib.sha256((asked.query or asked.query_file).encode()).hexdigest()[:12]
    scheme = url.partition(":")[0]
    if scheme in _LOCAL and ":///" in url:
        file = (folder / expand_home(local_file(url))).absolute()
        return Dataset(f"{scheme}://{file}", table) if table else Dataset(FILES, str(file))
    parts = urlsplit(url)
    scheme = _SCHEMES.get(parts.scheme, parts.scheme)
    host = parts.hostname or ""
    port = parts.port or _PORTS.get(scheme)
    path = unquote(parts.path).strip("/")
    if not table:  # an object on a store, a topic, a queue
        authority = f"{host}:{port}" if port else parts.netloc
        return Dataset(f"{scheme}://{authority}", path or "/")
    named = parts_of_name(table) if not table.startswith("query-") else [table]
    if len(named) == 1 and scheme in _SCHEMA and not table.startswith("query-"):
        named = [_SCHEMA[scheme], *named]
    if scheme == _NO_HOSTS:
        return Dataset(scheme, ".".join([host, *named]))
    names = [*filter(None, path.split("/")), *named]
    return Dataset(f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}", ".".join(names))
