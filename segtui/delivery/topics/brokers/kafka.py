"""Kafka: each batch in a transaction, with its number, so that none goes twice.

Transactions: https://docs.confluent.io/kafka-clients/librdkafka/current/overview.html
"""

from __future__ import annotations

from segtui.data.connections.connection import Connection
from segtui.data.streams.kafka.client_settings import KAFKA_LIBRARIES, KAFKA_SCHEMES, KAFKA_SETTINGS
from segtui.data.streams.server_address import server_address
from segtui.data.streams.stream_source import StreamAddress
from segtui.delivery.topics.publisher import Broker, Publisher


def _opened(address: StreamAddress, name: str) -> Publisher:
    from segtui.delivery.topics.kafka_publisher import KafkaPublisher

    connection = address.connection or Connection("", address.rest)
    return KafkaPublisher(server_address(connection, address.rest, shown=address.shown, known=KAFKA_SETTINGS), name)


BROKER = Broker(name="kafka", label="Kafka", schemes=KAFKA_SCHEMES, open=_opened, libraries=KAFKA_LIBRARIES)
