"""A queue of RabbitMQ, each message once: what comes again because its acknowledgement was lost is left out."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from segtui.data.streams.rabbitmq.connection_parameters import queue_address
from segtui.data.streams.rabbitmq.failures import LOST, rabbitmq_error
from segtui.data.streams.rabbitmq.queue_reader import Delivered, QueueReader
from segtui.data.streams.server_address import ServerAddress
from segtui.data.streams.stream import MOST_BYTES, Position, Stream, StreamMessage
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import say

_PREFETCH, _MOST_PREFETCH = 10_000, 65_535


class RabbitmqStream(Stream):
    """The messages of a queue, of which up to `prefetch` are on their way or in a batch.

    They are acknowledged after their batch is on the disk. What was not acknowledged then comes again, marked as
    delivered before; so the position holds the fingerprints of all that was polled and not acknowledged for sure, and
    those that come again are left out. A fingerprint is the message_id, or a hash of the body and all properties.
    """

    def __init__(self, server: ServerAddress) -> None:
        self._server, self._address = server, queue_address(server)
        try:
            self._prefetch = int(server.settings.get("prefetch", _PREFETCH))
        except ValueError:
            self._prefetch = 0
        if not 0 < self._prefetch <= _MOST_PREFETCH:
            what = say("prefetch is a number from 1 to {most:,}", most=_MOST_PREFETCH)
            raise UsageError(what, where=server.shown)
        self._reader: QueueReader | None = None
        self._pending: Counter[str] = Counter()
        self._owed: Counter[str] = Counter()
        self._tag = self._fresh = self._left = 0
        self._waiting: int | None = None

    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Connect; the fingerprints of the position are those that may come again."""
        self.close()
        self._pending = Counter() if position is None or from_start else Counter(position["pending"])
        self._left = self._connect()

    def _connect(self) -> int:
        reader = QueueReader(self._address, self._prefetch)
        try:
            self._waiting = waiting = reader.open()
        except LOST as error:
            raise self._failed(error) from None
        self._reader, self._owed, self._tag, self._fresh = reader, Counter(self._pending), 0, 0
        return waiting

    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """What has come; connects again where the last poll said that the broker is away."""
        if self._reader is None:
            self._connect()
        assert self._reader is not None
        try:
            came = self._reader.take(most, MOST_BYTES, seconds)
        except LOST as error:
            self.close()
            raise self._failed(error) from None
        return [message for each in came if (message := self._taken(each)) is not None]

    def _taken(self, each: Delivered) -> StreamMessage | None:
        """The message; None for one that was polled before and came again."""
        self._tag, self._left = each.tag, self._left - 1
        fingerprint = _fingerprint(each)
        if each.redelivered and self._owed[fingerprint] > 0:
            self._owed[fingerprint] -= 1
            return None
        self._fresh += not each.redelivered
        if self._owed and self._fresh > self._prefetch:  # what comes again comes first: the rest never will
            self._owed.clear()
        self._pending[fingerprint] += 1
        at, key = each.properties.timestamp, each.properties.message_id or ""
        return StreamMessage(each.body, key, datetime.fromtimestamp(at, UTC) if _is_time(at) else None)

    def position(self) -> Position:
        """The fingerprints of what was polled and may come again, with how often each."""
        return {"pending": dict(self._pending)}

    def acknowledge(self) -> None:
        """Acknowledge all that was polled on this connection; what else is pending stays so."""
        if self._reader is None or not self._tag:
            return
        try:
            self._waiting = self._reader.acknowledge(self._tag)
        except LOST:
            return  # the next poll says so
        self._pending = +self._owed

    def full(self) -> bool:
        """Whether as much is not acknowledged as the broker gives at once."""
        return self._pending.total() >= self._prefetch

    def lag(self) -> int | None:
        """How many messages waited at the last acknowledgement."""
        return self._waiting

    def ended(self) -> bool:
        """Whether as many have come as there were, or none is left."""
        if self._left <= 0 or self._reader is None:
            return self._left <= 0
        try:
            return self._reader.waiting() == 0
        except LOST:
            return False

    def close(self) -> None:
        """Leave the broker."""
        if self._reader is not None:
            reader, self._reader = self._reader, None
            with contextlib.suppress(*LOST):
                reader.close()

    def _failed(self, error: BaseException) -> SegtuiError:
        return rabbitmq_error(self._server, self._address.queue, error)


def _fingerprint(each: Delivered) -> str:
    if each.properties.message_id:
        return f"id {each.properties.message_id}"
    written = repr(sorted(vars(each.properties).items())).encode()
    return blake2b(written + b"\0" + each.body, digest_size=12).hexdigest()


def _is_time(at: Any) -> bool:
    return isinstance(at, int) and 0 < at < 1 << 35
