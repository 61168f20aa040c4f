"""Messages to a topic of Kafka, a batch in a transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from hashlib import blake2b

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

from segtui.data.connections.secrets import scrubbed
from segtui.data.streams.kafka.client_settings import client_settings
from segtui.data.streams.kafka.failures import kafka_error
from segtui.data.streams.server_address import ServerAddress
from segtui.delivery.topics.publisher import Publisher, TopicMessage
from segtui.errors import UnreachableError, UsageError
from segtui.language.sentences import say

_WAIT = 30.0
_NOTHING = -1001


class KafkaPublisher(Publisher):
    """A producer with transactions. The number of the last batch is the offset that a group of ours has committed,
    in the same transaction as the batch; the group reads nothing."""

    def __init__(self, server: ServerAddress, name: str) -> None:
        if not server.path or "/" in server.path:
            what, fix = say("the address names no topic"), "kafka://broker:9092/segments"
            raise UsageError(what, where=server.shown, fix=fix)
        self._server, self._why = server, ""
        written = f"{name}\0{server.path}".encode()
        self._name = f"segtui-{blake2b(written, digest_size=12).hexdigest()}"
        self._mark = TopicPartition(server.path, 0)
        self._producer: Producer | None = None
        self._group: Consumer | None = None
        self._last = 0

    def open(self) -> None:
        """Connect, end a transaction that was left open, and ask which batch went last."""
        self.close()
        settings = client_settings(self._server) | {"error_cb": self._heard}
        group = {"group.id": self._name, "enable.auto.commit": False, "allow.auto.create.topics": False}
        producing = {
            "transactional.id": self._name,
            "compression.type": "lz4",
            "linger.ms": 20,
            "message.timeout.ms": 30_000,
            "transaction.timeout.ms": 60_000,
        }
        try:
            self._producer, self._group = Producer(settings | producing), Consumer(settings | group)
        except (KafkaException, ValueError, TypeError) as error:
            why = scrubbed(str(error.args[0]), [self._server.password])
            raise UsageError(say("the connection can't be set up: {why}", why=why), where=self._server.shown) from None
        try:
            found = self._group.list_topics(self._server.path, timeout=_WAIT).topics[self._server.path]
            if found.error is not None and found.error.name() == "UNKNOWN_TOPIC_OR_PART":
                raise UsageError(say('there is no topic "{topic}"', topic=self._server.path), where=self._server.shown)
            self._producer.init_transactions(_WAIT)
            [mark] = self._group.committed([TopicPartition(self._server.path, 0)], timeout=_WAIT)
        except KafkaException as error:
            raise self._failed(error.args[0]) from None
        self._last = 0 if mark.offset == _NOTHING else mark.offset

    def publish(self, messages: Sequence[TopicMessage], number: int) -> None:
        """One transaction; nothing for a number that went before."""
        producer, group = self._producer, self._group
        if producer is None or group is None:
            raise UsageError(say("the stream is not open"), where=self._server.shown)
        if number <= self._last:
            return
        try:
            producer.begin_transaction()
            for message in messages:
                self._produce(producer, message)
            mark = TopicPartition(self._server.path, 0, number)
            producer.send_offsets_to_transaction([mark], group.consumer_group_metadata(), _WAIT)
            producer.commit_transaction(2 * _WAIT)
        except KafkaException as error:
            with contextlib.suppress(KafkaException):
                producer.abort_transaction(_WAIT)
            raise self._failed(error.args[0]) from None
        self._last = number

    def _produce(self, producer: Producer, message: TopicMessage) -> None:
        while True:
            try:
                producer.produce(self._server.path, message.body, message.key, headers={"id": message.id})
                producer.poll(0)
                return
            except BufferError:
                producer.poll(0.2)

    def close(self) -> None:
        """Let go of the broker; a transaction that is open there is ended by the next one of the same name."""
        if self._group is not None:
            self._group.close()
        self._producer = self._group = None

    def _heard(self, error: KafkaError) -> None:
        if error.name() != "_ALL_BROKERS_DOWN":
            self._why = error.str()

    def _failed(self, error: KafkaError) -> UnreachableError:
        if self._producer is not None:
            self._producer.poll(0)
        return kafka_error(self._server, error, self._why)
