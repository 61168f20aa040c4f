"""Which columns say how long ago a customer was active, or how active recently, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

SPANS = {"day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "quarter", "quarters"}
_LATELY = {"last", "past", "recent", "recently", "current", "this", "latest"}
_ACTIVE = {
    *("order", "orders", "purchase", "purchases", "transaction", "transactions", "visit", "visits", "login", "logins"),
    *("session", "sessions", "activity", "active", "booking", "bookings", "trip", "trips", "stay", "stays", "buy"),
    *("invoice", "invoices", "usage", "use", "used", "seen", "bought", "engagement", "checkout", "shopping", "sale"),
    *("open", "opens", "click", "clicks", "sales", "number", "ordered", "purchased", "visited", "online"),
}
_IDLE = {"inactive", "inactivity", "dormancy", "dormant", "idle"}
_JOINED = {"signup", "sign", "registration", "joined", "join", "first", "enrolment", "enrollment", "inception", "start"}
_BETWEEN = {"last", "previous", "most", "recent", "latest", "the", "in", "ago", "up", "of", "customer", "as"}
_WINDOW = re.compile(r"\d+(?:d|w|m|y|mo|day|days|mon|mth)?$")


def since_what(found: Sequence[str]) -> list[str] | None:
    """What a column counts the time since: `["order"]` for days_since_last_order, [] where it does not say.

    None for columns that count no such time, `orders_last_30_days` among them.
    """
    words = set(found)
    if "recency" in words or words & _IDLE:
        return []
    if "since" in words:
        after = list(found[found.index("since") + 1 :])
        return _event(after or found[: found.index("since")])
    if "last" not in words or not (words & SPANS or "ago" in words):
        return None
    after = list(found[found.index("last") + 1 :])
    if not after or after[0] in SPANS or _WINDOW.match(after[0]) or (words & SPANS and words & {"in", "of", "over"}):
        return None
    return _event(after)


def counts_activity(event: Sequence[str]) -> bool:
    """Whether a time since `event` is one since a customer was active: since an order or a visit, not since a claim."""
    return not event or any(word in _ACTIVE for word in event)


def is_joining(event: Sequence[str]) -> bool:
    """Whether a time since `event` is how long a customer has been one."""
    return bool(set(event) & _JOINED)


def is_lately(found: Sequence[str]) -> bool:
    """Whether a column says how active a customer was lately: orders_last_30_days, web_visits_7d, is_active."""
    words = set(found)
    if since_what(found) is not None or not words & _ACTIVE:
        return False
    window = words & SPANS and (words & _LATELY or found[-1] in SPANS)
    return bool(window or words & {"active"} or any(_WINDOW.match(w) and not w.isdigit() for w in found))


def _event(after: Sequence[str]) -> list[str]:
    return [word for word in after if word not in _BETWEEN | SPANS and not word.isdigit()]
