"""Where a trigger goes: an address or a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TOPIC = "topic:"


@dataclass(frozen=True)
class Destination:
    """`name` is the address of a webhook, or the name of a topic."""

    kind: Literal["webhook", "topic"]
    name: str


def destination_of(to: str) -> Destination:
    """What a plan's `to` names."""
    if to.startswith(TOPIC):
        return Destination("topic", to.removeprefix(TOPIC).strip())
    return Destination("webhook", to)


def shown_destination(to: str) -> str:
    """The same for people: an address without its settings, which may be secret."""
    if destination_of(to).kind != "webhook":
        return to
    return to.partition("?")[0].partition("#")[0]
