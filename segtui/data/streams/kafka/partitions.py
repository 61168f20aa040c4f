"""The partitions of a topic: which there are, what they hold, and where reading begins."""

from __future__ import annotations

from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from segtui.data.connections.secrets import scrubbed
from segtui.data.streams.kafka.client_settings import client_settings
from segtui.data.streams.kafka.failures import kafka_error
from segtui.data.streams.server_address import ServerAddress
from segtui.errors import UnreachableError, UsageError, nearest
from segtui.language.sentences import Sentence, say

_BUFFER = 32_768
"""KiB that wait here at most: while nobody polls, no more is fetched."""
_WAIT = 10.0
"""Seconds for one question to the broker."""


@dataclass(frozen=True)
class HeldOffsets:
    """The offsets that a partition holds: the first, and the one behind the last."""

    first: int
    behind: int


class Partitions:
    """One topic by its consumer. What asks the broker raises UnreachableError where it does not answer."""

    def __init__(self, server: ServerAddress, topic: str) -> None:
        self._server, self._topic, self._why = server, topic, ""
        settings = client_settings(server) | {
            "group.id": server.settings.get("group", "segtui"),
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "enable.partition.eof": True,
            "isolation.level": "read_committed",
            "auto.offset.reset": "error",
            "allow.auto.create.topics": False,
            "queued.max.messages.kbytes": _BUFFER,
            "error_cb": self._heard,
        }
        try:
            self.consumer = Consumer(settings)
        except (KafkaException, ValueError, TypeError) as error:
            why = scrubbed(str(error.args[0]), [server.password])
            raise UsageError(say("the connection can't be set up: {why}", why=why), where=server.shown) from None

    def numbers(self, wait: float = _WAIT) -> list[int]:
        """The partitions that there are; UsageError where there is no such topic."""
        try:
            found = self.consumer.list_topics(self._topic, timeout=wait).topics[self._topic]
            if found.error is None:
                return sorted(found.partitions)
            if found.error.name() != "UNKNOWN_TOPIC_OR_PART":
                raise self.failed(found.error)
            names = self.topics(wait)
        except KafkaException as error:
            raise self.failed(error.args[0]) from None
        what, fix = say('there is no topic "{topic}"', topic=self._topic), nearest(self._topic, names)
        raise UsageError(what, where=self._server.shown, fix=fix)

    def topics(self, wait: float = _WAIT) -> list[str]:
        """The topics that there are, but those of the broker's own."""
        try:
            return [name for name in self.consumer.list_topics(timeout=wait).topics if not name.startswith("__")]
        except KafkaException as error:
            raise self.failed(error.args[0]) from None

    def held(self, number: int) -> HeldOffsets:
        """What a partition holds."""
        try:
            partition = TopicPartition(self._topic, number)
            found = self.consumer.get_watermark_offsets(partition, timeout=_WAIT)
        except KafkaException as error:
            raise self.failed(error.args[0]) from None
        if found is None:
            raise UnreachableError(say("the broker does not answer"), where=self._server.shown)
        return HeldOffsets(*found)

    def beginning(self, number: int, offset: int, held: HeldOffsets) -> tuple[int, Sentence | None]:
        """Where reading a partition from an offset begins, and what to say where that is not there any more."""
        if held.first <= offset <= held.behind:
            return offset, None
        names = {"topic": self._topic, "partition": number}
        if offset > held.behind:
            told = say("Partition {partition} of {topic} was made again: it is read from its start", **names)
            return held.first, told
        told = say(
            "Up to {count:,} messages of partition {partition} of {topic} were deleted before they could be read: it "
            "is read from message {first:,} on",
            count=held.first - offset,
            first=held.first,
            **names,
        )
        return held.first, told

    def failed(self, error: KafkaError) -> UnreachableError:
        """The error for what librdkafka says; where it only says that it waited, for the last it heard of a broker."""
        if not self.consumer.assignment():  # else this could take a message
            self.consumer.poll(0)  # which hears what was said of brokers
        return kafka_error(self._server, error, self._why)

    def _heard(self, error: KafkaError) -> None:
        if error.name() != "_ALL_BROKERS_DOWN":
            self._why = error.str()
