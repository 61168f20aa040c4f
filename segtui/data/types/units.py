"""The units that may stand beside a number in a cell: currencies, shares, and common measures."""

from __future__ import annotations

import re

_SYMBOLS = (
    "US$",
    "A$",
    "C$",
    "NZ$",
    "R$",
    "S$",
    "HK$",
    "$",
    "€",
    "£",
    "¥",
    "₹",
    "₽",
    "₩",
    "₺",
    "₴",
    "₪",
    "฿",
    "₫",
    "₦",
)
_LOCAL = ("kr", "kr.", "zł", "Kč", "Ft", "lei", "лв", "Fr.", "Rs.", "Rs", "SFr.")
# ISO 4217, the codes in wide use. TOP and ALL are left out: "TOP 10" is not a sum of money.
_CODES = (
    *("AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD"),
    *("HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KWD", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN"),
    *("PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD"),
    *("UYU", "VND", "XAF", "XOF", "ZAR"),
)
_MEASURES = (
    *("mg", "g", "kg", "t", "oz", "lb", "lbs", "mm", "cm", "m", "km", "in", "ft", "mi", "mile", "miles"),
    *("ml", "cl", "l", "gal", "kWh", "MWh", "kW", "MW", "pcs", "pts", "ms", "s", "sec", "min", "h", "hr", "hrs"),
    *("hour", "hours", "day", "days", "week", "weeks", "month", "months", "yr", "yrs", "year", "years"),
)
_SHARES = ("%", "‰")


def _any_of(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


SHARES = frozenset(_SHARES)
BEFORE = _any_of((*_SYMBOLS, *_LOCAL, *_CODES, *_SHARES))
"""A regular expression for a unit in front of a number; a measure there ("m12") would be a code."""
BEHIND = _any_of((*_SYMBOLS, *_LOCAL, *_CODES, *_SHARES, *_MEASURES))
"""A regular expression for a unit behind a number."""

_SAME = {
    **{"EUR": "€", "GBP": "£", "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "R$": "BRL", "S$": "SGD"},
    **{"HK$": "HKD", "₹": "INR", "Rs": "INR", "Rs.": "INR", "₺": "TRY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF"},
    **{"Fr.": "CHF", "SFr.": "CHF", "kr.": "kr", "lbs": "lb", "miles": "mi", "mile": "mi", "sec": "s", "hr": "h"},
    **{"hrs": "h", "hour": "h", "hours": "h", "day": "days", "week": "weeks", "month": "months"},
    **{"yr": "years", "yrs": "years", "year": "years"},
}


def may_stand_before(unit: str) -> bool:
    """Whether `unit` is written in front of a number, too."""
    return re.fullmatch(BEFORE, unit) is not None


def same_unit(units: dict[str, int]) -> str | None:
    """The most frequent spelling where all `units` (spelling: count) are one unit; "" for none; None if they differ."""
    if len({_SAME.get(unit, unit) for unit in units}) > 1:
        return None
    return min(units, key=lambda unit: (-units[unit], unit), default="")
