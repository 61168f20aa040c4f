"""What librdkafka is told of a broker: where it is, who asks, and by what security."""

from __future__ import annotations

import logging
from typing import Any

from segtui.data.streams.server_address import ServerAddress
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library

KAFKA_SCHEMES = ("kafka", "kafka+ssl")
KAFKA_SETTINGS = ("sasl", "ca", "certificate", "key", "group")
KAFKA_LIBRARIES = (Library("confluent_kafka", "segtui[kafka]"),)

_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_TIMEOUT = 10_000
_SILENT = logging.getLogger("segtui.kafka")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def client_settings(server: ServerAddress) -> dict[str, Any]:
    """The settings of any client. `kafka+ssl` is TLS; a user logs in by SASL, by `sasl` or PLAIN, never in the clear.

    `ca`, `certificate` and `key` are files in PEM; without a user the password is that of the key.
    """
    tls = server.scheme == "kafka+ssl"
    found: dict[str, Any] = {
        "bootstrap.servers": server.servers,
        "client.id": "segtui",
        "socket.timeout.ms": _TIMEOUT,
        "logger": _SILENT,
        "security.protocol": "SSL" if tls else "PLAINTEXT",
    }
    for setting, name in (("ca", "ssl.ca"), ("certificate", "ssl.certificate"), ("key", "ssl.key")):
        if setting in server.settings:
            found[f"{name}.location"] = server.settings[setting]
    if not server.user:
        return found | ({"ssl.key.password": server.password} if server.password and "key" in server.settings else {})
    mechanism = server.settings.get("sasl", "PLAIN").upper()
    if mechanism not in _MECHANISMS:
        raise UsageError(say("sasl is one of {names}", names=", ".join(_MECHANISMS)), where=server.shown)
    if mechanism == "PLAIN" and not tls:
        fix = say("begin the address with kafka+ssl://, or give ?sasl=scram-sha-512")
        raise UsageError(say("the password would go over the line in the clear"), where=server.shown, fix=fix)
    return found | {
        "security.protocol": "SASL_SSL" if tls else "SASL_PLAINTEXT",
        "sasl.mechanism": mechanism,
        "sasl.username": server.user,
        "sasl.password": server.password,
    }
