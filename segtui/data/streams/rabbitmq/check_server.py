"""Whether a server of RabbitMQ lets a connection in."""

from __future__ import annotations

from pika import BlockingConnection

from segtui.data.streams.rabbitmq.connection_parameters import queue_address
from segtui.data.streams.rabbitmq.failures import LOST, rabbitmq_error
from segtui.data.streams.server_address import ServerAddress


def check_server(server: ServerAddress) -> None:
    """Connect and leave; raises UnreachableError where the server is away, or refuses."""
    try:
        BlockingConnection(queue_address(server).nodes).close()
    except LOST as error:
        raise rabbitmq_error(server, "", error) from None
