"""An Iceberg table in one snapshot, as a Parquet file of the workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from segtui.data.raw.raw_table import InputFile
from segtui.data.stores.iceberg_catalog import IcebergTable
from segtui.data.stores.narrow import staged_rows
from segtui.data.stores.store_address import StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.data.stores.versions import moment
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say

if TYPE_CHECKING:
    from pyiceberg.table import Table
    from pyiceberg.table.snapshots import Snapshot


def stage_iceberg(place: InputFile, only: Collection[str] | None) -> list[InputFile]:
    """The rows of the table that an address names, in the snapshot that it names or the latest."""
    address = parse(place.address)
    found = IcebergTable.find(address)
    snapshot = _snapshot(table := _there(found), address)
    file = place.copy("iceberg.parquet")
    with store_errors(address.base):
        left = staged_rows(found.scan(snapshot.snapshot_id), address, only, file, in_order=True)
    named = parse(place.name)
    pinned = named.at_version(str(snapshot.snapshot_id))
    copy = InputFile(file, named.base, place.workspace)
    return [replace(copy, state=_state(table, snapshot), left=left, pinned=pinned)]


def iceberg_state(address: str) -> dict[str, str]:
    """The snapshot that an address means now, by the address without it."""
    asked = parse(address)
    table = _there(IcebergTable.find(asked))
    return {asked.base: _state(table, _snapshot(table, asked))}


def _there(found: IcebergTable) -> Table:
    if found.table is None:
        raise DataError(say("there is no such table in the catalog"), where=found.address.base)
    return found.table


def _snapshot(table: Table, address: StoreAddress) -> Snapshot:
    where = address.base
    if address.version:
        if not address.version.isdigit():
            raise UsageError(say("version is not the number of a snapshot"), where=where)
        found, missing = (
            table.snapshot_by_id(int(address.version)),
            say("the table has no snapshot {version}", version=address.version),
        )
    elif address.as_of:
        when = moment(address.as_of, where)
        found = table.snapshot_as_of_timestamp(int(when.timestamp() * 1000))
        missing = say("the table has no snapshot as of {moment}", moment=address.as_of)
    else:
        found, missing = table.current_snapshot(), say("the table has no snapshot yet: it is empty")
    if found is None:
        raise DataError(missing, where=where)
    return found


def _state(table: Table, snapshot: Snapshot) -> str:
    return f"snapshot {snapshot.snapshot_id} of table {table.metadata.table_uuid}"
