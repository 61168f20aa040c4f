"""Messages of a trigger to a topic or a queue, one for each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segtui.delivery.topics.publisher import Publisher, TopicMessage, broker_of, publisher_of
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.payload import Call
from segtui.errors import UnreachableError, UsageError
from segtui.libraries.boundary import missing_libraries


class TriggerTopic:
    """The topic of a trigger, connected to when there is something to send.

    The number of a message is its place on the ledger whose key `ledger` is: where the broker keeps numbers, a message
    whose answer was lost goes once. Raises UsageError for a connection that is not there or is none of a broker.
    """

    def __init__(self, trigger: Trigger, where: str, ledger: str) -> None:
        self._address = f"{trigger.connection}:{trigger.destination.name}"
        self._name = f"trigger {trigger.identity} {ledger}"
        self._publisher: Publisher | None = None
        if lacking := missing_libraries(broker_of(self._address).libraries):
            raise UsageError(lacking[0], where=where, fix=lacking[1])

    most = 1

    def deliver(self, calls: Sequence[Call]) -> Mapping[str, UnreachableError]:
        """Send a message; its id is the call's key, by which a receiver knows one that comes again."""
        if self._publisher is None:
            publisher = publisher_of(self._address, self._name)
            publisher.open()
            self._publisher = publisher
        (call,) = calls
        self._publisher.publish([TopicMessage(call.id, call.body, call.key)], call.number)
        return {}

    def close(self) -> None:
        """Let go of the broker."""
        if self._publisher is not None:
            self._publisher.close()
