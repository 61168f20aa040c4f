"""RabbitMQ: each batch in a transaction of its channel; the ids of messages tell what came twice.

Transactions: https://www.rabbitmq.com/docs/semantics
"""

from __future__ import annotations

from segtui.data.connections.connection import Connection
from segtui.data.streams.rabbitmq.connection_parameters import RABBITMQ_LIBRARIES, RABBITMQ_SCHEMES
from segtui.data.streams.server_address import server_address
from segtui.data.streams.stream_source import StreamAddress
from segtui.delivery.topics.publisher import Broker, Publisher

_SETTINGS = ("ca", "certificate", "key", "exchange")


def _opened(address: StreamAddress, name: str) -> Publisher:
    from segtui.delivery.topics.rabbitmq_publisher import RabbitmqPublisher

    connection = address.connection or Connection("", address.rest)
    return RabbitmqPublisher(server_address(connection, address.rest, shown=address.shown, known=_SETTINGS))


BROKER = Broker(name="rabbitmq", label="RabbitMQ", schemes=RABBITMQ_SCHEMES, open=_opened, libraries=RABBITMQ_LIBRARIES)
