"""What the path of a source leads to: local files, found from a folder, and what tells that they have changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from segtui.data.addresses import STANDARD_INPUT, is_address, name_of_connection
from segtui.data.connections.connections_file import connection_named, is_connection
from segtui.data.connections.store_keys import is_store
from segtui.data.databases.table_address import in_order, parse, with_columns
from segtui.data.databases.table_address import with_paths as with_query_file
from segtui.data.files.find_files import find_files
from segtui.data.raw.asked_table import AskedTable, RowEstimate, Server
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses
from segtui.data.reader_registry import reader_of
from segtui.data.source import Source
from segtui.publishing.paths import expand_home
from segtui.publishing.scratch import scratch


def absolute(path: str, folder: Path) -> str:
    """The path or address as it can be used from anywhere; standard input stays what it is."""
    if path == STANDARD_INPUT:
        return path
    if not is_address(path):
        return str(folder / expand_home(path))
    return _with_paths(path, lambda file: str((folder / expand_home(file)).absolute()))


def move_source(path: str, old: Path, new: Path) -> str:
    """A path or address that led from one absolute folder, leading from another; those that are absolute stay."""
    if path == STANDARD_INPUT:
        return path
    if not is_address(path):
        return _moved(path, old, new)
    return _with_paths(path, lambda file: _moved(file, old, new))


def is_same(path: str, folder: Path, other: str, other_folder: Path) -> bool:
    """Whether two paths, each from its folder, lead to the same file or address."""
    first, second = absolute(path, folder), absolute(other, other_folder)
    return first == second if is_address(path) or is_address(other) else Path(first).resolve() == Path(second).resolve()


def local_files(path: str, folder: Path) -> list[Path]:
    """The files that a path or glob means, or that an address has in it; none for standard input.

    Raises DataError where a file is missing that no address has in it.
    """
    if path == STANDARD_INPUT:
        return []
    if not is_address(path):
        return find_files(path, folder)
    found: list[Path] = []
    _with_paths(path, lambda file: found.append(folder / expand_home(file)) or file)  # type: ignore[func-returns-value]
    return found


def fingerprints(source: Source, folder: Path) -> dict[str, str]:
    """What an address holds as its reader says, by the address from anywhere, or by the objects that it means."""
    address = absolute(source.path, folder)
    known = _addresses(address)
    if known.staged:
        return known.staged.states(address)
    assert known.fingerprint is not None
    return {address: known.fingerprint(address, source)}


def stamp(source: Source, folder: Path) -> str:
    """What tells, without a reading where its reader can, that an address may hold other rows now."""
    known = _addresses(address := absolute(source.path, folder))
    tell = known.stamp or known.fingerprint
    return tell(address, source) if tell else ""


def asked_table(source: Source, folder: Path, raw: Raw) -> AskedTable | None:
    """What a database was asked for these rows; None for other addresses. Raises what asking it raises."""
    known = _addresses(address := absolute(source.path, folder))
    if known.server is None:
        return None
    asked = parse(with_columns(address, raw.frame.columns) if raw.left else address)
    server, keep = known.server(asked.connection()), asked.snapshot == "keep"
    return AskedTable(address, asked.statement(known.quote), server, raw.frame.height, raw.fingerprint, keep)


def planned_statement(source: Source, folder: Path) -> tuple[str, str, RowEstimate | None] | None:
    """What a database would be asked for a source, its address without user and settings, and how much would come.

    None where the address is not that of a database. Raises what asking it raises.
    """
    known = _addresses(address := absolute(source.path, folder))
    if known.server is None:
        return None
    asked = parse(address)
    connection, statement = asked.connection(), asked.statement(known.quote)
    shown = f"{connection.name}, {connection.shown}" if connection.name else connection.shown
    return statement, shown, known.estimate(connection, statement) if known.estimate else None


def in_order_of_ids(source: Source, folder: Path) -> Source:
    """The source with the rows of a database's table by its id, or by the first column; any other as it is."""
    known = _addresses(address := absolute(source.path, folder)) if is_address(source.path) else None
    if known is None or known.server is None:
        return source
    return source.model_copy(update={"path": in_order(address, source.id, known.quote)})


def asked_now(source: Source, folder: Path) -> AskedTable | None:
    """What a database is asked for a table and what its rows are now, which are read whole; None for other tables.

    Raises what reading it raises.
    """
    reader = reader_of(address := absolute(source.path, folder))
    if reader.read is None or _addresses(address).server is None:
        return None
    with scratch() as workspace:
        place = InputFile(workspace, address, workspace, address)
        return asked_table(source, folder, reader.read(place, source))


def server_of(address: str) -> Server | None:
    """Who answers for an address; None where it is not a database's. Raises what asking it raises."""
    known = _addresses(address)
    return known.server(parse(address).connection()) if known.server else None


def _with_paths(path: str, change: Callable[[str], str]) -> str:
    """An address with its local paths changed; a connection that this machine lacks is told where it is read."""
    name = name_of_connection(path)
    if name and not (is_connection(name) and is_store(connection_named(name).url)):
        return with_query_file(path, change)
    known = _addresses(path)
    return known.with_paths(path, change) if known.with_paths else path


def _addresses(path: str) -> Addresses:
    known = reader_of(path).addresses
    assert known is not None
    return known


def _moved(path: str, old: Path, new: Path) -> str:
    return path if expand_home(path).is_absolute() else os.path.relpath(old / path, new)
