"""An Iceberg table in one snapshot, as a Parquet file of the workspace; its catalog is one of pyiceberg's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.connections.store_keys import STORES
from segtui.data.raw.raw_table import InputFile
from segtui.data.stores.credentials import store_options
from segtui.data.stores.narrow import staged_rows
from segtui.data.stores.open_store import polars_options
from segtui.data.stores.store_address import ICEBERG, StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.data.stores.versions import moment
from segtui.errors import DataError, UnreachableError, UsageError, nearest
from segtui.libraries.boundary import foreign

if TYPE_CHECKING:
    from pyiceberg.table import Table
    from pyiceberg.table.snapshots import Snapshot

_FORM = "such as iceberg:prod.shop.customers: a catalog, then the table with its namespaces"
_FILE_KEYS = {
    "aws_endpoint": "s3.endpoint",
    "aws_region": "s3.region",
    "aws_access_key_id": "s3.access-key-id",
    "aws_secret_access_key": "s3.secret-access-key",
    "aws_session_token": "s3.session-token",
    "azure_storage_account_name": "adls.account-name",
    "azure_storage_account_key": "adls.account-key",
    "azure_storage_sas_token": "adls.sas-token",
}
"""What pyiceberg calls the options of stores."""


def stage_iceberg(place: InputFile, only: Collection[str] | None) -> list[InputFile]:
    """The rows of the table that an address names, in the snapshot that it names or the latest."""
    address = parse(place.address)
    table, lies_at = _open_table(address)
    snapshot = _snapshot(table, address)
    file = place.copy("iceberg.parquet")
    with store_errors(address.base):
        options: dict[str, Any] = polars_options(lies_at) if lies_at else {}
        scan = pl.scan_iceberg(table, snapshot_id=snapshot.snapshot_id, storage_options=options or None)
        left = staged_rows(scan, address, only, file, in_order=True)
    pinned = address.at_version(str(snapshot.snapshot_id))
    copy = InputFile(file, address.base, place.workspace)
    return [replace(copy, state=_state(table, snapshot), left=left, pinned=pinned)]


def iceberg_state(address: str) -> dict[str, str]:
    """The snapshot that an address means now, by the address without it."""
    asked = parse(address)
    table, _ = _open_table(asked)
    return {asked.base: _state(table, _snapshot(table, asked))}


def _open_table(address: StoreAddress) -> tuple[Table, StoreAddress | None]:
    """The table, and where its files lie, if that is on a store; keys that are missing are told before it is asked."""
    from pyiceberg.catalog import load_catalog
    from pyiceberg.exceptions import NoSuchNamespaceError, NoSuchTableError
    from pyiceberg.utils.config import Config

    catalog, _, name = address.base.removeprefix(f"{ICEBERG}:").partition(".")
    if not catalog or "." not in name.strip("."):
        raise UsageError("the address names no table of a catalog", where=address.base, fix=_FORM)
    with foreign(_damaged_config):
        config = Config()
        known = list(config.config.get("catalog", {}))
        declared = config.get_catalog_config(catalog)
    if declared is None:
        fix = nearest(catalog, known) or "declare it in ~/.pyiceberg.yaml: `segtui guide stores`"
        raise UsageError(f'there is no catalog "{catalog}"', where=address.base, fix=fix)
    with foreign(_out_of_reach(address), raises=(Exception,)):
        try:
            table = load_catalog(
                catalog, **{**{k: str(v) for k, v in declared.items()}, **_file_keys(address)}
            ).load_table(name)
        except (NoSuchTableError, NoSuchNamespaceError):
            raise DataError("there is no such table in the catalog", where=address.base) from None
    return table, _place(table, address)


def _file_keys(address: StoreAddress) -> dict[str, str]:
    """The keys of the connection in `storage`, as pyiceberg calls them."""
    if not address.storage:
        return {}
    from segtui.connections.connections_file import connection_named

    at = StoreAddress(address.base, connection_named(address.storage).url, storage=address.storage)
    return {_FILE_KEYS[key]: value for key, value in store_options(at).items() if key in _FILE_KEYS}


def _place(table: Table, address: StoreAddress) -> StoreAddress | None:
    url = table.location()
    if url.partition("://")[0] not in STORES:
        return None
    known = {value: key for key, value in _FILE_KEYS.items()}
    of_catalog = {known[key]: str(value) for key, value in table.io.properties.items() if key in known}
    return StoreAddress(address.base, url, storage=address.storage, given=of_catalog)


def _snapshot(table: Table, address: StoreAddress) -> Snapshot:
    where = address.base
    if address.version:
        if not address.version.isdigit():
            raise UsageError("version is not the number of a snapshot", where=where)
        found = table.snapshot_by_id(int(address.version))
    elif address.as_of:
        when = moment(address.as_of, where)
        found = table.snapshot_as_of_timestamp(int(when.timestamp() * 1000))
    else:
        found = table.current_snapshot()
    if found is None:
        asked = f"snapshot {address.version}" if address.version else f"snapshot as of {address.as_of}"
        asked = asked if address.version or address.as_of else "snapshot yet: it is empty"
        raise DataError(f"the table has no {asked}", where=where)
    return found


def _state(table: Table, snapshot: Snapshot) -> str:
    return f"snapshot {snapshot.snapshot_id} of table {table.metadata.table_uuid}"


def _damaged_config(why: str) -> UsageError:
    return UsageError(f"pyiceberg's configuration can't be read: {why}", fix="check .pyiceberg.yaml")


def _out_of_reach(address: StoreAddress) -> Any:
    fix = "check its uri in .pyiceberg.yaml, or try again later"
    return lambda _: UnreachableError("the catalog can't be read", where=address.base, fix=fix)
