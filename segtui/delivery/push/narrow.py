"""Finds whom a platform refuses when it says only that it refused somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segtui.delivery.push.member import CallOutcome, Member
from segtui.language.sentences import say

_MOST_CALLS = 40
"""A chunk that needs more is left with how many were refused, without whom: most of it is wrong."""


def narrowed(people: Sequence[Member], send: Callable[[Sequence[Member]], CallOutcome]) -> CallOutcome:
    """Send people; where somebody is refused without a name, again in halves until it is one person.

    Sending people again must do no harm.
    """
    left = _MOST_CALLS

    def part(some: Sequence[Member]) -> CallOutcome:
        nonlocal left
        done, left = send(some), left - 1
        if not done.unnamed:
            return done
        if len(some) == 1:
            return CallOutcome({some[0].who: say("not valid")})
        if left < 2:
            return done
        half = len(some) // 2
        one, other = part(some[:half]), part(some[half:])
        return CallOutcome({**one.refused, **other.refused}, one.unnamed + other.unnamed)

    return part(people)
