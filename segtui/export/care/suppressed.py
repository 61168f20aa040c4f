"""Finds the people of a batch who are on a suppression list."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import polars as pl

from segtui.errors import DataError
from segtui.export.care.key import id_key, keyed
from segtui.export.care.same_person import email_forms, phone_forms
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
        self._ids, self._phones, self._emails = (
            pl.Series(sorted(known), dtype=pl.String) for known in (people.ids, people.phones, people.emails)
        )
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
        found = pl.DataFrame({"by": [None] * batch.height}, schema={"by": pl.String})
        if not self.people:
            return found["by"]
        people, rows = self.people, [("id", batch["id"].cast(pl.String).str.strip_chars().to_frame(), self._ids)]
        if people.phones or people.hashes:
            regions = self._regions(batch)
            cells = self._cells(batch, "phone")
            rows += [("phone", phone_forms(cell, regions, self._region), self._phones) for cell in cells]
        if people.emails or people.hashes:
            cells = self._cells(batch, "email", *self._leaves)
            rows += [("e-mail", email_forms(cell), self._emails) for cell in cells]
        told = [pl.when(self._matches(forms, known)).then(pl.lit(word)) for word, forms, known in rows]
        return found.select(pl.coalesce(*told, "by").alias("by"))["by"]

    def _matches(self, forms: pl.DataFrame, known: pl.Series) -> pl.Series:
        """Whether any form of a row is on the list, as it is or hashed."""
        hits = pl.repeat(False, forms.height, dtype=pl.Boolean, eager=True)
        for form in forms.iter_columns():
            hits |= form.is_in(known.implode()).fill_null(False)
            if self.people.hashes:
                hits |= pl.Series([bool(text) and self._hashed(text) for text in form], dtype=pl.Boolean)
        return hits

    def _hashed(self, text: str) -> bool:
        if hashlib.sha256(text.encode()).hexdigest() in self.people.hashes:
            return True
        return self._key is not None and keyed(text, self._key) in self.people.hashes

    def _cells(self, batch: pl.DataFrame, part: str, *more: str) -> list[pl.Series]:
        names = dict.fromkeys(name for name in (self._holds.get(part), *more) if name in batch.columns)
        return [batch[name].cast(pl.String, strict=False) for name in names if name]

    def _regions(self, batch: pl.DataFrame) -> pl.Series | None:
        country = self._holds.get("country")
        if self._region or country not in batch.columns:
            return None
        return countries(batch[str(country)].cast(pl.String)).values
