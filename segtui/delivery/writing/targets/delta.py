"""Delta tables, on a store or in a folder: each write is one commit, of the table or of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.data.addresses import is_address
from segtui.data.stores.open_store import delta_options, polars_options
from segtui.data.stores.stage_delta import DELTALAKE, table_place
from segtui.data.stores.store_address import DELTA, StoreAddress, parse
from segtui.data.stores.store_errors import store_errors
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.lakes.changes import Changes, refuse_unfit
from segtui.delivery.writing.lakes.in_shares import counted_in_shares, whole_in_shares
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.target import Advance, WriteCounts, WriteTarget
from segtui.errors import UnreachableError
from segtui.language.sentences import say

if TYPE_CHECKING:
    from arro3.core import RecordBatchReader
    from deltalake import DeltaTable


_MERGED = 200_000
"""The most rows of a table and of a run that Delta merges itself, which takes some four kilobytes a row; more are
merged here a share at a time, and the table is rewritten."""


class DeltaWrite:
    """A table that stays as it is until one commit changes it."""

    def __init__(self, address: StoreAddress) -> None:
        self._address, self._place, self._options = address, table_place(address), delta_options(address)
        self._table = _found(self._place, self._options, address)
        self._changes: Changes | None = None

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise a SegtuiError where the table can't take these columns."""
        known = self._scan().collect_schema() if self._table else None
        refuse_unfit(order, columns, known, say("a Delta table"))

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Look at what is there, and say what changes."""
        self.check(order, (*rows.columns, *rows.stamps))
        with store_errors(self._address.base):
            self._changes, counts = counted_in_shares(order, rows, self._scan() if self._table else None)
        advance(1.0)
        return counts

    def commit(self) -> None:
        """One commit; UnreachableError where another one came first."""
        if (changes := self._changes) is None:
            return
        from deltalake import write_deltalake
        from deltalake.exceptions import CommitFailedError

        with store_errors(self._address.base):
            try:
                if self._table and changes.order.mode in ("merge", "update") and self._is_small(changes):
                    _merge(self._table, changes)
                else:
                    rows = whole_in_shares(changes, self._scan() if self._table else None)
                    mode: Any = _mode(changes) if self._table else "error"
                    replaced = "true" if mode == "overwrite" else None  # so that a commit in between is a conflict
                    write_deltalake(
                        self._table or self._place,
                        _stream(rows),
                        mode=mode,
                        predicate=replaced,
                        schema_mode="merge" if self._table else None,
                        storage_options=self._options,
                    )
            except CommitFailedError:
                what = say("the table was changed by others meanwhile, and stays as they left it")
                raise UnreachableError(what, where=self._address.base, fix=say("write again")) from None

    def _is_small(self, changes: Changes) -> bool:
        there = int(self._scan().select(pl.len()).collect().item())
        return max(there, changes.new.height) <= _MERGED

    def _scan(self) -> pl.LazyFrame:
        assert self._table is not None
        options = {} if self._address.scheme == DELTA else polars_options(self._address)
        return pl.scan_delta(self._table, storage_options=options or None, credential_provider=None)


def _found(place: str, options: dict[str, str], address: StoreAddress) -> DeltaTable | None:
    from deltalake import DeltaTable
    from deltalake.exceptions import TableNotFoundError

    with store_errors(address.base):
        try:
            return DeltaTable(place, storage_options=options)
        except TableNotFoundError:
            return None


def _merge(table: DeltaTable, changes: Changes) -> None:
    order, keys = changes.order, changes.keys
    others = [name for name in changes.new.columns if name not in keys]
    same = " and ".join(f"t.{_quoted(key)} = s.{_quoted(key)}" for key in keys)
    differs = " or ".join(f"(t.{_quoted(name)} is distinct from s.{_quoted(name)})" for name in changes.says)
    merger = table.merge(changes.new, predicate=same, source_alias="s", target_alias="t")
    merger.when_matched_update({_quoted(name): f"s.{_quoted(name)}" for name in others}, predicate=differs)
    if order.mode == "merge":
        merger.when_not_matched_insert({_quoted(name): f"s.{_quoted(name)}" for name in changes.new.columns})
    if order.leaving == "delete":
        merger.when_not_matched_by_source_delete()
    elif order.leaving == "mark":
        filled = " or ".join(f"(t.{_quoted(name)} is not null)" for name in changes.says)
        merger.when_not_matched_by_source_update({_quoted(name): "null" for name in others}, predicate=filled)
    merger.execute()


def _mode(changes: Changes) -> str:
    return "append" if changes.order.mode == "append" else "overwrite"


def _stream(frames: Iterator[pl.DataFrame]) -> RecordBatchReader:
    """Frames, at least one, as Arrow, of which one is in memory at a time."""
    from arro3.core import RecordBatchReader

    first = RecordBatchReader.from_stream(next(frames))
    schema = first.schema
    rest = (batch for frame in frames for batch in RecordBatchReader.from_stream(frame))
    return RecordBatchReader.from_batches(schema, chain(first, rest))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def opened(place: str) -> Iterator[DeltaWrite]:
    """The table at an address or in a folder."""
    yield DeltaWrite(parse(place if is_address(place) else f"{DELTA}:///{place}"))


TARGET = WriteTarget(
    name="delta", label="Delta", open=opened, modes=("merge", "update", "replace", "append"), libraries=(DELTALAKE,)
)
