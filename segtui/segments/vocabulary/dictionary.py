"""What a column is called when a marketer says that a segment stands high or low on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.segments.vocabulary.recencies import SPANS, counts_activity, is_joining, since_what
from segtui.segments.vocabulary.templates import (
    ACTIVE,
    AGE,
    FREQUENCY,
    RECENCY,
    RFM,
    SCORES,
    TENURE,
    Wording,
    flipped,
    levels,
    spend_wording,
)
from segtui.segments.vocabulary.tokens import plural, singular, without_units, words

_MONEY = {"monetary", "spend", "spent", "spending", "amount", "revenue", "sales", "turnover", "ltv", "clv"}
NOT_SPENT = {
    *("loan", "credit", "debt", "debit", "claim", "claims", "refund", "refunds", "refunded", "returned", "discount"),
    *("discounts", "tax", "taxes", "salary", "deposit", "deposits", "due", "overdue", "owed", "change", "limit", "fee"),
    *(
        "balance",
        "share",
        "rate",
        "ratio",
        "growth",
        "budget",
        "next",
        "future",
        "forecast",
        "predicted",
        "expected",
        "target",
    ),
    *("utilization", "variance", "penalty", "penalties", "premium", "premiums", "margin", "cost", "costs", "donated"),
    "target",
}
"""What an amount beside these words is not: what a customer spent."""
_BESIDE_MONEY = {"total", "net", "gross", "value", "customer", "lifetime", "order", "orders", "purchase", "purchases"}
_EVENTS = {
    *("purchase", "purchases", "order", "orders", "transaction", "transactions", "visit", "visits", "session"),
    *("sessions", "invoice", "invoices", "trip", "trips", "booking", "bookings", "click", "clicks", "open", "opens"),
    *("login", "logins", "call", "calls", "ticket", "tickets", "payment", "payments", "advance", "advances"),
    *(
        "gift",
        "gifts",
        "donation",
        "donations",
        "cancellations",
        "bookings",
        "nights",
        "children",
        "claims",
        "contacts",
        "requests",
        "spaces",
    ),
    *("email", "emails", "complaint", "complaints", "return", "returns", "installment", "installments", "views"),
}
_COUNTS = {"orders", "visits", "transactions", "invoices", "clicks", "cancellations", "bookings", "nights", "claims"}
_COUNTS |= {
    "requests",
    "complaints",
    "tickets",
    "calls",
    "emails",
    "logins",
    "sessions",
    "trips",
    "opens",
    "views",
    "gifts",
}
_BUYING = {"order", "orders", "purchase", "purchases", "transaction", "transactions", "invoice", "invoices"}
_FILLER = {"total", "customer", "annual", "yearly", "number", "of", "the", "in", "on", "at", "per", "last", "home"}
_GOODS = {"products", "product", "items", "item", "goods"}
_LATELY = {"last", "past", "this", "current", "recent"}
_CODES = {"channel", "region", "code", "type", "category", "class", "zip", "postcode", "store", "country", "group"}
_CODES |= {"cluster", "segment", "gender", "sex", "status", "city", "state", "branch"}
_IDS = {"id", "uuid", "guid", "key"}


def wording(column: str, columns: Collection[str] = (), *, flag: bool = False) -> Wording:
    """The phrases for a number column; `columns` are all that there are, for the names that mean two things.

    `flag` says that the column holds nothing but 0 and 1.
    """
    raw = words(column)
    found = without_units(raw)
    said = _flag(found) if flag else None
    said = said or _life_cycle(column, raw, columns) or _household(set(found))
    if said or flag:
        return said or _rate(found)
    found = _without_window(found)
    return _behaviour(found) or _plain(found)


def _without_window(found: list[str]) -> list[str]:
    """The words without the time that they count over at their end: visits_last_month, gifts_last_year, orders_90d."""
    kept = list(found)
    while len(kept) > 1 and (kept[-1] in SPANS | _LATELY or kept[-1][0].isdigit()):
        kept.pop()
    return kept if set(found[len(kept) :]) & _LATELY else found


def is_code(column: str) -> bool:
    """Whether a whole-number column is a code by its name, such as a channel or a region, and no quantity."""
    return words(column)[-1] in _CODES


def is_id(column: str) -> bool:
    """Whether a column names things rather than measures them, by its name."""
    return words(column)[-1] in _IDS


def _life_cycle(column: str, raw: list[str], columns: Collection[str]) -> Wording | None:
    found = set(raw)
    # Buy-till-you-die tables: there `recency` is how long a customer was active, out of the T that they are known.
    if column in ("T", "t_x") or (column == "recency" and "T" in columns):
        return TENURE if column == "T" else ACTIVE
    if column == "x" and columns and {"t_x", "T"} & set(columns):  # repeat purchases, in the same tables
        return FREQUENCY
    if column in SCORES or "rfm" in found:
        return SCORES.get(column, RFM)
    if found & {"tenure", "seniority"} or {"account", "age"} <= found or {"months", "book"} <= found:
        return TENURE
    event = since_what(raw)
    if event is not None:
        return TENURE if is_joining(event) else RECENCY if counts_activity(event) else _since(event)
    return _age(found)


def _since(event: Sequence[str]) -> Wording:
    """How long ago something was that is not a sign of activity, such as a claim."""
    thing = _short(" ".join([*event[:-1], singular(event[-1])]), 20)
    since = (say("long since last {thing}", thing=thing), say("recent {thing}", thing=thing))
    return Wording(f"since {thing}", *since, say("some time since last {thing}", thing=thing))


def _age(found: set[str]) -> Wording | None:
    if found & {"birth", "yob"}:
        return flipped(AGE)
    return AGE if "age" in found and found <= {"age", "customer", "years", "year", "in", "of"} else None


def _flag(found: list[str]) -> Wording | None:
    """A yes-or-no column whose name says what the yes is: `is_active`, `has_app`, `AcceptedCmp5`."""
    first, thing = found[0], _short(" ".join(found[1:]))
    if not thing:
        return None
    if first == "is":
        pairs = (
            (say("all {thing}", thing=thing), say("never {thing}", thing=thing)),
            (say("often {thing}", thing=thing), say("seldom {thing}", thing=thing)),
        )
        return Wording(thing, thing, say("not {thing}", thing=thing), say("partly {thing}", thing=thing), *pairs)
    if first == "has":
        pairs = (
            (say("all with {thing}", thing=thing), say("none with {thing}", thing=thing)),
            (say("more with {thing}", thing=thing), say("fewer with {thing}", thing=thing)),
        )
        levels_of = (say("with {thing}", thing=thing), say("without {thing}", thing=thing))
        return Wording(thing, *levels_of, say("some with {thing}", thing=thing), *pairs)
    if first.endswith("ed") or first in ("accepts", "wants", "uses", "owns"):
        phrase = f"{first} {thing}"
        pairs = (
            (say("mostly {thing}", thing=phrase), say("never {thing}", thing=phrase)),
            (say("more often {thing}", thing=phrase), say("less often {thing}", thing=phrase)),
        )
        return Wording(phrase, phrase, say("rarely {thing}", thing=phrase), say("some {thing}", thing=phrase), *pairs)
    return None


def _rate(found: list[str]) -> Wording:
    """A yes-or-no column that is named after a thing: `Response`, `newsletter`."""
    thing = _short(" ".join(found))
    return Wording(
        thing, *levels(thing if found[-1] in ("rate", "share", "ratio") else say("{thing} rate", thing=thing))
    )


_HOUSEHOLD = (to_translate("kids"), to_translate("teens"), to_translate("dependents"))


def _household(found: set[str]) -> Wording | None:
    if found & {"income", "salary", "wage", "wages", "earnings"}:
        return Wording("income", say("high income"), say("low income"), say("average income"))
    for who in _HOUSEHOLD:
        if who in found:
            thing = say(who)
            pairs = (
                (say("many {thing}", thing=thing), say("no {thing}", thing=thing)),
                (say("often with {thing}", thing=thing), say("few with {thing}", thing=thing)),
            )
            some = say("some {thing}", thing=thing)
            return Wording(who, say("with {thing}", thing=thing), say("no {thing}", thing=thing), some, *pairs)
    return None


def _behaviour(found: list[str]) -> Wording | None:
    bag = set(found)
    if bag <= {"spending", "spend", "score"} and "score" in bag and len(bag) > 1:
        return Wording("spend", say("high spenders"), say("low spenders"), say("average spenders"), family="spend")
    if "average" in bag and bag & (_MONEY | {"basket", "value"}) and bag & (_BUYING | {"basket"}):
        return Wording("order value", say("large orders"), say("small orders"), say("average order size"))
    if bag & NOT_SPENT:
        return None
    if bag & _MONEY and bag <= _MONEY | _BESIDE_MONEY:
        return spend_wording(
            say("revenue") if "revenue" in bag else say("lifetime value") if bag & {"ltv", "clv", "lifetime"} else ""
        )
    if found[-1] in ("score", "limit", "balance", "share", "rate", "ratio", "index") or "average" in bag:
        return None
    rest = [w for w in found if w not in _MONEY | _FILLER | _GOODS]
    if bag & _MONEY and rest:
        thing = " ".join([*rest[:-1], singular(rest[-1])])
        high, low, average = levels(say("{thing} spend", thing=thing))
        return Wording(f"spend:{thing}", high, low, average, family="spend", whole=levels(say("spend"))[:2])
    if bag & {"frequency", "number"} or found[-1] in _COUNTS:
        return _counted(found)
    return None


def _counted(found: list[str]) -> Wording | None:
    """How often something happened, from `frequency`, `NumWebPurchases`, `CASH_ADVANCE_TRX`, `orders` …"""
    rest = [w for w in found if w not in _FILLER | {"frequency"}]
    while len(rest) > 1 and (rest[-1] in SPANS or rest[-1][0].isdigit()):  # orders_last_30_days are orders
        rest.pop()
    if not rest or (len(rest) == 1 and rest[0] in _BUYING - {"purchase", "purchases"}):
        return FREQUENCY
    if rest[-1] not in _EVENTS and "number" not in found:
        return None
    things = " ".join([*(singular(w) for w in rest[:-1]), plural(rest[-1])])
    counts = "frequency" not in found
    many, few = to_translate("frequent {thing}"), to_translate("infrequent {thing}")
    if counts:
        many, few = to_translate("many {thing}"), to_translate("few {thing}")
    kind = plural(rest[-1])
    return Wording(
        things,
        say(many, thing=things),
        say(few, thing=things),
        say("some {thing}", thing=things),
        fairly=(say("quite a few {thing}", thing=things), say("rather few {thing}", thing=things)) if counts else None,
        family=kind,
        whole=(say("many {thing}", thing=kind), say("few {thing}", thing=kind)),
        counted=things,
    )


def _plain(found: list[str]) -> Wording:
    kept = [w for w in found if w not in _FILLER] or found
    if kept[-1] == "duration" or (len(kept) > 1 and kept[-1] in ("time", "length")):
        thing = _short(" ".join(kept))
        return Wording(
            thing,
            say("long {thing}", thing=thing),
            say("short {thing}", thing=thing),
            say("average {thing}", thing=thing),
        )
    if "share" in kept[:-1]:
        kept = [*(w for w in kept if w != "share"), "share"]
    thing = _short(" ".join([*(singular(w) for w in kept[:-1]), kept[-1]]))
    family = kept[-1] if len(kept) > 1 and kept[-1] in _EVENTS else ""
    counted = thing if kept[-1] in _EVENTS and kept[-1].endswith("s") else ""
    return Wording(
        thing, *levels(thing), family=family, whole=levels(kept[-1])[:2] if family else None, counted=counted
    )


def _short(text: str, most: int = 28) -> str:
    """The text cut between words, for names that are whole questions."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"
