"""The URL of a warehouse taken apart: warehouse://user@host/database/schema?setting=value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from segtui.data.connections.connection import Connection
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say


@dataclass(frozen=True)
class WarehouseUrl:
    """A URL's parts; what it does not have is empty. `host` has the port where one is given."""

    where: str
    user: str
    secret: str = field(repr=False)
    host: str
    path: tuple[str, ...]
    settings: Mapping[str, str]

    def part(self, number: int) -> str:
        """A part of the path, from 0."""
        return self.path[number] if number < len(self.path) else ""

    def one_of(self, setting: str, known: Collection[str]) -> str:
        """The value of a setting, the first of `known` where it is not given; UsageError for another."""
        value = self.settings.get(setting, next(iter(known)))
        if value not in known:
            raise UsageError(
                say('there is no {setting} "{value}"', setting=setting, value=value),
                where=self.where,
                fix=nearest(value, known),
            )
        return value


def taken_apart(connection: Connection, known: Collection[str], example: str) -> WarehouseUrl:
    """The parts of a connection's URL, with the secret from wherever the connection has it.

    Raises UsageError, which repeats no value, for a setting that is not among `known`, or what can't be taken apart.
    """
    where = connection.name or connection.shown
    url, secret = connection.secret_url()
    try:
        parts = urlsplit(connection.url)
        given = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        raise UsageError(say("is not an address"), where=where, fix=example) from None
    for key, _ in given:
        if key not in known:
            raise UsageError(say('unknown setting "{key}"', key=key), where=where, fix=nearest(key, known))
    user, _, host = parts.netloc.rpartition("@")
    name, sign, written = user.partition(":")
    path = tuple(unquote(part) for part in parts.path.split("/") if part)
    said = unquote(written) if sign and url == connection.url else secret
    return WarehouseUrl(where, unquote(name), said, host, path, dict(given))
