"""The table of a [[write]]: its rows follow, batch by batch, in transactions that remember the batch."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.delivery.follow.config import FollowTo
from segtui.delivery.writing.config import OWN, WriteBack
from segtui.delivery.writing.rows import StreamBatch, stage_rows
from segtui.delivery.writing.target import Transaction, connection_of, target_of
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.follow.sink import Sink, SinkContext, SinkKind
from segtui.pipeline.write_back.refusals import from_folder, refuse_read
from segtui.pipeline.write_back.run_columns import Columns, written_columns
from segtui.plan.followed import write_of
from segtui.publishing.scratch import scratch


class WriteSink(Sink):
    """Merges the rows of a batch into the table of an order; a database knows which batch it had last."""

    def __init__(self, order: WriteBack, context: SinkContext) -> None:
        refuse_read(order, context.run.plan, context.run.home)
        order = from_folder(order, context.run.home).model_copy(update={"remove": "keep"})
        self._order, self._context, self._target = order, context, target_of(order)
        self._run = f"{context.run.home.name}-stream"

    def open(self) -> None:
        """Ask whether the table can take the columns."""
        with self._opened() as transaction:
            transaction.check(self._order, self._columns()[0] + self._columns()[1])

    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """One transaction: the rows, and that this batch has come."""
        if not rows.height:
            return
        columns, stamps = self._columns()
        for column in columns:
            if column.holds not in (*OWN, "id") and column.holds not in rows.columns:
                what = say('the customers of the stream have no column "{column}"', column=column.holds)
                raise DataError(what, where=self._order.place, fix=nearest(column.holds, rows.columns))
        id = self._context.run.id
        frame = rows.select(col(id if c.holds == "id" else c.holds).alias(c.name) for c in columns)
        with scratch() as work:
            staged = stage_rows([frame], columns, stamps, self._run, f"batch {batch}", work / "batch.parquet")
            staged = replace(staged, batch=StreamBatch(self._context.stream, batch))
            with self._opened() as transaction:
                transaction.write(self._order, staged, lambda _: None)
                transaction.commit()

    def close(self) -> None:
        """Nothing stays open between batches."""

    def _columns(self) -> tuple[Columns, Columns]:
        return written_columns(self._order, self._context.run.id, self._context.run.id_type)

    def _opened(self) -> AbstractContextManager[Transaction]:
        place: Any = connection_of(self._order) if self._target.schemes else self._order.path
        return self._target.open(place)


def _made(to: FollowTo, context: SinkContext) -> Sink:
    order = write_of(context.run.plan, to.write or "")
    assert order is not None  # the plan was checked
    return WriteSink(order, context)


SINK = SinkKind("write", _made)
