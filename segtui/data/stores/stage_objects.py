"""The objects of an address as files of the workspace: copies, or the columns and rows of Parquet that are needed."""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.raw.listed_table import ListedTable
from segtui.data.raw.raw_table import InputFile
from segtui.data.stores.narrow import staged_rows
from segtui.data.stores.objects import (
    StoredObject,
    fetch,
    find_objects,
    is_prefix_of,
    list_objects,
    refuse_changed,
)
from segtui.data.stores.open_store import open_store, polars_options
from segtui.data.stores.stage_delta import delta_state, stage_delta
from segtui.data.stores.store_address import StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.compiled import in_threads

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_PARQUET = (".parquet", ".pq")
_AT_ONCE = 8
_LINES = (".csv", ".tsv", ".tab", ".txt", ".ndjson", ".jsonl")
_HEAD = 1 << 22
"""The bytes of a text that hold its first rows."""
_LOG = "_delta_log"


def stage_objects(place: InputFile, only: Collection[str] | None) -> list[InputFile]:
    """The objects that an address means, in the order of their keys, or the Delta table whose prefix it is."""
    address = parse(place.address)
    store = open_store(address)
    if _is_table(store, address):
        return stage_delta(place, only)
    _refuse_versions(address)
    found = find_objects(store, address)
    found = found[:1] if address.first else found

    def staged(numbered: tuple[int, StoredObject]) -> InputFile:
        number, one = numbered
        copy = replace(InputFile(place.workspace / f"object-{number}", one.url, place.workspace), state=one.state)
        is_parquet = one.key.lower().endswith(_PARQUET)
        if is_parquet and (address.is_narrowed or only or address.first):
            return _narrowed(store, address, one, copy, only)
        if address.is_narrowed:
            fix = say("leave them out, or write the data as Parquet")
            raise UsageError(
                say("columns and where can be asked of Parquet, Delta and Iceberg"), where=one.url, fix=fix
            )
        begins = address.first and one.key.lower().endswith(_LINES)
        fetch(store, one, copy.path, _HEAD if begins else None)
        return copy

    return list(in_threads(staged, list(enumerate(found)), _AT_ONCE))


def object_states(address: str) -> dict[str, str]:
    """The state of each object that an address means now, by its URL."""
    asked = parse(address)
    store = open_store(asked)
    if _is_table(store, asked):
        return delta_state(address)
    return {one.url: one.state for one in find_objects(store, asked)}


def object_sizes(address: str) -> dict[str, int]:
    """The bytes of each object that an address means now, by its key; of a Delta table those of all its versions."""
    asked = parse(address)
    store = open_store(asked)
    found = list_objects(store, asked) if _is_table(store, asked) else find_objects(store, asked)
    return {one.key: one.size for one in found if f"/{_LOG}/" not in one.key}


def tables_of_store(connection: Connection) -> Sequence[ListedTable]:
    """What lies below the URL of a connection: Delta tables, and objects."""
    address = parse(f"{connection.name}:") if connection.name else parse(connection.url)
    found = [one.key for one in list_objects(open_store(address), address)]
    tables = {key.partition(f"/{_LOG}/")[0] for key in found if f"/{_LOG}/" in key}
    kept = [key for key in found if not any(str(above) in tables for above in PurePosixPath(key).parents)]
    base = address.key.rstrip("/")
    return [ListedTable(key.removeprefix(f"{base}/" if base else ""), None) for key in sorted({*tables, *kept})]


def _narrowed(
    store: ObjectStore, address: StoreAddress, one: StoredObject, copy: InputFile, only: Collection[str] | None
) -> InputFile:
    with store_errors(one.url):
        scan = pl.scan_parquet(one.url, glob=False, storage_options=polars_options(address), credential_provider=None)
        left = staged_rows(scan, address, only, copy.path, in_order=False)
    refuse_changed(store, one)
    return replace(copy, left=left)


def _is_table(store: ObjectStore, address: StoreAddress) -> bool:
    """Whether an address is the prefix of a Delta table, whether or not it says so."""
    if address.is_delta:
        return True
    if glob.has_magic(address.key) or (PurePosixPath(address.key).suffix and not address.version + address.as_of):
        return False
    return is_prefix_of(store, address, f"{_LOG}/")


def _refuse_versions(address: StoreAddress) -> None:
    if address.version or address.as_of:
        what = say("version and as_of can be asked of Delta and Iceberg tables, and this is none")
        raise UsageError(what, where=address.base)
