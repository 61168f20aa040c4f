"""The forms under which a cell and an entry of a suppression list are one person: rather one too many than too few."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from segtui.export.people.phones import phones


def email_forms(cells: Iterable[str]) -> set[str]:
    """The forms of all addresses together."""
    return {form for cell in cells for form in email_form(cell)}


def email_form(cell: str) -> tuple[str, ...]:
    """An address in lower case, then without what follows a +, then as Google reads its own: without dots."""
    text = re.sub(r"^mailto:|[\s\u200b\ufeff<>\"']", "", cell.casefold())
    local, at, domain = text.rpartition("@")
    bare = local.split("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        dotless = bare.replace(".", "")
        return (text, f"{bare}{at}{domain}", f"{dotless}{at}{domain}", f"{dotless}{at}gmail.com")
    return (text, f"{bare}{at}{domain}")


def phone_forms(cells: Iterable[str], region: str | None) -> set[str]:
    """The forms of all numbers together."""
    numbers = pl.Series(list(cells), dtype=pl.String)
    return {form for row in phone_form(numbers, None, region) for form in row}


def phone_form(cells: pl.Series, regions: pl.Series | None, region: str | None) -> list[tuple[str, ...]]:
    """Of each cell: E.164 with and without its plus where the number can be read, and its digits without first zeros.

    `regions` are the countries by row for numbers without a code, `region` one for all.
    """
    read = phones(cells, regions, region).values.to_list()
    digits = cells.str.replace_all(r"\D", "").str.strip_chars_start("0").fill_null("").to_list()
    return [
        ((number, number[1:]) if number else ()) + ((bare,) if bare else ())
        for number, bare in zip(read, digits, strict=True)
    ]
