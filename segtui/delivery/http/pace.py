"""How many calls the other side takes in a time, kept to before it has to say so."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most this many calls within any time of this length."""

    calls: int
    seconds: float


class Pace:
    """The calls of the last while, by limits that all hold; not for several threads."""

    def __init__(self, limits: Sequence[Limit], clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = tuple(limits), clock
        self._calls: deque[float] = deque(maxlen=max((limit.calls for limit in limits), default=1))

    def wait(self) -> float:
        """Seconds until another call may be made."""
        now = self._clock()
        return max((self._until(limit, now) for limit in self._limits), default=0.0)

    def called(self) -> None:
        """A call is made now."""
        self._calls.append(self._clock())

    def _until(self, limit: Limit, now: float) -> float:
        if len(self._calls) < limit.calls:
            return 0.0
        return max(0.0, self._calls[-limit.calls] + limit.seconds - now)
