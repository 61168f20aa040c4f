"""Finds the people of a batch who are on a suppression list."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import polars as pl

from segtui.errors import DataError
from segtui.export.care.key import id_key, keyed
from segtui.export.care.same_person import email_form, phone_form
from segtui.export.care.suppression_list import SuppressionList
from segtui.export.people.countries import countries


class Suppressed:
    """A list, ready to be asked about batches.

    `holds` maps parts of a person to columns; addresses are also looked for in `leaves`, the columns that are to be
    written. Keyed hashes are tried when SEGTUI_ID_KEY is set. Raises DataError where nobody on the list could be
    found because the data lacks the column.
    """

    def __init__(
        self, people: SuppressionList, holds: Mapping[str, str], leaves: Collection[str] = (), region: str | None = None
    ) -> None:
        self.people = people
        self._holds = dict(holds)
        self._leaves = tuple(leaves)
        self._region = region
        self._key = id_key() if people.hashes else None
        lacking = {"email": people.emails, "phone": people.phones}
        lost = [part for part, entries in lacking.items() if entries and part not in self._holds]
        if lost and not (people.ids or people.hashes or (set(lacking) - set(lost) and self._others(lost))):
            what = f"the suppression list names people by {' and '.join(lost)}, and no column of the data holds that"
            fix = "name the column in the export's columns, or give a list of ids"
            raise DataError(what, where="suppress", fix=fix)

    def _others(self, lost: list[str]) -> bool:
        return bool((self.people.emails and "email" not in lost) or (self.people.phones and "phone" not in lost))

    def by(self, batch: pl.DataFrame) -> pl.Series:
        """What each row is on the list by: "e-mail", "phone", "id", or null for whoever is not on it."""
        by: list[str | None] = [None] * batch.height
        if not self.people:
            return pl.Series("by", by, dtype=pl.String)
        self._mark(by, "id", [(id,) if id else () for id in _text(batch["id"])], self.people.ids)
        if self.people.phones or self.people.hashes:
            for cells in self._cells(batch, "phone"):
                self._mark(by, "phone", phone_form(cells, self._regions(batch), self._region), self.people.phones)
        if self.people.emails or self.people.hashes:
            for cells in self._cells(batch, "email", *self._leaves):
                forms = [email_form(cell) if cell and "@" in cell else () for cell in cells.to_list()]
                self._mark(by, "e-mail", forms, self.people.emails)
        return pl.Series("by", by, dtype=pl.String)

    def _mark(self, by: list[str | None], word: str, forms: list[tuple[str, ...]], entries: frozenset[str]) -> None:
        for row, mine in enumerate(forms):
            if by[row] is None and (any(form in entries for form in mine) or self._hashed(mine)):
                by[row] = word

    def _hashed(self, forms: tuple[str, ...]) -> bool:
        if not self.people.hashes:
            return False
        plain = any(hashlib.sha256(form.encode()).hexdigest() in self.people.hashes for form in forms)
        return plain or bool(self._key and any(keyed(form, self._key) in self.people.hashes for form in forms))

    def _cells(self, batch: pl.DataFrame, part: str, *more: str) -> list[pl.Series]:
        names = dict.fromkeys(name for name in (self._holds.get(part), *more) if name in batch.columns)
        return [batch[name].cast(pl.String, strict=False) for name in names if name]

    def _regions(self, batch: pl.DataFrame) -> pl.Series | None:
        country = self._holds.get("country")
        if self._region or country not in batch.columns:
            return None
        return countries(batch[str(country)].cast(pl.String)).values


def _text(cells: pl.Series) -> list[str | None]:
    return list(cells.cast(pl.String).str.strip_chars().to_list())
