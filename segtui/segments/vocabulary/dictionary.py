"""What a column is called when a marketer says that a segment stands high or low on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.segments.vocabulary.flags import flag_wording, rate_wording
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
from segtui.segments.vocabulary.things import thing_wording
from segtui.segments.vocabulary.tokens import plural, shortened, singular, without_units, words
from segtui.segments.vocabulary.word_lists import (
    BESIDE_MONEY,
    BUYING,
    CODES,
    COUNTS,
    EVENTS,
    FILLER,
    GOODS,
    IDS,
    LATELY,
    MONEY,
    NOT_SPENT,
)

_SPAN = re.compile(r"\d+(?:d|w|m|y)")


def wording(column: str, columns: Collection[str] = (), *, flag: bool = False) -> Wording:
    """The phrases for a number column; `columns` are all that there are, for the names that mean two things.

    `flag` says that the column holds nothing but 0 and 1.
    """
    raw = words(column)
    found = without_units(raw)
    said = flag_wording(found) if flag else None
    said = said or _life_cycle(column, raw, columns) or _household(set(found), columns)
    if said or flag:
        return said or rate_wording(found)
    found = _without_window(found)
    return _behaviour(found) or thing_wording(found)


def _without_window(found: list[str]) -> list[str]:
    """The words without the time that they count over at their end: visits_last_month, gifts_last_year, orders_90d."""
    if len(found) > 1 and _SPAN.fullmatch(found[-1]):
        return found[:-1]
    kept = list(found)
    while len(kept) > 1 and (kept[-1] in SPANS | LATELY or kept[-1][0].isdigit()):
        kept.pop()
    return kept if set(found[len(kept) :]) & LATELY else found


def is_code(column: str) -> bool:
    """Whether a whole-number column is a code by its name, such as a channel or a region, and no quantity."""
    return words(column)[-1] in CODES


def is_id(column: str) -> bool:
    """Whether a column names things rather than measures them, by its name."""
    return words(column)[-1] in IDS


def restates(column: str) -> bool:
    """Whether a column only ranks customers by what another one measures, by its name: an RFM score, a decile.

    Scores of RFM with a prefix do too: shop_r_score.
    """
    found = set(words(column))
    return column.endswith(tuple(f"_{name}" for name in SCORES)) or bool(
        found & {"rfm", "decile", "quintile", "quartile", "percentile"}
    )


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
    if raw[:2] == ["active", "days"]:
        thing = say("active days")
        three = (say("many {thing}", thing=thing), say("few {thing}", thing=thing), say("some {thing}", thing=thing))
        return Wording("active days", *three)
    event = since_what(raw)
    if event is not None:
        return TENURE if is_joining(event) else RECENCY if counts_activity(event) else _since(event)
    return _age(found)


def _since(event: Sequence[str]) -> Wording:
    """How long ago something was that is not a sign of activity, such as a claim."""
    thing = shortened(" ".join([*event[:-1], singular(event[-1])]), 20)
    since = (say("long since last {thing}", thing=thing), say("recent {thing}", thing=thing))
    return Wording(f"since {thing}", *since, say("some time since last {thing}", thing=thing))


def _age(found: set[str]) -> Wording | None:
    if found & {"birth", "yob"}:
        return flipped(AGE)
    return AGE if "age" in found and found <= {"age", "customer", "years", "year", "in", "of"} else None


_HOUSEHOLD = (to_translate("kids"), to_translate("teens"), to_translate("dependents"))


def _household(found: set[str], columns: Collection[str]) -> Wording | None:
    if found & {"income", "salary", "wage", "wages", "earnings"}:
        return Wording("income", say("high income"), say("low income"), say("average income"))
    for who in _HOUSEHOLD:
        if who in found:
            older = who == "kids" and any("teens" in words(column) for column in columns)
            thing = say("young kids") if older else say(who)  # "no kids" is not true of who has teens
            pairs = (
                (say("many {thing}", thing=thing), say("no {thing}", thing=thing)),
                (say("often with {thing}", thing=thing), say("few with {thing}", thing=thing)),
            )
            some = say("some {thing}", thing=thing)
            return Wording(who, say("with {thing}", thing=thing), say("no {thing}", thing=thing), some, *pairs)
    return None


_ORDER_VALUE = Wording("order value", say("large orders"), say("small orders"), say("average order size"))


def _behaviour(found: list[str]) -> Wording | None:
    bag = set(found)
    if bag <= {"spending", "spend", "score"} and "score" in bag and len(bag) > 1:
        return Wording("spend", say("high spenders"), say("low spenders"), say("average spenders"), family="spend")
    if bag in ({"aov"}, {"basket", "size"}, {"basket", "value"}):
        return _ORDER_VALUE
    if "average" in bag and bag & (MONEY | {"basket", "value"}) and bag & (BUYING | {"basket"}):
        return _ORDER_VALUE
    if bag & NOT_SPENT:
        return None
    if bag & MONEY and bag <= MONEY | BESIDE_MONEY:
        return spend_wording(
            say("revenue") if "revenue" in bag else say("lifetime value") if bag & {"ltv", "clv", "lifetime"} else ""
        )
    if found[-1] in ("score", "limit", "balance", "share", "rate", "ratio", "index") or "average" in bag:
        return None
    rest = [w for w in found if w not in MONEY | FILLER | GOODS]
    if bag & MONEY and rest:
        thing = " ".join([*rest[:-1], singular(rest[-1])])
        high, low, average = levels(say("{thing} spend", thing=thing))
        return Wording(f"spend:{thing}", high, low, average, family="spend", whole=levels(say("spend"))[:2])
    if "per" in bag:  # pages per session
        return None
    if bag & {"frequency", "number"} or found[-1] in COUNTS:
        return _counted(found)
    return None


def _counted(found: list[str]) -> Wording | None:
    """How often something happened, from `frequency`, `NumWebPurchases`, `CASH_ADVANCE_TRX`, `orders` …"""
    rest = [w for w in found if w not in FILLER | {"frequency"}]
    while len(rest) > 1 and (rest[-1] in SPANS or rest[-1][0].isdigit()):  # orders_last_30_days are orders
        rest.pop()
    if not rest or (len(rest) == 1 and rest[0] in BUYING - {"purchase", "purchases"}):
        return FREQUENCY
    if rest[-1] not in EVENTS and "number" not in found:
        return None
    if rest[0] in ("purchase", "purchases") and len(rest) > 1:  # PURCHASES_INSTALLMENTS_FREQUENCY
        rest = [*rest[1:], rest[0]]
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
