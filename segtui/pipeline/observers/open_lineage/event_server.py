"""A server that takes events, such as Marquez: its address and key from the plan or OpenLineage's variables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

URL, KEY, ENDPOINT = "OPENLINEAGE_URL", "OPENLINEAGE_API_KEY", "OPENLINEAGE_ENDPOINT"
_WAY = "api/v1/lineage"
_PATIENCE = 1.5
"""Seconds: who runs the command waits for it."""


class EventServer:
    """Sends events by POST; an address without a path gets the one that OpenLineage has for it."""

    def __init__(self, url: str, environment: Mapping[str, str]) -> None:
        self._url, self._key = _whole(url, environment), environment.get(KEY, "")

    def send(self, event: dict[str, Any]) -> None:
        """Send one; raises UnreachableError for a server that is away or does not take it, UsageError for its address.

        An event may arrive twice: servers know it by its run and its time.
        """
        from segtui.delivery.http.client import HttpClient

        body = json.dumps(event, ensure_ascii=True, allow_nan=False).encode()
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        client = HttpClient("OpenLineage", secrets=[self._key], patience=_PATIENCE)
        try:
            client.send("POST", self._url, body=body, headers=headers)
        finally:
            client.close()


def _whole(url: str, environment: Mapping[str, str]) -> str:
    if urlsplit(url).path.strip("/"):
        return url
    return f"{url.rstrip('/')}/{environment.get(ENDPOINT, '').strip('/') or _WAY}"
