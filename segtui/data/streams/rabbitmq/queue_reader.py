"""One connection to a queue, in a thread of its own, so that heartbeats go on however long a batch takes."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from pika import BlockingConnection
from pika.exceptions import ChannelWrongStateError, ConsumerCancelled

from segtui.data.streams.rabbitmq.connection_parameters import QueueAddress
from segtui.data.streams.rabbitmq.failures import LOST

FULL = 64 << 20
"""Bytes that wait here before the broker is asked to send no more."""
_WAIT = 10.0
_TURN = 1.0
"""Seconds of one turn of the loop; it wakes for what comes and for what is asked."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One message as the queue gave it; `tag` counts those of this connection."""

    tag: int
    redelivered: bool
    properties: Any
    body: bytes


class QueueReader:
    """Messages of one connection. Everything raises one of `LOST` once it has broken off."""

    def __init__(self, address: QueueAddress, prefetch: int) -> None:
        self._address, self._prefetch = address, prefetch
        self._came: deque[Delivered] = deque()
        self._bytes = 0
        self._ready = threading.Condition()
        self._asked: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._connection: BlockingConnection | None = None
        self._channel: Any = None
        self._consumer: str | None = None
        self._stopped = False
        self._broken: Exception | None = None
        self._opened: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, name="segtui-rabbitmq", daemon=True)

    def open(self) -> int:
        """Connect, and how many messages wait."""
        self._thread.start()
        return self._opened.result()

    def take(self, most: int, size: int, seconds: float) -> list[Delivered]:
        """What has come, up to `most` messages and about `size` bytes; waits only where nothing has."""
        with self._ready:
            self._ready.wait_for(lambda: self._came or self._broken, seconds)
            taken: list[Delivered] = []
            while self._came and len(taken) < most and size > 0:
                taken.append(self._came.popleft())
                size -= len(taken[-1].body)
                self._bytes -= len(taken[-1].body)
            if not taken and self._broken:
                raise self._broken
            return taken

    def acknowledge(self, tag: int) -> int:
        """Say that all up to a tag are done; how many messages wait, which the broker says after it has heard."""
        return self._ask(lambda: self._acknowledged(tag))

    def waiting(self) -> int:
        """How many messages wait: in the queue, and here."""
        return self._ask(self._count) + len(self._came)

    def close(self) -> None:
        """Leave; what was not acknowledged goes back to the queue."""
        self._stopped = True
        if self._thread.is_alive():
            self._wake()
            self._thread.join(_WAIT)

    def _ask(self, question: Callable[[], int]) -> int:
        answer: Future[int] = Future()
        self._asked.append((question, answer))
        self._wake()
        return answer.result(_WAIT)

    def _wake(self) -> None:
        if self._broken:
            raise self._broken
        if self._connection is not None:
            self._connection.add_callback_threadsafe(lambda: None)

    def _run(self) -> None:
        try:
            self._connect()
            while not self._stopped:
                self._turn()
        except Exception as error:  # whatever it is, the reader hears it when it asks
            self._break(error)
        finally:
            self._leave()

    def _connect(self) -> None:
        self._connection = BlockingConnection(self._address.nodes)
        self._channel = self._connection.channel()
        self._channel.basic_qos(prefetch_count=self._prefetch)
        self._channel.add_on_cancel_callback(self._cancelled)
        waiting = self._count()
        self._consume()
        self._opened.set_result(waiting)

    def _turn(self) -> None:
        assert self._connection is not None
        self._connection.process_data_events(_TURN)
        if not self._channel.is_open:  # which pika tells nobody else
            raise ChannelWrongStateError("the broker closed the channel")
        while self._asked:
            question, answer = self._asked.popleft()
            try:
                answer.set_result(question())
            except Exception as error:
                answer.set_exception(error)
                raise
        if self._consumer and self._bytes > FULL:
            self._channel.basic_cancel(self._consumer)
            self._consumer = None
        elif not self._consumer and self._bytes < FULL // 2:
            self._consume()

    def _consume(self) -> None:
        self._consumer = self._channel.basic_consume(self._address.queue, self._hear)

    def _hear(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        with self._ready:
            self._came.append(Delivered(method.delivery_tag, method.redelivered, properties, body))
            self._bytes += len(body)
            self._ready.notify()

    def _cancelled(self, frame: Any) -> None:
        raise ConsumerCancelled("the queue is gone")

    def _acknowledged(self, tag: int) -> int:
        self._channel.basic_ack(tag, multiple=True)
        return self._count()

    def _count(self) -> int:
        return int(self._channel.queue_declare(self._address.queue, passive=True).method.message_count)

    def _break(self, error: Exception) -> None:
        with self._ready:
            self._broken = error if isinstance(error, LOST) else OSError(str(error) or type(error).__name__)
            self._ready.notify_all()
        if not self._opened.done():
            self._opened.set_exception(self._broken)
        while self._asked:
            self._asked.popleft()[1].set_exception(self._broken)

    def _leave(self) -> None:
        with contextlib.suppress(*LOST):  # it may be gone
            if self._connection is not None and self._connection.is_open:
                self._connection.close()
