"""One file of JSON lines, replaced whole.

A template: copy it to segtui/delivery/writing/targets/NAME.py and fill in what is yours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path

import polars as pl

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.target import Advance, WriteCounts, WriteTarget
from segtui.errors import UsageError
from segtui.publishing.staging import Staging


class JsonLines:
    """A file that stays as it is until the new one is complete beside it."""

    def __init__(self, place: Path, staging: Staging) -> None:
        self._place, self._staging = place, staging

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise a SegtuiError, before there are rows, for what can't be written."""
        if any(column.holds == "valid_from" for column in columns):
            raise UsageError("a file has no time of its own: leave valid_from out", where=order.place)

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Send the rows batch by batch, so that memory stays bounded, and say what they change."""
        self.check(order, (*rows.columns, *rows.stamps))
        done, new = 0, self._staging.new(self._place)
        with new.open("wb") as file:
            for batch in rows.batches():
                batch.with_columns(pl.lit(rows.run).alias(stamp.name) for stamp in rows.stamps).write_ndjson(file)
                advance((done := done + batch.height) / rows.count)
        if self._place.is_file() and cmp(new, self._place, shallow=False):
            return WriteCounts(rows.count, unchanged=rows.count, before=True)
        return WriteCounts(rows.count, new=rows.count)

    def commit(self) -> None:
        """Let it count: until here nothing has changed, and a write that ends before leaves nothing."""
        self._staging.publish()


@contextmanager
def opened(place: str) -> Iterator[JsonLines]:
    """The file at a path."""
    with Staging(force=True) as staging:
        yield JsonLines(Path(place), staging)


TARGET = WriteTarget(name="template", label="JSON lines", open=opened, modes=("replace",))
