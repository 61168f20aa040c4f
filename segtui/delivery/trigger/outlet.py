"""Where the calls of a trigger go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from segtui.delivery.trigger.payload import Call
from segtui.errors import UnreachableError


class Outlet(Protocol):
    """Takes calls one after the other. Not for several threads."""

    @property
    def most(self) -> int:
        """How many people it takes at once."""

    def deliver(self, calls: Sequence[Call]) -> Mapping[str, UnreachableError]:
        """Tell of no more people than that: done when this returns, but for those with these keys, whom it refuses.

        Raises UnreachableError where the other side is away or takes nobody.
        """

    def close(self) -> None:
        """Let go of what is open."""
