"""Calls of a trigger's address, one for each person."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from segtui.delivery.http.client import HttpClient
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.payload import Call
from segtui.delivery.trigger.signing import HEADER, key_in, signature

_OF_THIS_CALL = frozenset({400, 413, 415, 422})
"""Answers that say that something is wrong with what was sent of one person; others may go well."""


class TriggerWebhook:
    """The address of a trigger. Raises UsageError where the key to sign with is missing."""

    def __init__(self, trigger: Trigger, where: str) -> None:
        self._url, self._key = trigger.to, key_in(trigger.sign, where) if trigger.sign else None
        secrets = [self._key.decode(errors="replace")] if self._key else []
        self._client = HttpClient(where, secrets=secrets)

    most = 1

    def deliver(self, calls: Sequence[Call]) -> Mapping[str, RefusedError]:
        """Tell it of one person; the answer that refuses this one. Raises UnreachableError where nobody would be taken.

        The call has the same Idempotency-Key whenever it is made, so making it again changes nothing at a receiver
        that minds it.
        """
        (call,) = calls
        headers = {"Content-Type": "application/json", "Idempotency-Key": call.key}
        if self._key:
            headers[HEADER] = signature(call.body, self._key, int(time.time()))
        try:
            self._client.send("POST", self._url, body=call.body, headers=headers)
        except RefusedError as error:
            if error.answer.status in _OF_THIS_CALL:
                return {call.key: error}
            raise
        return {}

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
