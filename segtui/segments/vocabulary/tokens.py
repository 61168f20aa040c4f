"""Splits a column's name into spoken words."""

from __future__ import annotations

import re

_EXPANSIONS = {
    "mnt": "amount",
    "amt": "amount",
    "num": "number",
    "nb": "number",
    "cnt": "number",
    "ct": "number",
    "count": "number",
    "trans": "transaction",
    "chng": "change",
    "chg": "change",
    "bal": "balance",
    "mon": "month",
    "mth": "month",
    "mths": "months",
    "trx": "number",
    "txn": "number",
    "prc": "share",
    "pct": "share",
    "percent": "share",
    "percentage": "share",
    "avg": "average",
    "mean": "average",
    "freq": "frequency",
    "cmp": "campaign",
    "cust": "customer",
    "oneoff": "one-off",
    "prods": "products",
    "qty": "quantity",
    "yr": "year",
    "kidhome": "kids",
    "kid": "kids",
    "child": "kids",
    "children": "kids",
    "teenhome": "teens",
    "teen": "teens",
    "delicassen": "delicatessen",
}
_UNITS = {"usd", "eur", "gbp", "chf", "k", "days", "weeks", "months", "month", "years"}
_MEASURES = {
    "sec",
    "secs",
    "seconds",
    "ms",
    "min",
    "mins",
    "minutes",
    "hrs",
    "hours",
    "kg",
    "lbs",
    "km",
    "gb",
    "mb",
    "cm",
}
_WORD = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d+(?![A-Za-z0-9])|\d+[a-z]?(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+\w*"
)


def words(column: str) -> list[str]:
    """The words of a column's name in lower case: camel and snake case split, abbreviations written out.

    What stands in brackets goes (`Annual Income (k$)`), unless nothing else is there. There is always one.
    """
    bare = re.sub(r"[(\[{].*?[)\]}]", " ", column)
    found = _WORD.findall(bare) if bare.isascii() else re.findall(r"[^\W_]+", bare)
    found = found or re.findall(r"\w+", column) or [column]
    if any(len(word) > 1 and word.isalpha() for word in found):
        found = [word for word in found if len(word) > 1 or not word.isascii() or word.isdigit()]
    return [_EXPANSIONS.get(word.lower(), word.lower()) for word in found]


def without_units(found: list[str]) -> list[str]:
    """The words without currencies and spans of time, and other units at the end, unless they are all that there is."""
    kept = [word for word in found if word not in _UNITS] or found
    return kept[:-1] if len(kept) > 1 and kept[-1] in _MEASURES else kept


def is_year(column: str) -> bool:
    """Whether a column holds years by its name, which are written without a thousands comma."""
    return bool({"year", "yob", "birth"} & set(words(column)))


def singular(word: str) -> str:
    """The singular of an English noun, by its ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")) else word


def plural(word: str) -> str:
    """The plural of an English noun, by its ending."""
    if word.endswith("s"):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ch", "sh", "x")) else "s")


def shortened(text: str, most: int = 28) -> str:
    """The text cut between words, for names that are whole questions."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"
