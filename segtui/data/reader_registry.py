"""Every reader by format: to add one, add a file to segtui/data/readers."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

from segtui.data.addresses import is_address, name_of_connection, scheme_of
from segtui.data.connections.connection import Connection
from segtui.data.connections.connections_file import connection_named
from segtui.data.raw.listed_table import ListedTable
from segtui.data.reader import Reader
from segtui.declare import instances
from segtui.errors import DataError, UsageError, did_you_mean
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries

_PACKED = (".gz", ".zst", ".zstd", ".gzip")


@cache
def readers() -> dict[str, Reader]:
    """The declared readers by format, in alphabetical order of their files."""
    return {reader.format: reader for reader in instances("segtui.data.readers", Reader)}


def reader_of(address: str) -> Reader:
    """The reader that knows an address such as sqlite:///shop.db or shop:customers; DataError where none does.

    UsageError where there is no such connection, or no reader takes what it leads to.
    """
    name = name_of_connection(address)
    return reader_of_connection(connection_named(name)) if name else _by_scheme(scheme_of(address), address)


def reader_of_connection(connection: Connection) -> Reader:
    """The reader of what a connection leads to; UsageError where none knows it."""
    try:
        return _by_scheme(connection.scheme, connection.name or connection.shown)
    except DataError as error:
        raise UsageError(error.what, where=error.where, fix=error.fix) from None


def tables_of(connection: Connection) -> list[ListedTable]:
    """The tables and views that a connection may read; raises what its reader raises, UsageError without a list."""
    reader = reader_of_connection(connection)
    if lacking := missing_libraries(reader.libraries):
        what, fix = lacking
        raise UsageError(say("reading {holds} {what}", holds=reader.holds, what=what), where=connection.name, fix=fix)
    if reader.addresses is None or reader.addresses.tables is None:
        raise UsageError(say("{label} lists no tables", label=reader.label), where=connection.shown)
    return list(reader.addresses.tables(connection))


def _by_scheme(scheme: str, address: str) -> Reader:
    known = {name: reader for reader in readers().values() if reader.addresses for name in reader.addresses.schemes}
    if scheme not in known:
        there = (
            say("addresses may begin with {known}", known=", ".join(f"{name}://" for name in known)) if known else ""
        )
        fix = did_you_mean(scheme, known) or there or say("download the data first, then give the file")
        raise DataError(
            say("no reader knows addresses that begin with {scheme}://", scheme=scheme), where=address, fix=fix
        )
    return known[scheme]


def reader_by_name(path: str) -> Reader | None:
    """The reader that a path promises by its scheme or its ending; None where it promises none."""
    if is_address(path):
        reader = reader_of(path)
        if reader.addresses is None or reader.addresses.staged is None:
            return reader
        path = path.partition("?")[0]
    ending = extension(path)
    return next((reader for reader in readers().values() if ending in reader.extensions), None)


def extension(name: str) -> str:
    """The ending of a file's name with its dot, in lower case; that of what is packed in it."""
    suffixes = [s.lower() for s in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
