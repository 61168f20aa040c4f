"""An address of the web: the customers of a batch as JSON, signed, some hundreds a request."""

from __future__ import annotations

import time

import polars as pl

from segtui.delivery.follow.config import FollowTo
from segtui.delivery.http.address import checked_address
from segtui.delivery.http.client import HttpClient
from segtui.delivery.trigger.signing import HEADER, key_in, signature
from segtui.pipeline.follow.segment_rows import segment_rows, sender_name
from segtui.pipeline.follow.sink import Sink, SinkContext, SinkKind

MOST = 500
"""Customers in one request."""
PATIENCE = 5.0
"""Seconds for which a request is made again here; after that the follower says that it waits, and can be ended."""


class WebhookSink(Sink):
    """Posts `{"batch": 7, "part": 1, "parts": 2, "customers": […]}`.

    A request has the same Idempotency-Key whenever it is made, so a receiver that minds it gets each batch once.
    """

    def __init__(self, url: str, key: bytes | None, name: str) -> None:
        self._url, self._key, self._name = url, key, name
        self._shown = checked_address(url, "follow.to.webhook")
        self._client: HttpClient | None = None
        self._done: set[tuple[int, int]] = set()

    def open(self) -> None:
        """Get ready; the connection comes with the first request."""
        self.close()
        secrets = [self._key.decode(errors="replace")] if self._key else []
        self._client = HttpClient(self._shown, secrets=secrets, patience=PATIENCE)

    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """Send what of the batch was not answered with a yes yet."""
        lines = segment_rows(rows)[1]
        parts = [lines[start : start + MOST] for start in range(0, len(lines), MOST)]
        self._done = {done for done in self._done if done[0] == batch}
        for number, part in enumerate(parts, 1):
            if (batch, number) not in self._done:
                head = b'{"batch": %d, "part": %d, "parts": %d, "customers": [' % (batch, number, len(parts))
                self._post(head + b",".join(part) + b"]}", f"{self._name}-{batch}-{number}")
                self._done.add((batch, number))

    def _post(self, body: bytes, id: str) -> None:
        if self._client is None:
            self.open()
        assert self._client is not None
        headers = {"Content-Type": "application/json", "Idempotency-Key": id}
        if self._key:
            headers[HEADER] = signature(body, self._key, int(time.time()))
        self._client.send("POST", self._url, body=body, headers=headers)

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _made(to: FollowTo, context: SinkContext) -> Sink:
    key = key_in(to.sign, "follow.to.sign") if to.sign else None
    return WebhookSink(to.place, key, sender_name(context, to.place))


SINK = SinkKind(key="webhook", make=_made)
