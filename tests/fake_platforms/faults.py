"""What goes wrong on the way to a platform: by a seed, or as a test tells it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from typing import Literal

Fault = Literal["", "429", "403", "500", "half", "drop", "away", "page"]
"""`429` and `403` (without a body) say to come back later, `500` fails before anything is done, `half` and `drop` are
done but the answer breaks off or never comes, `away` closes the line before anything is done, `page` is what a proxy
answers in its place: 200 and a page for people."""


class Faults:
    """The faults of the calls that come, first those that a test asks for, then `shares` of all calls by a seed."""

    def __init__(self, seed: int = 0, shares: dict[Fault, float] | None = None) -> None:
        self._random, self._shares = random.Random(seed), shares or {}
        self._next: deque[Fault] = deque()
        self._ever: Fault = ""
        self.met: list[Fault] = []

    def then(self, *faults: Fault) -> None:
        """These are the faults of the next calls, one each."""
        self._next.extend(faults)

    def always(self, fault: Fault) -> None:
        """From now on every call meets this fault; "" ends it."""
        self._ever = fault

    def draw(self) -> Fault:
        """The fault of the call at hand."""
        fault = self._next.popleft() if self._next else self._ever or self._by_chance(self._shares.items())
        if fault:
            self.met.append(fault)
        return fault

    def _by_chance(self, shares: Iterable[tuple[Fault, float]]) -> Fault:
        at = self._random.random()
        for fault, share in shares:
            if at < share:
                return fault
            at -= share
        return ""
