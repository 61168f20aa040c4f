"""One Parquet object on a store, replaced whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.stores.objects import fetch, find_objects
from segtui.data.stores.open_store import open_store
from segtui.data.stores.store_address import StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.target import Advance, WriteCounts
from segtui.errors import DataError, UnreachableError, UsageError
from segtui.language.sentences import say
from segtui.publishing.parquet import sink_parquet
from segtui.publishing.scratch import scratch


class ReplacedObject:
    """An object that stays as it is until the new one is whole; `work` is a folder for temporary files."""

    def __init__(self, address: StoreAddress, work: Path) -> None:
        self._address, self._store = address, open_store(address)
        self._made, self._there = work / "new.parquet", work / "there.parquet"
        self._state: dict[str, str] | None = None
        self._is_new = True

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise UsageError for what a file can't have."""
        if any(column.holds == "valid_from" for column in columns):
            raise UsageError(say("a file has no time of its own: leave valid_from out"), where=order.place)
        key = self._address.key
        if not key or key.endswith("/"):
            raise UsageError(say("names no object"), where=order.place, fix=say("such as s3://lake/segments.parquet"))

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Make the file, and look at the one that is there."""
        self.check(order, (*rows.columns, *rows.stamps))
        run = [pl.lit(rows.run).alias(column.name) for column in rows.stamps]
        made = pl.scan_parquet(rows.file, glob=False).with_columns(*run)
        sink_parquet(made, self._made, statistics=True, maintain_order=True)
        before = self._before(order)
        advance(1.0)
        self._is_new = before is None or not cmp(self._made, self._there, shallow=False)
        if not self._is_new:
            return WriteCounts(rows.count, unchanged=rows.count, before=True)
        return WriteCounts(rows.count, new=rows.count, removed=before or 0)

    def commit(self) -> None:
        """Put the file, unless another one came first."""
        if not self._is_new:
            return
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        mode: Any = self._state or "create"
        with store_errors(self._address.base):
            try:
                obstore.put(self._store, self._address.key, self._made, mode=mode)
            except (AlreadyExistsError, PreconditionError):
                what = say("the object was changed by others meanwhile, and stays as they left it")
                raise UnreachableError(what, where=self._address.base, fix=say("write again")) from None

    def _before(self, order: WriteBack) -> int | None:
        """How many rows the object has that is there; None where there is none."""
        import obstore

        with store_errors(self._address.base):
            try:
                obstore.head(self._store, self._address.key)
            except FileNotFoundError:
                return None
        (there,) = find_objects(self._store, self._address)
        fetch(self._store, there, self._there)
        self._state = {k: v for k, v in (("e_tag", there.etag), ("version", there.version)) if v}
        try:
            return int(pl.scan_parquet(self._there, glob=False).select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError):
            raise DataError(
                say("is not a Parquet file, and stays"), where=order.place, fix=say("name another")
            ) from None


@contextmanager
def opened_object(place: str) -> Iterator[ReplacedObject]:
    """The object at an address."""
    with scratch() as work:
        yield ReplacedObject(parse(place), work)
