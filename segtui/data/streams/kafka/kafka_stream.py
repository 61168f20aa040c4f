"""A topic of Kafka, each message once: by offsets of our own, and never by those of a group."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from segtui.data.streams.kafka.partitions import HeldOffsets, Partitions
from segtui.data.streams.server_address import ServerAddress
from segtui.data.streams.stream import Position, Stream, StreamMessage
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import Sentence, say

_MOST = 100_000
_IDLE = 5.0
"""Seconds without a message after which the broker is asked whether it is there."""
_LOOK = 30.0
"""Seconds between two looks for new partitions while messages come."""
_ASKING = 3.0


class KafkaStream(Stream):
    """All partitions of a topic, assigned by hand, so that no rebalance of a group ever takes one away.

    Its position is the offset of the next message in each partition. Only messages of committed transactions come;
    tombstones, which have no body, say nothing of an event and are left out. With the setting `group` the offsets are
    told to that group as well, for those who watch lags by it; nothing is read by them.
    """

    def __init__(self, server: ServerAddress) -> None:
        if not server.path or "/" in server.path:
            fix = "kafka://broker:9092/events"
            raise UsageError(say("the address names no topic"), where=server.shown, fix=fix)
        self._server, self._topic = server, server.path
        self._offsets: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._notes: list[Sentence] = []
        self._partitions: Partitions | None = None
        self._troubles: list[tuple[int, KafkaError]] = []
        self._heard = self._asked = 0.0

    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Ask for the partitions and what they hold, and begin; without a position, at their ends."""
        self.close()
        self._partitions = Partitions(self._server, self._topic)
        known = {} if position is None or from_start else position["offsets"]
        self._offsets, self._ends, self._troubles = {}, {}, []
        for number in self._partitions.numbers():
            held = self._partitions.held(number)
            at_end = position is None and not from_start
            self._ends[number] = held.behind
            self._begin(number, int(known.get(str(number), held.behind if at_end else held.first)), held)
        self._heard = self._asked = time.monotonic()

    def _begin(self, number: int, offset: int, held: HeldOffsets | None = None) -> None:
        """Read a partition from an offset on, or from its first one where that is gone."""
        partitions = self._now()
        self._offsets[number], told = partitions.beginning(number, offset, held or partitions.held(number))
        self._notes += [told] if told else []
        at = TopicPartition(self._topic, number, self._offsets[number])
        with contextlib.suppress(KafkaException):  # it was not read before
            partitions.consumer.incremental_unassign([at])
        partitions.consumer.incremental_assign([at])

    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """What has been fetched. What may fail waits until there is nothing to give, so that nothing given is lost."""
        consumer, most = self._now().consumer, min(most, _MOST)
        came = consumer.consume(most, 0) or consumer.consume(1, seconds) + consumer.consume(most - 1, 0)
        taken = [message for each in came if (message := self._taken(each)) is not None]
        now = time.monotonic()
        if taken:
            self._heard = now
            if now - self._asked > _LOOK:
                self._asked = now
                with contextlib.suppress(SegtuiError):
                    self._look()
        else:
            self._face()
            if now - max(self._heard, self._asked) > _IDLE:
                self._look()
        return taken

    def _taken(self, came: Message) -> StreamMessage | None:
        number, offset = came.partition(), came.offset()
        assert number is not None and offset is not None
        if (error := came.error()) is None:
            self._offsets[number] = offset + 1
            body, (kind, at) = came.value(), came.timestamp()
            when = datetime.fromtimestamp(at / 1000, UTC) if kind else None
            return None if body is None else StreamMessage(bytes(body), at=when)
        if error.name() == "_PARTITION_EOF":
            self._offsets[number] = max(offset, self._offsets[number])
        else:
            self._troubles.append((number, error))
        return None

    def _face(self) -> None:
        """Deal with the errors that came between messages: a partition that lost its offset begins again."""
        while self._troubles:
            number, error = self._troubles[0]
            if error.name() == "_AUTO_OFFSET_RESET":
                self._begin(number, self._offsets[number])
            del self._troubles[0]
            if error.name() != "_AUTO_OFFSET_RESET" and (error.fatal() or not error.retriable()):
                raise self._now().failed(error)

    def _look(self) -> None:
        """Ask whether the broker is there, and which partitions there are: new ones are read from their start.

        Until it has answered, every poll that brings nothing asks again, so that one that is away stays away.
        """
        for number in self._now().numbers(_ASKING):
            if number not in self._offsets:
                self._begin(number, 0)
        self._asked = time.monotonic()

    def _now(self) -> Partitions:
        if self._partitions is None:
            raise UsageError(say("the stream is not open"), where=self._server.shown)
        return self._partitions

    def position(self) -> Position:
        """The offset of the next message in each partition."""
        return {"offsets": {str(number): offset for number, offset in sorted(self._offsets.items())}}

    def acknowledge(self) -> None:
        """Tell the group, where one is named, how far this is; it decides nothing."""
        if self._partitions is not None and "group" in self._server.settings:
            offsets = [TopicPartition(self._topic, number, offset) for number, offset in self._offsets.items()]
            with contextlib.suppress(KafkaException):
                self._partitions.consumer.commit(offsets=offsets, asynchronous=True)

    def lag(self) -> int | None:
        """Messages between the offsets and the ends of the partitions, as the broker said when it last gave some."""
        waiting = 0
        for number, offset in self._offsets.items():
            held = self._now().consumer.get_watermark_offsets(TopicPartition(self._topic, number), cached=True)
            behind = max(held[1] if held else 0, self._ends.get(number, 0))
            waiting += max(0, behind - offset)
        return waiting

    def ended(self) -> bool:
        """Whether all that the partitions held when they were opened has been polled."""
        return all(self._offsets[number] >= behind for number, behind in self._ends.items())

    def notes(self) -> list[Sentence]:
        """What was deleted before it could be read."""
        told, self._notes = self._notes, []
        return told

    def close(self) -> None:
        """Leave the broker."""
        if self._partitions is not None:
            self._partitions.consumer.close()
            self._partitions = None
