"""Countries by any of their names: ISO codes of two and three letters, and names in thirty languages."""

from __future__ import annotations

import unicodedata
from functools import cache

import polars as pl

from segtui.data.contacts.parsed import ParsedContacts, each_distinct

# English first: if a word means different countries in two languages, the earlier language wins.
_LANGUAGES = "en de fr es it pt nl pl sv da nb fi cs sk hu ro bg el hr sl et lv lt tr ru uk ca ja ko zh ar he"
_SPOKEN = {
    "GB": "UK, Great Britain, England, Scotland, Wales, Northern Ireland, Grossbritannien",
    "US": "United States of America, America, Etats-Unis d'Amérique, Vereinigte Staaten von Amerika",
    "GR": "EL",
    "NL": "Holland, The Netherlands",
    "CZ": "Czech Republic, Tschechische Republik",
    "RU": "Russian Federation",
    "KR": "Republic of Korea, Korea, Korea Republic of",
    "IE": "Republic of Ireland, Eire",
    "CN": "People's Republic of China, PRC",
    "AE": "UAE",
    "MK": "Macedonia",
    "DE": "BRD, Federal Republic of Germany, Bundesrepublik Deutschland",
    "VN": "Viet Nam",
    "TR": "Turkey",
    "CI": "Ivory Coast",
}


def countries(cells: pl.Series) -> ParsedContacts:
    """ISO 3166 codes of two letters in capitals."""
    return each_distinct(cells, _read)


def _read(text: str) -> tuple[str | None, str | None]:
    found = _codes().get(_folded(text))
    return (found, None) if found else (None, "is not a country")


@cache
def _codes() -> dict[str, str]:
    from babel.core import get_global

    known = [code for code in _named("en") if len(code) == 2 and code.isalpha()]
    codes = {code.casefold(): code for code in known if code not in ("ZZ", "XA", "XB", "EU", "EZ", "UN", "QO")}
    for alias, now in get_global("territory_aliases").items():
        code = str(now[0]) if isinstance(now, (list, tuple)) and len(now) == 1 else ""
        if code.casefold() in codes and str(alias).isalpha():
            codes.setdefault(str(alias).casefold(), code)
    for language in _LANGUAGES.split():
        for code, name in _named(language).items():
            if code.casefold() in codes and len(code) == 2:
                codes.setdefault(_folded(name), code)
    for code, names in _SPOKEN.items():
        for name in names.split(", "):
            codes.setdefault(_folded(name), code)
    return codes


def _named(language: str) -> dict[str, str]:
    """The name of each country in a language, by country code."""
    from babel import Locale

    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}


def _folded(name: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
