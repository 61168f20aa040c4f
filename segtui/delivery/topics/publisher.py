"""What sends messages to a broker: how it is declared, and which one an address means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from segtui.data.streams.stream_registry import stream_address
from segtui.data.streams.stream_source import StreamAddress
from segtui.declare import instances
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, missing_libraries


@dataclass(frozen=True, slots=True)
class TopicMessage:
    """One message: whom it is about, by which brokers keep the order of messages; its bytes, and its own id."""

    key: str
    body: bytes
    id: str


class Publisher(ABC):
    """Sends messages to one topic or queue. Not for several threads. Raises UnreachableError where a broker is away."""

    @abstractmethod
    def open(self) -> None:
        """Connect; again after an UnreachableError. Raises UsageError for a topic or queue that does not exist."""

    @abstractmethod
    def publish(self, messages: Sequence[TopicMessage], number: int) -> None:
        """Send them, all or none; when this returns, the broker has them on its disks.

        Numbers of calls rise. Where the broker can keep it, a number that went before does not go again; elsewhere
        the receiver knows by the messages' ids what it has got twice.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True)
class Broker:
    """A kind of broker, declared once. `open` takes an address, and the name under which numbers are kept there."""

    name: str
    label: str
    schemes: tuple[str, ...]
    open: Callable[[StreamAddress, str], Publisher]
    libraries: tuple[Library, ...] = ()


@cache
def brokers() -> dict[str, Broker]:
    """The declared brokers by the schemes of their addresses."""
    return {
        scheme: broker for broker in instances("segtui.delivery.topics.brokers", Broker) for scheme in broker.schemes
    }


def broker_of(address: str) -> Broker:
    """The broker of an address such as kafka://broker:9092/segments or shop:segments; UsageError where none is."""
    found = stream_address(address)
    scheme = found.connection.scheme if found.connection else ""
    if scheme not in brokers():
        fix = nearest(scheme, brokers()) if scheme else say("write kafka://broker:9092/segments")
        raise UsageError(say("no messages go to such an address"), where=found.shown, fix=fix)
    return brokers()[scheme]


def publisher_of(address: str, name: str) -> Publisher:
    """What sends to an address, not open yet; `name` is that of the sender, the same whenever it starts again.

    Raises UsageError where no broker is meant, or a library is missing.
    """
    broker, found = broker_of(address), stream_address(address)
    if lacking := missing_libraries(broker.libraries):
        what = say("sending to {what} {lacks}", what=broker.label, lacks=lacking[0])
        raise UsageError(what, where=found.shown, fix=lacking[1])
    return broker.open(found, name)
