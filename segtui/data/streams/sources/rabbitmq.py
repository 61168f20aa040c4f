"""RabbitMQ: a queue, by AMQP 0-9-1.

Consumers, acknowledgements and redelivery: https://www.rabbitmq.com/docs/confirms
"""

from __future__ import annotations

from segtui.data.connections.connection import Connection
from segtui.data.streams.rabbitmq.connection_parameters import (
    RABBITMQ_LIBRARIES,
    RABBITMQ_SCHEMES,
    RABBITMQ_SETTINGS,
)
from segtui.data.streams.server_address import server_address
from segtui.data.streams.stream import Stream, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource


def _opened(address: StreamAddress, settings: StreamSettings) -> Stream:
    from segtui.data.streams.rabbitmq.rabbitmq_stream import RabbitmqStream

    connection = address.connection or Connection("", address.rest)
    return RabbitmqStream(server_address(connection, address.rest, shown=address.shown, known=RABBITMQ_SETTINGS))


def _checked(connection: Connection) -> None:
    from segtui.data.streams.rabbitmq.check_server import check_server

    check_server(server_address(connection, "queue", shown=connection.name, known=RABBITMQ_SETTINGS))


SOURCE = StreamSource(
    name="rabbitmq",
    label="RabbitMQ",
    about="a queue of RabbitMQ, whose messages are acknowledged once their batch is on the disk",
    example="amqp://broker/events",
    open=_opened,
    schemes=RABBITMQ_SCHEMES,
    check=_checked,
    libraries=RABBITMQ_LIBRARIES,
)
