"""Iceberg tables of a catalog: each write is one commit, of the table or of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from segtui.data.stores.iceberg_catalog import ICEBERG_LIBRARIES, IcebergTable, catalog_errors
from segtui.data.stores.store_address import parse
from segtui.data.stores.store_errors import store_errors
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes.changes import Changes, refuse_unfit
from segtui.delivery.writing.lakes.in_shares import counted_in_shares, whole_in_shares
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.target import Advance, WriteCounts, WriteTarget
from segtui.errors import UnreachableError
from segtui.language.sentences import say


class IcebergWrite:
    """A table that stays as it is until one commit changes it."""

    def __init__(self, place: str) -> None:
        self._table = IcebergTable.find(parse(place))
        self._changes: Changes | None = None

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise a SegtuiError where the table can't take these columns."""
        refuse_unfit(order, columns, self._table.schema(), say("an Iceberg table"))

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Look at what is there, and say what changes."""
        self.check(order, (*rows.columns, *rows.stamps))
        with store_errors(self._table.address.base):
            self._changes, counts = counted_in_shares(order, rows, self._scan())
        advance(1.0)
        return counts

    def commit(self) -> None:
        """One commit; UnreachableError where another one came first."""
        if (changes := self._changes) is None:
            return
        from pyiceberg.exceptions import CommitFailedException, ValidationException

        with catalog_errors(self._table.address.base):
            try:
                rows = whole_in_shares(changes, self._scan())
                self._table.write(rows, replaces=changes.order.mode != "append")
            except (CommitFailedException, ValidationException):
                what = say("the table was changed by others meanwhile, and stays as they left it")
                raise UnreachableError(what, where=self._table.address.base, fix=say("write again")) from None

    def _scan(self) -> pl.LazyFrame | None:
        return self._table.scan() if self._table.table else None


@contextmanager
def opened(place: str) -> Iterator[IcebergWrite]:
    """The table at an address such as iceberg:prod.shop.segments."""
    yield IcebergWrite(place)


TARGET = WriteTarget(
    name="iceberg",
    label="Iceberg",
    open=opened,
    modes=("merge", "update", "replace", "append"),
    libraries=ICEBERG_LIBRARIES,
)
