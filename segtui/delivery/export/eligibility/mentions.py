"""Cells of people who may be contacted that mention somebody who may not: they are emptied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.contacts.countries import countries
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.identity.match_keys import addresses, email_keys
from segtui.delivery.export.suppression.match import hashed


class Mentions:
    """Looks for addresses and phone numbers in the exported columns, except the row's own address or phone.

    `held` are the rows of the control group; `calling` are the columns in which phone numbers are looked for. Phone
    numbers without a country code are read as numbers of `region`, else of the row's `country`. `count` counts the
    cells emptied.
    """

    def __init__(
        self,
        everybody: Everybody,
        held: NDArray[np.bool_],
        columns: Sequence[str],
        *,
        calling: Sequence[str],
        country: str | None,
        region: str | None,
    ) -> None:
        self._columns, self._calling = tuple(columns), frozenset(calling)
        self._country, self._region = country, region
        self._mails = everybody.barred(held) if columns else np.empty(0, np.uint64)
        self._phones = everybody.uncalled(held) if columns else None
        self._listed = everybody.listed_phones
        self.count = 0

    def without(self, kept: pl.DataFrame) -> pl.DataFrame:
        """The rows to export, without the cells that mention somebody."""
        for name in self._columns:
            rows = pl.concat([self._by_mail(kept[name]), self._by_phone(kept, name)]).unique()
            if rows.is_empty():
                continue
            self.count += len(rows)
            empty = pl.Series(np.isin(np.arange(kept.height), rows.to_numpy()))
            kept = kept.with_columns(pl.when(~empty).then(kept[name]).alias(name))
        return kept

    def _by_mail(self, cells: pl.Series) -> pl.Series:
        if not self._mails.size:
            return pl.Series([], dtype=pl.UInt32)
        found = addresses(cells)
        return found["row"].filter(pl.Series(np.isin(hashed(email_keys(found["text"])), self._mails)))

    def _by_phone(self, kept: pl.DataFrame, name: str) -> pl.Series:
        phones = self._phones
        if phones is None or name not in self._calling or not (phones.rows.size or self._listed.size):
            return pl.Series([], dtype=pl.UInt32)
        there = self._country in kept.columns and not self._region
        regions = countries(kept[self._country]).values if there and self._country else None
        return phones.among(kept[name], regions, self._region, self._listed)
