"""Messages to a queue or an exchange of RabbitMQ, a batch in a transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from pika import BasicProperties, BlockingConnection

from segtui.data.streams.rabbitmq.connection_parameters import queue_address
from segtui.data.streams.rabbitmq.failures import LOST, rabbitmq_error
from segtui.data.streams.server_address import ServerAddress
from segtui.delivery.topics.publisher import Publisher, TopicMessage

_PERSISTENT = 2


class RabbitmqPublisher(Publisher):
    """A channel with transactions. Without the setting `exchange` the messages go to the queue that the address names;
    with it, its last part is their routing key. They are persistent, and have ids and times to live of their queue."""

    def __init__(self, server: ServerAddress) -> None:
        self._server, self._address = server, queue_address(server)
        self._exchange = server.settings.get("exchange", "")
        self._connection: BlockingConnection | None = None
        self._channel: Any = None

    def open(self) -> None:
        """Connect, and see whether queue or exchange are there."""
        self.close()
        # Nobody works on the connection between batches, so no heartbeats: a dead one shows when it is used.
        for node in self._address.nodes:
            node.heartbeat = 0
        try:
            self._connection = BlockingConnection(self._address.nodes)
            self._channel = self._connection.channel()
            if self._exchange:
                self._channel.exchange_declare(self._exchange, passive=True)
            else:
                self._channel.queue_declare(self._address.queue, passive=True)
            self._channel.tx_select()
        except LOST as error:
            raise rabbitmq_error(self._server, self._address.queue, error) from None

    def publish(self, messages: Sequence[TopicMessage], number: int) -> None:
        """One transaction, on another connection where the last one has died since the batch before."""
        try:
            self._send(messages)
        except LOST:
            self.open()
            try:
                self._send(messages)
            except LOST as error:
                raise rabbitmq_error(self._server, self._address.queue, error) from None

    def _send(self, messages: Sequence[TopicMessage]) -> None:
        for message in messages:
            properties = BasicProperties(
                content_type="application/json",
                delivery_mode=_PERSISTENT,
                message_id=message.id,
                headers={"key": message.key},
            )
            self._channel.basic_publish(self._exchange, self._address.queue, message.body, properties)
        self._channel.tx_commit()

    def close(self) -> None:
        """Let go of the broker; what was not committed is gone."""
        if self._connection is not None:
            with contextlib.suppress(*LOST):
                self._connection.close()
        self._connection = self._channel = None
