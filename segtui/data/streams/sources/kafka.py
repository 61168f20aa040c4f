"""Kafka: a topic, and what speaks its protocol.

Consumer and offsets: https://docs.confluent.io/kafka-clients/python/current/overview.html
Settings: https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
"""

from __future__ import annotations

from segtui.data.connections.connection import Connection
from segtui.data.streams.kafka.client_settings import KAFKA_LIBRARIES, KAFKA_SCHEMES, KAFKA_SETTINGS
from segtui.data.streams.server_address import server_address
from segtui.data.streams.stream import Stream, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource


def _opened(address: StreamAddress, settings: StreamSettings) -> Stream:
    from segtui.data.streams.kafka.kafka_stream import KafkaStream

    connection = address.connection or Connection("", address.rest)
    return KafkaStream(server_address(connection, address.rest, shown=address.shown, known=KAFKA_SETTINGS))


def _checked(connection: Connection) -> int:
    from segtui.data.streams.kafka.partitions import Partitions

    found = Partitions(server_address(connection, "", shown=connection.name, known=KAFKA_SETTINGS), "")
    try:
        return len(found.topics())
    finally:
        found.consumer.close()


SOURCE = StreamSource(
    name="kafka",
    label="Kafka",
    about="a topic of Kafka, from where the last batch ended; at first only what comes from now on",
    example="kafka://broker:9092/events",
    open=_opened,
    schemes=KAFKA_SCHEMES,
    check=_checked,
    libraries=KAFKA_LIBRARIES,
)
