"""What a column is called when a marketer says that a segment stands high or low on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

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
    return Wording(f"since {thing}", f"long since last {thing}", f"recent {thing}", f"some time since last {thing}")


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
        pairs = (f"all {thing}", f"never {thing}"), (f"often {thing}", f"seldom {thing}")
        return Wording(thing, thing, f"not {thing}", f"partly {thing}", *pairs)
    if first == "has":
        pairs = (f"all with {thing}", f"none with {thing}"), (f"more with {thing}", f"fewer with {thing}")
        return Wording(thing, f"with {thing}", f"without {thing}", f"some with {thing}", *pairs)
    if first.endswith("ed") or first in ("accepts", "wants", "uses", "owns"):
        phrase = f"{first} {thing}"
        pairs = (f"mostly {phrase}", f"never {phrase}"), (f"more often {phrase}", f"less often {phrase}")
        return Wording(phrase, phrase, f"rarely {phrase}", f"some {phrase}", *pairs)
    return None


def _rate(found: list[str]) -> Wording:
    """A yes-or-no column that is named after a thing: `Response`, `newsletter`."""
    thing = _short(" ".join(found))
    return Wording(thing, *levels(thing if found[-1] in ("rate", "share", "ratio") else f"{thing} rate"))


def _household(found: set[str]) -> Wording | None:
    if found & {"income", "salary", "wage", "wages", "earnings"}:
        return Wording("income", "high income", "low income", "average income")
    for who in ("kids", "teens", "dependents"):
        if who in found:
            pairs = (f"many {who}", f"no {who}"), (f"often with {who}", f"few with {who}")
            return Wording(who, f"with {who}", f"no {who}", f"some {who}", *pairs)
    return None


def _behaviour(found: list[str]) -> Wording | None:
    bag = set(found)
    if bag <= {"spending", "spend", "score"} and "score" in bag and len(bag) > 1:
        return Wording("spend", "high spenders", "low spenders", "average spenders", family="spend")
    if "average" in bag and bag & (_MONEY | {"basket", "value"}) and bag & (_BUYING | {"basket"}):
        return Wording("order value", "large orders", "small orders", "average order size")
    if bag & NOT_SPENT:
        return None
    if bag & _MONEY and bag <= _MONEY | _BESIDE_MONEY:
        return spend_wording(
            "revenue" if "revenue" in bag else "lifetime value" if bag & {"ltv", "clv", "lifetime"} else ""
        )
    if found[-1] in ("score", "limit", "balance", "share", "rate", "ratio", "index") or "average" in bag:
        return None
    rest = [w for w in found if w not in _MONEY | _FILLER | _GOODS]
    if bag & _MONEY and rest:
        thing = " ".join([*rest[:-1], singular(rest[-1])])
        return Wording(f"spend:{thing}", *levels(f"{thing} spend"), family="spend", whole=("high spend", "low spend"))
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
    many, few, some = ("frequent", "infrequent", "some") if "frequency" in found else ("many", "few", "some")
    kind = plural(rest[-1])
    return Wording(
        things,
        f"{many} {things}",
        f"{few} {things}",
        f"{some} {things}",
        fairly=(f"quite a few {things}", f"rather few {things}") if many == "many" else None,
        family=kind,
        whole=(f"many {kind}", f"few {kind}"),
        counted=things,
    )


def _plain(found: list[str]) -> Wording:
    kept = [w for w in found if w not in _FILLER] or found
    if kept[-1] == "duration" or (len(kept) > 1 and kept[-1] in ("time", "length")):
        thing = _short(" ".join(kept))
        return Wording(thing, f"long {thing}", f"short {thing}", f"average {thing}")
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
