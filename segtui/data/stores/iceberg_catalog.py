"""Iceberg tables of pyiceberg's catalogs: found, read, and replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.data.connections.connections_file import connection_named
from segtui.data.connections.store_keys import STORES
from segtui.data.stores.credentials import store_options
from segtui.data.stores.local_lakes import metadata_of
from segtui.data.stores.open_store import polars_options
from segtui.data.stores.store_address import ICEBERG, StoreAddress, place_of
from segtui.data.stores.store_errors import store_errors
from segtui.errors import DataError, UnreachableError, UsageError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, foreign

if TYPE_CHECKING:
    from pyiceberg.catalog import Catalog
    from pyiceberg.table import Table

ICEBERG_LIBRARIES = (Library("pyiceberg", "segtui[iceberg]"), Library("pyarrow", "segtui[iceberg]"))
_FORM = say("such as iceberg:prod.shop.customers: a catalog, then the table with its namespaces")
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


@dataclass
class IcebergTable:
    """A table of a catalog by its `name` there; `table` is None where there is none yet."""

    address: StoreAddress
    catalog: Catalog
    name: str
    table: Table | None

    @classmethod
    def find(cls, address: StoreAddress) -> IcebergTable:
        """The table that an address names; UsageError for an unknown catalog, UnreachableError for one out of reach."""
        if address.is_local:
            return cls._in_folder(address)
        from pyiceberg.catalog import load_catalog
        from pyiceberg.exceptions import NoSuchNamespaceError, NoSuchTableError

        catalog, _, name = address.base.removeprefix(f"{ICEBERG}:").partition(".")
        if not address.base.startswith(f"{ICEBERG}:") or not catalog or "." not in name.strip("."):
            raise UsageError(say("the address names no table of a catalog"), where=address.base, fix=_FORM)
        known = {key: str(value) for key, value in _declared(catalog, address.base).items()}
        with catalog_errors(address.base):
            opened = load_catalog(catalog, **{**known, **_file_keys(address)})
            try:
                return cls(address, opened, name, opened.load_table(name))
            except (NoSuchTableError, NoSuchNamespaceError):
                return cls(address, opened, name, None)

    @classmethod
    def _in_folder(cls, address: StoreAddress) -> IcebergTable:
        """A table without a catalog, in the latest state that its folder has."""
        from pyiceberg.table import StaticTable

        file = metadata_of(place_of(address))
        with foreign(lambda why: DataError(say("the table's metadata can't be read: {why}", why=why), where=str(file))):
            table = StaticTable.from_metadata(str(file))
        return cls(address, table.catalog, address.base, table)

    def scan(self, snapshot: int | None = None) -> pl.LazyFrame:
        """The rows of the latest snapshot, or of this one; UsageError where the keys of its store are missing."""
        assert self.table is not None
        lies_at = _place(self.table, self.address)
        options: dict[str, Any] = polars_options(lies_at) if lies_at else {}
        return pl.scan_iceberg(self.table, snapshot_id=snapshot, storage_options=options or None)

    def schema(self) -> pl.Schema | None:
        """The columns of the table; None where there is none."""
        if self.table is None:
            return None
        with store_errors(self.address.base):
            return self.scan().collect_schema()

    def write(self, frames: Iterator[pl.DataFrame], *, replaces: bool) -> None:
        """Add the rows of frames, at least one, in one commit, which `replaces` all that are there or not.

        Raises what pyiceberg raises, also where the table has changed since it was found.
        """
        is_new = self.table is None
        first = next(frames)
        with self._there(first).transaction() as transaction:
            if replaces and not is_new:
                transaction.overwrite(self._arrow(first))
            else:
                transaction.append(self._arrow(first))
            for rows in frames:
                if rows.height:
                    transaction.append(self._arrow(rows))

    def _there(self, rows: pl.DataFrame) -> Table:
        """The table, made where there is none; DataError where there is no namespace for it."""
        from pyiceberg.exceptions import NoSuchNamespaceError

        if self.table is None:
            try:
                self.table = self.catalog.create_table(self.name, schema=rows.to_arrow().schema)
            except NoSuchNamespaceError:
                space = self.name.rpartition(".")[0]
                raise DataError(
                    say("there is no namespace {space}", space=space), where=self.address.base, fix=say("create it")
                ) from None
        return self.table

    def _arrow(self, rows: pl.DataFrame) -> Any:
        """Rows in the types and the order of the table's columns; those that the run does not have are empty."""
        assert self.table is not None
        schema = self.table.schema().as_arrow()
        lacking = [pl.lit(None).alias(name) for name in schema.names if name not in rows.columns]
        return rows.with_columns(lacking).select(schema.names).to_arrow().cast(schema)


def catalog_errors(where: str) -> AbstractContextManager[None]:
    """What a catalog raises as the user's error, without its words, which may have its keys in them."""
    fix = say("check its uri in .pyiceberg.yaml, or try again later")
    return foreign(lambda _: UnreachableError(say("the catalog refused"), where=where, fix=fix), raises=(Exception,))


def _declared(catalog: str, where: str) -> dict[str, Any]:
    from pyiceberg.utils.config import Config

    with foreign(_damaged_config):
        config = Config()
        known = list(config.config.get("catalog", {}))
        declared = config.get_catalog_config(catalog)
    if declared is None:
        fix = nearest(catalog, known) or say("declare it in ~/.pyiceberg.yaml: `segtui guide stores`")
        raise UsageError(say('there is no catalog "{catalog}"', catalog=catalog), where=where, fix=fix)
    return dict(declared)


def _damaged_config(why: str) -> UsageError:
    return UsageError(say("pyiceberg's configuration can't be read: {why}", why=why), fix="check .pyiceberg.yaml")


def _file_keys(address: StoreAddress) -> dict[str, str]:
    """The keys of the connection in `storage`, as pyiceberg calls them."""
    if not address.storage:
        return {}
    at = StoreAddress(address.base, connection_named(address.storage).url, storage=address.storage)
    return {_FILE_KEYS[key]: value for key, value in store_options(at).items() if key in _FILE_KEYS}


def _place(table: Table, address: StoreAddress) -> StoreAddress | None:
    """Where the table's files lie, with the keys that its catalog has; None on this machine."""
    url = table.location()
    if url.partition("://")[0] not in STORES:
        return None
    known = {value: key for key, value in _FILE_KEYS.items()}
    of_catalog = {known[key]: str(value) for key, value in table.io.properties.items() if key in known}
    return StoreAddress(address.base, url, storage=address.storage, given=of_catalog)
