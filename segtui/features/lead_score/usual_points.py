"""The points that events usually get, by the words of their names."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.profiling.name_words import name_words

_POINTS: dict[float, set[str]] = {
    -10.0: {"unsubscribe", "unsubscribed", "complaint", "bounce", "bounced", "refund", "refunded", "spam"},
    20.0: {"purchase", "purchased", "buy", "bought", "order", "ordered", "checkout", "paid", "subscribe", "subscribed"},
    15.0: {"download", "downloaded", "demo", "trial", "signup", "registered", "webinar", "cart"},
    10.0: {"click", "clicked", "reply", "replied", "form", "submit", "submitted"},
    5.0: {"open", "opened", "view", "viewed", "visit", "visited", "page", "session", "search"},
}
"""Points by words; the first that one of an event's words is among counts."""


def usual_points(events: Sequence[str]) -> dict[str, float]:
    """The points of each event that is known, in their order: 5 for an open, 10 for a click, 20 for a purchase."""
    found = {}
    for event in events:
        words = set(name_words(event))
        points = next((points for points, known in _POINTS.items() if known & words), None)
        if points is not None:
            found[event] = points
    return found
