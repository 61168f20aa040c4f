"""Where a trigger goes: an address, a topic, or the list of a push."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TOPIC = "topic:"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/|https?:", re.IGNORECASE)


@dataclass(frozen=True)
class Destination:
    """`name` is the address of a webhook, or the name of a topic or of a push."""

    kind: Literal["webhook", "topic", "push"]
    name: str


def destination_of(to: str) -> Destination:
    """What a plan's `to` names."""
    if to.startswith(TOPIC):
        return Destination("topic", to.removeprefix(TOPIC).strip())
    if _ADDRESS.match(to):
        return Destination("webhook", to)
    return Destination("push", to)


def shown_destination(to: str) -> str:
    """The same for people: an address without its settings, which may be secret."""
    if destination_of(to).kind != "webhook":
        return to
    return to.partition("?")[0].partition("#")[0]
