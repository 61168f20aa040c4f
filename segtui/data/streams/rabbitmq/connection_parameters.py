"""What pika is told of a server: where it is, who asks, TLS, and which queue is meant."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from segtui.data.streams.server_address import ServerAddress
from segtui.errors import UsageError, system_words
from segtui.language.sentences import say
from segtui.libraries.boundary import Library

if TYPE_CHECKING:
    from pika import ConnectionParameters

RABBITMQ_SCHEMES = ("amqp", "amqps")
RABBITMQ_SETTINGS = ("ca", "certificate", "key", "prefetch")
RABBITMQ_LIBRARIES = (Library("pika", "segtui[rabbitmq]"),)

_PORTS = {"amqp": 5672, "amqps": 5671}
_GUEST = "guest"
_HEARTBEAT = 30
_TIMEOUT = 10


@dataclass(frozen=True)
class QueueAddress:
    """A queue and how its server is reached: one node after the other."""

    queue: str
    nodes: tuple[ConnectionParameters, ...]


def queue_address(server: ServerAddress) -> QueueAddress:
    """The queue that an address names: amqp://host/queue, or amqp://host/vhost/queue with a virtual host.

    A stroke in a name is %2F. Several nodes stand between commas. Raises UsageError.
    """
    from pika import ConnectionParameters, PlainCredentials, SSLOptions

    host_path, _, queue = server.path.rpartition("/")
    if not queue:
        raise UsageError(say("the address names no queue"), where=server.shown, fix="amqp://broker/events")
    context = _context(server) if server.scheme == "amqps" else None
    credentials = PlainCredentials(server.user or _GUEST, server.password or _GUEST, erase_on_connect=False)
    nodes = []
    for node in server.servers.split(","):
        host, port = _host_and_port(node, server)
        nodes.append(
            ConnectionParameters(
                host,
                port,
                unquote(host_path) or "/",
                credentials,
                heartbeat=_HEARTBEAT,
                socket_timeout=_TIMEOUT,
                stack_timeout=2 * _TIMEOUT,
                blocked_connection_timeout=None,
                ssl_options=SSLOptions(context, host) if context else None,
                client_properties={"connection_name": "segtui"},
            )
        )
    return QueueAddress(unquote(queue), tuple(nodes))


def _host_and_port(node: str, server: ServerAddress) -> tuple[str, int]:
    try:
        found = urlsplit(f"//{node}")
        return found.hostname or "localhost", found.port or _PORTS[server.scheme]
    except ValueError:
        raise UsageError(say('"{node}" is not a host with a port', node=node), where=server.shown) from None


def _context(server: ServerAddress) -> ssl.SSLContext:
    """TLS that checks who answers, by the authorities of the system or the file `ca`."""
    try:
        context = ssl.create_default_context(cafile=server.settings.get("ca"))
        if "certificate" in server.settings:
            context.load_cert_chain(server.settings["certificate"], server.settings.get("key"))
    except OSError as error:
        why = system_words(error) if error.strerror else say("it is not a certificate in PEM")
        raise UsageError(say("ca, certificate or key can't be read: {why}", why=why), where=server.shown) from None
    return context
