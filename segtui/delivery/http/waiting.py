"""How long to wait before the same call is made again."""

from __future__ import annotations

import random
from collections.abc import Callable

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

FIRST = 0.5
LONGEST = 30.0
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same call may succeed later."""
UNTOUCHED = frozenset({425, 429, 503})
"""Those of them that say that nothing was done."""


def asked_wait(header: str | None) -> float | None:
    """The seconds that a Retry-After asks for, as a number or as a date; None without one that can be read."""
    if not header or len(header) > 100:
        return None
    try:
        return Retry().parse_retry_after(header)
    except (InvalidHeader, ValueError, OverflowError, TypeError):
        return None


def backoff(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds before attempt `attempt` + 1: twice as many each time, and by chance up to half of them fewer.

    Without the chance all who were turned away together would come back together.
    """
    longest = min(FIRST * 2.0 ** (min(attempt, 20) - 1), LONGEST)
    return longest * (1 - chance() / 2)
