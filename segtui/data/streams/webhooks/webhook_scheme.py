"""How a sender signs its webhooks: how it is declared, and what the schemes share."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from segtui.declare import instances
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say

TOLERANCE = 300
"""Seconds that a signed time may be away from ours: an old delivery that was recorded is not taken again."""


@dataclass(frozen=True)
class Delivery:
    """A webhook as it came: its headers by lower-case name, its bytes, and when it came, in seconds since 1970."""

    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class WebhookScheme:
    """A way to sign, declared once. `is_signed` says whether a delivery has a signature by a secret.

    `key` is the id that is the same when the sender sends the same delivery again; it is asked only for signed ones.
    """

    name: str
    label: str
    is_signed: Callable[[Delivery, bytes], bool]
    key: Callable[[Delivery], str]


@cache
def webhook_schemes() -> dict[str, WebhookScheme]:
    """The declared schemes by name, in alphabetical order of their files."""
    return {scheme.name: scheme for scheme in instances("segtui.data.streams.webhooks.schemes", WebhookScheme)}


def scheme_named(name: str) -> WebhookScheme:
    """The scheme of that name; UsageError where there is none."""
    if name not in webhook_schemes():
        what, fix = say('there is no scheme "{name}"', name=name), nearest(name, webhook_schemes())
        raise UsageError(what, where="follow.scheme", fix=fix)
    return webhook_schemes()[name]


def is_same(given: str, computed: str) -> bool:
    """Whether two signatures are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.strip().encode(errors="replace"), computed.encode())


def is_signed_with_time(header: str, delivery: Delivery, secret: bytes) -> bool:
    """Whether `t=…,v1=…` signs the time and the body by HMAC-SHA-256, about now; there may be several v1."""
    parts = [part.strip().partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in parts if name == "t"]
    if len(times) != 1 or not times[0].isdecimal() or len(times[0]) > 12:
        return False
    signed = hmac.digest(secret, f"{times[0]}.".encode() + delivery.body, "sha256").hex()
    found = [is_same(value, signed) for name, value in parts if name == "v1"]
    return any(found) and abs(delivery.at - int(times[0])) <= TOLERANCE


def text_in_body(delivery: Delivery, name: str) -> str:
    """The text that stands under a name in the JSON of the body; empty where there is none."""
    try:
        found = json.loads(delivery.body)
    except (ValueError, RecursionError):
        return ""
    value = found.get(name, "") if isinstance(found, dict) else ""
    return value if isinstance(value, str) else ""
