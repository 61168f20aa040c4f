"""A topic of Kafka or a queue of RabbitMQ: a message for each customer, with the customer's id as its key."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from segtui.delivery.follow.config import FollowTo
from segtui.delivery.topics.publisher import Publisher, TopicMessage, broker_of, publisher_of
from segtui.libraries.boundary import Library
from segtui.pipeline.follow.segment_rows import segment_rows, sender_name
from segtui.pipeline.follow.sink import Sink, SinkContext, SinkKind


class TopicSink(Sink):
    """Sends a batch as a whole. Kafka keeps its number with it, so it never goes twice; elsewhere messages that go
    twice have the same id, batch/customer."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def open(self) -> None:
        """Connect."""
        self._publisher.open()

    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """Send the batch."""
        each = zip(*segment_rows(rows), strict=True)
        self._publisher.publish([TopicMessage(id, line, f"{batch}/{id}") for id, line in each], batch)

    def close(self) -> None:
        """Let go of the broker."""
        self._publisher.close()


def _made(to: FollowTo, context: SinkContext) -> Sink:
    return TopicSink(publisher_of(to.place, sender_name(context, to.place)))


def _libraries(to: FollowTo) -> Sequence[Library]:
    return broker_of(to.place).libraries


SINK = SinkKind(key="topic", make=_made, libraries=_libraries)
