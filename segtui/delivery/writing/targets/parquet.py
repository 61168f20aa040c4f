"""One Parquet file, replaced whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path

import polars as pl

from segtui.data.stores.store_address import is_lake
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes.stored_file import ReplacedObject, opened_object
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.target import Advance, WriteCounts, WriteTarget
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.publishing.parquet import sink_parquet
from segtui.publishing.staging import Staging


class ReplacedFile:
    """A file that stays as it is until the new one is complete beside it."""

    def __init__(self, place: Path, staging: Staging) -> None:
        self._place, self._staging = place, staging

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise UsageError for what a file can't have."""
        if any(column.holds == "valid_from" for column in columns):
            raise UsageError(say("a file has no time of its own: leave valid_from out"), where=order.place)
        if self._place.is_dir():
            raise UsageError(say("is a folder"), where=order.place, fix=say("name a file, such as segments.parquet"))

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Stage the file."""
        self.check(order, (*rows.columns, *rows.stamps))
        before = 0
        if self._place.is_file():
            try:
                before = pl.scan_parquet(self._place, glob=False).select(pl.len()).collect().item()
            except (pl.exceptions.PolarsError, OSError):
                raise DataError(
                    say("is not a Parquet file, and stays"), where=order.place, fix=say("name another")
                ) from None
        run = [pl.lit(rows.run).alias(column.name) for column in rows.stamps]
        made = pl.scan_parquet(rows.file, glob=False).with_columns(*run)
        new = self._staging.new(self._place)
        sink_parquet(made, new, statistics=True, maintain_order=True)
        advance(1.0)
        if self._place.is_file() and cmp(new, self._place, shallow=False):
            return WriteCounts(rows.count, unchanged=rows.count, before=True)
        return WriteCounts(rows.count, new=rows.count, removed=before)

    def commit(self) -> None:
        """Move the file into place."""
        self._staging.publish()


@contextmanager
def opened(place: str) -> Iterator[ReplacedFile | ReplacedObject]:
    """The file at a path, or the object at an address."""
    if is_lake(place):
        with opened_object(place) as stored:
            yield stored
        return
    with Staging(force=True) as staging:
        yield ReplacedFile(Path(place), staging)


TARGET = WriteTarget(name="parquet", label="Parquet", open=opened, modes=("replace",))
