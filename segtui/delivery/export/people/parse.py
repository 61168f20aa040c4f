"""Understands a column by what of a person it holds: names, dates of birth, genders, languages, ages, amounts."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from segtui.data.contacts.contact_fields import emails, phones
from segtui.data.contacts.countries import countries
from segtui.data.contacts.parsed import ParsedContacts, each_distinct, matching, trim
from segtui.delivery.export.target import Part

_GENDERS = {
    "F": "f female woman w weiblich frau femme feminin femenino mujer femmina femminile donna feminino mulher vrouw v "
    "vrouwelijk kvinna kvinde kvinne nainen kobieta mrs ms miss madame mme signora sra",
    "M": "m male man maennlich männlich mann herr homme h masculin masculino hombre maschio maschile uomo homem "
    "mannelijk mand mies mezczyzna mr monsieur signor sr",
    "O": "o other divers d diverse nonbinary non-binary x autre otro altro outro anders",
}
_GENDER = {word: code for code, words in _GENDERS.items() for word in words.split()}


def text(cells: pl.Series) -> ParsedContacts:
    """Text without extra blanks; nothing is a fault."""
    values = trim(cells)
    return ParsedContacts(values, pl.Series([None], dtype=pl.String).new_from_index(0, values.len()))


def genders(cells: pl.Series) -> ParsedContacts:
    """F, M or O, from words of several languages."""

    def read(word: str) -> tuple[str | None, str | None]:
        code = _GENDER.get(word.casefold().rstrip("."))
        return (code, None) if code else (None, "is not a known gender")

    return each_distinct(cells, read)


def birth_dates(cells: pl.Series) -> ParsedContacts:
    """YYYY-MM-DD, from that format (with or without a time) or YYYYMMDD."""
    trimmed = trim(cells)
    compact = trimmed.str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3").str.replace(r"[T ]\d\d:.*$", "")
    dates = compact.str.to_date("%Y-%m-%d", strict=False)
    frame = pl.DataFrame({"cell": trimmed, "date": dates})
    lost = pl.col("date").is_null() & pl.col("cell").is_not_null()
    fault = pl.when(lost).then(pl.lit("is not a date such as 1990-12-31"))
    return ParsedContacts(dates.dt.to_string("%Y-%m-%d"), frame.select(fault).to_series().cast(pl.String))


def birth_years(cells: pl.Series) -> ParsedContacts:
    """Four digits."""
    return matching(cells.str.replace(r"\.0$", ""), r"(?:19|20)\d\d", "is not a year such as 1990")


def ages(cells: pl.Series) -> ParsedContacts:
    """Whole years, 0 to 129."""
    return matching(cells.str.replace(r"\.0$", ""), r"\d|[1-9]\d|1[0-2]\d", "is not an age")


def amounts(cells: pl.Series) -> ParsedContacts:
    """Plain decimal numbers."""
    return matching(cells, r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", "is not a number")


def devices(cells: pl.Series) -> ParsedContacts:
    """Advertising ids of phones (IDFA, GAID): a UUID in lower case; the one of zeros is nobody's."""
    hexed = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    found = matching(cells.str.to_lowercase(), hexed, "is not an advertising id")
    nobody = found.values.str.contains(r"^[0-]+$").fill_null(False)
    frame = pl.DataFrame({"value": found.values, "fault": found.faults, "nobody": nobody})
    kept = frame.select(
        value=pl.when(~pl.col("nobody")).then("value"),
        fault=pl.when("nobody").then(pl.lit("is nobody's advertising id")).otherwise("fault"),
    )
    return ParsedContacts(kept["value"], kept["fault"])


def languages(cells: pl.Series) -> ParsedContacts:
    """ISO 639 codes of two letters, from `de`, `DE` or `de-AT`."""
    short = cells.str.strip_chars().str.replace(r"[-_][A-Za-z0-9_-]+$", "").str.to_lowercase()
    return matching(short, r"[a-z]{2}", "is not a language code")


READERS: dict[str, Callable[[pl.Series], ParsedContacts]] = {
    "gender": genders,
    "birth_date": birth_dates,
    "birth_year": birth_years,
    "age": ages,
    "value": amounts,
    "madid": devices,
    "language": languages,
}
"""The parts with rules of their own; every other is text."""


def understand(
    cells: pl.Series, part: Part, *, regions: pl.Series | None = None, region: str | None = None
) -> ParsedContacts:
    """The usable values of a text column in normal form, and what is wrong with the others.

    `region` and `regions` are the countries of phone numbers without a country code, for all rows or by row.
    """
    if part == "email":
        return emails(cells)
    if part == "phone":
        return phones(cells, regions, region)
    if part == "country":
        return countries(cells)
    return READERS.get(part, text)(cells)
