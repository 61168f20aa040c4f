"""Understands a column by what of a person it holds."""

from __future__ import annotations

import polars as pl

from segtui.export.people.countries import countries
from segtui.export.people.emails import emails
from segtui.export.people.parsed import ParsedContacts
from segtui.export.people.phones import phones
from segtui.export.people.simple_fields import READERS, text
from segtui.export.target import Part


def understand(
    cells: pl.Series, part: Part, *, regions: pl.Series | None = None, region: str | None = None
) -> ParsedContacts:
    """The usable values of a column of text in their one form, and what is wrong with the others.

    `region` and `regions` are the countries that phone numbers without a code are read by, for all rows or by row.
    """
    if part == "email":
        return emails(cells)
    if part == "phone":
        return phones(cells, regions, region)
    if part == "country":
        return countries(cells)
    return READERS.get(part, text)(cells)
