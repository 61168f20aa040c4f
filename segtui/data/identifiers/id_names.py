"""What a column's name says about what its values identify."""

from __future__ import annotations

import re

PERSON, ID, ADDRESS, BARE_PERSON, NO_HINT = range(5)
"""What a name hints at: a person's id, another id, an e-mail address or telephone, a person, nothing of the kind."""


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


_PEOPLE = word_set(
    "customer cust client user account acct contact member person people subscriber buyer shopper household patient "
    "visitor lead profile consumer donor guest passenger policyholder kunde kunden cliente usuario utente klant"
)
_NAMES = word_set("id ids no nr num number nummer key code ref uid uuid guid pk identifier")
_NUMBERED = word_set("num no nr number nummer code ref")
_WHOLE = word_set("id uid uuid guid pk key identifier")
_ADDRESSES = word_set("email mail phone mobile msisdn")
_ADDRESS_ENDS = _ADDRESSES | word_set("address number no hash hashed sha256")
_THINGS = word_set(
    "order invoice transaction trans purchase sale basket cart session event product item sku stock article line visit "
    "payment"
)
_GROUPS = word_set(
    "country region state city zip postal postcode area store shop branch department campaign category type group "
    "segment cluster currency language channel year month week day date time"
)
_CODED = word_set(
    "code codes iso nationality gender sex grade class status direction side unit lang nation origin locale market "
    "size color colour land"
)
_FLAGS = word_set(
    "opt optin optout consent newsletter active churn bought buy paid won sold clicked opened response complain vip "
    "member subscriber loyalty default attrition"
)


def name_rank(name: str) -> int:
    """PERSON, ID, ADDRESS, BARE_PERSON or NO_HINT, for a row's own id."""
    words = words_of_name(name)
    said = set(words)
    if said & _GROUPS:
        return NO_HINT
    if said & _ADDRESSES and words[-1] in _ADDRESS_ENDS:
        return ADDRESS
    if said & _PEOPLE and not said & _THINGS:
        if said & _NAMES:
            return PERSON
        return BARE_PERSON if len(words) == 1 or words[-1] == "name" else NO_HINT
    if words[-1] in _NAMES:
        return PERSON if len(words) == 1 and words[0] in _WHOLE else ID
    return NO_HINT


def owner_rank(name: str) -> int:
    """How well `name` fits the customer of a log's rows: 0 a person's id, 1 a person, 2 an address, 3 an id, 4 not."""
    rank, words = name_rank(name), words_of_name(name)
    if rank == ID and (words[-1] not in _WHOLE or _THINGS & set(words)):
        rank = NO_HINT
    return (PERSON, BARE_PERSON, ADDRESS, ID, NO_HINT).index(rank)


def names_a_person(name: str) -> bool:
    """Whether `name` refers to a person, such as customer_id; `id` alone may be anything's."""
    return bool(_PEOPLE & set(words_of_name(name))) and name_rank(name) in (PERSON, BARE_PERSON)


def names_a_group(name: str) -> bool:
    """Whether `name` refers to something that many rows share: a country, a type, a year …"""
    return bool(_GROUPS & set(words_of_name(name)))


def names_codes(name: str) -> bool:
    """Whether `name` refers to what is written in codes of a few letters: a country, a gender, a type …"""
    return bool((_GROUPS | _CODED) & set(words_of_name(name)))


def is_flag_name(name: str) -> bool:
    """Whether `name` refers to something that is so or not: is_active, opted_in, consent, Bought …"""
    words = words_of_name(name)
    return bool(words[0] in ("is", "has") or _FLAGS & set(words) or any(len(w) > 4 and w.endswith("ed") for w in words))


def words_of_name(name: str) -> list[str]:
    """`customerID`, `CUST_ID`, `custid` and `Customer id` as words in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words: list[str] = re.findall(r"[^\W_]+", spaced.lower())
    if len(words) == 1:
        for end in sorted(_WHOLE | _NUMBERED):
            # "custid", "orderid" and "clientnum" have no seam to split at.
            stem = words[0].removesuffix(end)
            if stem != words[0] and stem in _PEOPLE | _THINGS | _GROUPS:
                return [stem, end]
    return words or [""]
