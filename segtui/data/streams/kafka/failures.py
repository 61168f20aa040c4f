"""What librdkafka says, as errors for people."""

from __future__ import annotations

from confluent_kafka import KafkaError

from segtui.data.connections.secrets import scrubbed
from segtui.data.streams.server_address import ServerAddress
from segtui.errors import UnreachableError
from segtui.language.sentences import say

_AWAY = {"_TRANSPORT", "_TIMED_OUT", "_ALL_BROKERS_DOWN", "_RESOLVE"}
_REFUSED = {
    *("SASL_AUTHENTICATION_FAILED", "_AUTHENTICATION", "TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"),
    *("CLUSTER_AUTHORIZATION_FAILED", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"),
}


def kafka_error(server: ServerAddress, error: KafkaError, heard: str) -> UnreachableError:
    """The error for what librdkafka says; where it only says that it waited, for what was last `heard` of a broker."""
    why = heard if error.name() in _AWAY and heard else error.str()
    said = scrubbed(why, [server.password])
    if error.name() in _REFUSED or "uthentication" in why:
        return UnreachableError(say("the broker refuses: {why}", why=said), where=server.shown)
    return UnreachableError(say("the broker can't be reached: {why}", why=said), where=server.shown)
