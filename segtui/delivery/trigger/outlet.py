"""Where the calls of a trigger go."""

from __future__ import annotations

from typing import Protocol

from segtui.delivery.trigger.payload import Call
from segtui.errors import UnreachableError


class Outlet(Protocol):
    """Takes one call after the other. Not for several threads."""

    def deliver(self, call: Call) -> UnreachableError | None:
        """Tell of one person: done when this returns None; else why this one is refused, while others may be taken.

        Raises UnreachableError where the other side is away or takes nobody.
        """

    def close(self) -> None:
        """Let go of what is open."""
