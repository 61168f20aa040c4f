"""Webhooks: a server of our own, to which Shopify, Stripe, Segment or anybody with the secret sends events."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime
from urllib.parse import urlsplit

from segtui.data.connections.connection import Connection
from segtui.data.streams.stream import MOST_BYTES, Position, Stream, StreamMessage, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource
from segtui.data.streams.webhooks.spool import NAME, Spool
from segtui.data.streams.webhooks.webhook_scheme import scheme_named
from segtui.data.streams.webhooks.webhook_server import WebhookServer
from segtui.errors import UsageError, system_words
from segtui.language.sentences import Sentence, say

"""The file in the run's folder that keeps deliveries until they are worked into the segments."""


class WebhookStream(Stream):
    """Deliveries that were signed, each once, from the file that they were put into before their senders heard a yes.

    Its position is the number of the last delivery polled, in the file of that name: another file begins at its start.
    """

    def __init__(self, address: StreamAddress, settings: StreamSettings) -> None:
        self._shown, self._settings = address.shown, settings
        connection = address.connection or Connection("", "")
        try:
            found = urlsplit(connection.url)
            self._host, self._port = found.hostname or "", found.port or 80
        except ValueError:
            raise UsageError(say("is not a host with a port"), where=self._shown) from None
        self._path = f"/{address.rest.partition('?')[0]}"
        self._scheme = scheme_named(settings.scheme)
        self._spool: Spool | None = None
        self._server: WebhookServer | None = None
        self._number = 0
        self._notes: list[Sentence] = []

    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Open the file and the port; what is in the file up to the position is dropped."""
        self.close()
        secret = self._secret()
        self._settings.folder.mkdir(exist_ok=True)
        spool = self._spool = Spool(self._settings.folder / NAME)
        same = position is not None and not from_start and position["spool"] == spool.name
        self._number = position["number"] if same and position else 0
        spool.forget(self._number)
        try:
            self._server = WebhookServer(self._host, self._port, self._path, self._scheme, secret, spool)
        except OSError as error:
            self.close()
            fix = say("end what listens there, or choose another port in [follow] from")
            raise UsageError(
                say("can't listen there: {why}", why=system_words(error)), where=self._shown, fix=fix
            ) from error
        self._server.start()
        if not _is_loopback(self._host):
            self._notes.append(
                say("Webhooks come in without TLS at {address}: put a server with TLS in front", address=self._shown)
            )

    def _secret(self) -> bytes:
        fix = say('secret = "HOOK_SECRET" below [follow], and: export HOOK_SECRET=…')
        if not self._settings.secret:
            raise UsageError(say("webhooks need the secret that they are signed by"), where="follow.secret", fix=fix)
        if not os.environ.get(self._settings.secret, "").strip():
            what = say("the variable {name} is not set", name=self._settings.secret)
            raise UsageError(what, where="follow.secret", fix=fix)
        return os.environ[self._settings.secret].strip().encode(errors="surrogateescape")

    @property
    def port(self) -> int:
        """The port that is listened to; 0 while none is."""
        return self._server.server_port if self._server else 0

    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """Deliveries in the order in which they were kept."""
        found = self._opened().read(self._number, most, MOST_BYTES, seconds)
        if found:
            self._number = found[-1].number
        return [StreamMessage(each.body, each.key, datetime.fromtimestamp(each.at, UTC)) for each in found]

    def position(self) -> Position:
        """The number of the last delivery that was polled, and of which file."""
        return {"spool": self._opened().name, "number": self._number}

    def acknowledge(self) -> None:
        """Drop what was polled from the file."""
        self._opened().forget(self._number)

    def lag(self) -> int | None:
        """Deliveries in the file that were not polled."""
        return self._opened().waiting(self._number)

    def ended(self) -> bool:
        """Whether the file has nothing more."""
        return self.lag() == 0

    def notes(self) -> list[Sentence]:
        """That the port is open to others."""
        told, self._notes = self._notes, []
        return told

    def close(self) -> None:
        """Close the port, then the file: what was answered with a yes stays in it."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _opened(self) -> Spool:
        if self._spool is None:
            raise UsageError(say("the stream is not open"), where=self._shown)
        return self._spool


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


SOURCE = StreamSource(
    name="http",
    label="webhooks",
    about="webhooks that are sent to this address, signed as Shopify, Stripe, Segment or segtui does",
    example="http://127.0.0.1:8080/events",
    open=WebhookStream,
    schemes=("http",),
)
