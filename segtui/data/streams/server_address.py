"""A broker's address taken apart: where it is, who asks, what is asked for, and settings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from segtui.data.connections.connection import Connection
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say


@dataclass(frozen=True)
class ServerAddress:
    """Where a broker is and what of it is meant. `path` is behind the server, without its first stroke.

    `shown` is for people, without user and password.
    """

    shown: str
    scheme: str
    servers: str
    path: str
    user: str = ""
    password: str = field(default="", repr=False)
    settings: dict[str, str] = field(default_factory=dict)


def server_address(connection: Connection, rest: str, *, shown: str, known: Collection[str]) -> ServerAddress:
    """The address of a connection with what stands behind it, such as a topic and ?settings.

    Raises UsageError for a setting that is not among the `known`, and what asking for the password raises.
    """
    scheme, _, behind = connection.url.partition("://")
    base, _, given = behind.partition("?")
    server, _, path = base.partition("/")
    who, _, servers = server.rpartition("@")
    user, _, password = who.partition(":")
    more, _, asked = rest.partition("?")
    settings = dict(parse_qsl(given, keep_blank_values=True)) | dict(parse_qsl(asked, keep_blank_values=True))
    for name in settings:
        if name not in known:
            raise UsageError(say('unknown setting "{name}"', name=name), where=shown, fix=nearest(name, known))
    if not servers:
        raise UsageError(say("the address names no server"), where=shown)
    password = unquote(password) or connection.password()
    whole = "/".join(part for part in (path.strip("/"), more.strip("/")) if part)
    return ServerAddress(shown, scheme, servers, whole, unquote(user), password, settings)
