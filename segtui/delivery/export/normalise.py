"""The formats that platforms want values in, each an expression over a text column."""

from __future__ import annotations

import hashlib

import polars as pl

_GMAIL = r"@(?:gmail|googlemail)\.com$"


def lower(cell: pl.Expr) -> pl.Expr:
    """Lower case."""
    return cell.str.to_lowercase()


def without_suffix(cell: pl.Expr) -> pl.Expr:
    """An e-mail in lower case, without `+…` before the @."""
    return lower(cell).str.replace(r"\+[^@]*@", "@")


def google_email(cell: pl.Expr) -> pl.Expr:
    """An e-mail in lower case; at gmail.com and googlemail.com also without dots and `+…` before the @."""
    small = without_suffix(cell)
    local = small.str.extract(r"^(.*)@", 1).str.replace_all(".", "", literal=True)
    return pl.when(lower(cell).str.contains(_GMAIL)).then(local + small.str.extract("(@.*)$", 1)).otherwise(lower(cell))


def digits(cell: pl.Expr) -> pl.Expr:
    """The digits of a phone number in E.164, with country code but without the plus."""
    return cell.str.replace_all(r"\D", "").str.strip_chars_start("0")


def meta_name(cell: pl.Expr) -> pl.Expr:
    """A name in lower case without punctuation; letters of any script stay."""
    return lower(cell).str.replace_all(r"[\p{P}\p{S}]", "").str.replace_all(r"\s+", " ").str.strip_chars()


def meta_city(cell: pl.Expr) -> pl.Expr:
    """A city or state as a to z without blanks; in another script, its letters."""
    letters = lower(cell).str.replace_all(r"[^\p{L}\p{M}]", "")
    roman = letters.str.normalize("NFKD").str.replace_all("[^a-z]", "")
    return pl.when(roman != "").then(roman).otherwise(letters)


def meta_zip(cell: pl.Expr) -> pl.Expr:
    """A postal code in lower case without blanks; for the United States the first five digits."""
    return lower(cell).str.replace_all(r"\s", "").str.replace(r"^(\d{5})-\d{4}$", "$1")


def day_without_dashes(cell: pl.Expr) -> pl.Expr:
    """A date as YYYYMMDD."""
    return cell.str.replace_all("-", "", literal=True)


def sha256(cells: pl.Series) -> pl.Series:
    """The SHA-256 of each text's UTF-8 bytes in lower-case hexadecimal; null stays null."""
    hashed = [None if text is None else hashlib.sha256(text.encode()).hexdigest() for text in cells.to_list()]
    return pl.Series(cells.name, hashed, dtype=pl.String)
