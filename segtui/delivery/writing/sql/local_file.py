"""Databases that are a file."""

from __future__ import annotations

from pathlib import Path

from segtui.data.connections.connection import Connection
from segtui.data.databases.table_address import local_file
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home


def database_file(connection: Connection) -> Path:
    """The file of a connection; DataError where it does not exist: a wrong path would make an empty database."""
    url = connection.url.partition("?")[0]
    if not (named := local_file(url)):
        raise UsageError(say("the address names no file"), where=url, fix=f"{connection.scheme}:///shop.db")
    file = expand_home(named)
    if not file.is_file():
        raise DataError(
            say("there is no such database"), where=str(file), fix=say("check the path, or create it first")
        )
    return file
