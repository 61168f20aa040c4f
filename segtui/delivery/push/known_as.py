"""Everything by which a platform may know a person, from what is known of them here."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from segtui.data.contacts.countries import countries
from segtui.delivery.export.normalise import sha256
from segtui.delivery.export.people.parse import understand
from segtui.delivery.export.target import TargetColumn
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Platform
from segtui.libraries.columns import col


def known_as(
    platform: type[Platform], ids: Collection[str], cells: Collection[str], regions: Collection[str]
) -> Iterator[Member]:
    """The members that a push may have made of a person with these ids and these cells, whichever columns they are of.

    Phone numbers without a country code are read as of each of the `regions`, and of each country among the cells.
    """
    if not platform.identity:
        yield from (Member(id, "id", {"id": id}) for id in sorted(ids))
        return
    texts = pl.Series("cells", sorted(cells), dtype=pl.String)
    found = {column.holds: column for column in platform.target.columns}
    for part in platform.identity:
        for who, cell in sorted(_written(found[part], texts, regions)):
            yield Member(who, part, {found[part].header: cell})


def _written(column: TargetColumn, texts: pl.Series, regions: Collection[str]) -> set[tuple[str, str]]:
    """The cells as the platform takes them in a column, each with who that is."""
    if texts.is_empty():
        return set()
    read: list[str | None] = [None]
    if column.holds == "phone":
        read += sorted({*regions, *countries(texts).values.drop_nulls()})
    parsed = [understand(texts, column.holds, region=region).values for region in read]
    values = pl.concat(parsed).drop_nulls().unique().sort().alias("cells")
    if column.form:
        values = pl.DataFrame({"cells": values}).select(column.form(col("cells"))).to_series().drop_nulls()
    values = sha256(values) if column.hashed else values
    lower = column.holds == "email"
    return {(cell.lower() if lower else cell, cell) for cell in values.to_list() if cell}
