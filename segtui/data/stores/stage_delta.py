"""A Delta table in one state, on a store or in a folder, as a Parquet file of the workspace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from segtui.data.raw.raw_table import InputFile
from segtui.data.stores.narrow import staged_rows
from segtui.data.stores.open_store import delta_options, polars_options
from segtui.data.stores.store_address import DELTA, StoreAddress, parse, place_of
from segtui.data.stores.store_errors import store_errors
from segtui.data.stores.versions import moment
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, missing_libraries

if TYPE_CHECKING:
    from deltalake import DeltaTable

DELTALAKE = Library("deltalake", "segtui[lake]")


def stage_delta(place: InputFile, only: Collection[str] | None) -> list[InputFile]:
    """The rows of the table that an address names, in the state that it names or the latest."""
    address = parse(place.address)
    table = _open_table(address)
    file = place.copy("delta.parquet")
    with store_errors(address.base):
        options = {} if address.scheme == DELTA else polars_options(address)
        scan = pl.scan_delta(table, storage_options=options or None, credential_provider=None)
        left = staged_rows(scan, address, only, file, in_order=True)
        version, state = table.version(), _state(table)
    name = parse(place.name).base
    pinned = parse(place.name).at_version(str(version))
    return [replace(InputFile(file, name, place.workspace), state=state, left=left, pinned=pinned)]


def delta_state(address: str) -> dict[str, str]:
    """The version that an address means now, by the address without it."""
    asked = parse(address)
    return {asked.base: _state(_open_table(asked))}


def _open_table(address: StoreAddress) -> DeltaTable:
    if lacking := missing_libraries((DELTALAKE,)):
        raise UsageError(say("reading a Delta table {lacking}", lacking=lacking[0]), where=address.base, fix=lacking[1])
    from deltalake import DeltaTable
    from deltalake.exceptions import TableNotFoundError

    place = table_place(address)
    if address.scheme == DELTA and not (Path(place) / "_delta_log").is_dir():
        raise DataError(say("there is no Delta table: the folder has no _delta_log"), where=place)
    with store_errors(address.base):
        try:
            table = DeltaTable(place, storage_options=delta_options(address))
        except TableNotFoundError:
            raise DataError(say("there is no Delta table"), where=address.base) from None
        if address.version:
            _load_version(table, address)
        elif address.as_of:
            when = moment(address.as_of, address.base)
            first = table.history()[-1]
            if int(first["timestamp"]) > when.timestamp() * 1000:
                made = datetime.fromtimestamp(int(first["timestamp"]) / 1000, UTC)
                what = say(
                    "the table was not there yet: its first version kept is of {made:%Y-%m-%d %H:%M:%S} UTC", made=made
                )
                raise DataError(what, where=address.base)
            table.load_as_version(when)
    return table


def _load_version(table: DeltaTable, address: StoreAddress) -> None:
    if not address.version.isdigit():
        raise UsageError(say("version is not a whole number"), where=address.base)
    latest = table.version()
    if int(address.version) > latest:
        raise DataError(
            say("there is no version {version}: the latest is {latest}", version=address.version, latest=latest),
            where=address.base,
        )
    table.load_as_version(int(address.version))


def table_place(address: StoreAddress) -> str:
    """What deltalake opens: the URL of a table on a store, or a folder of this machine."""
    return address.url if address.scheme != DELTA else str(place_of(address))


def _state(table: DeltaTable) -> str:
    return f"version {table.version()} of table {table.metadata().id}"
