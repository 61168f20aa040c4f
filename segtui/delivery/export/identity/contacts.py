"""Which columns of the data identify a row's person: ids, e-mail addresses, phone numbers, devices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from segtui.delivery.export.people.detect import part_called, words_of


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAMPLE = 500
_ENOUGH = 0.5
_MOST_SHARED = 0.2
_EMAIL = r"(?i)@|\(at\)|\[at\]"
_PHONE = r"^\+?(?:[\s()./-]*\d){6,15}[\s()./-]*(?:\.0)?$"
_ABROAD = r"^\+[1-9](?:[\s()./-]*\d){6,14}$"
_OF_OTHERS = _of(
    "referrer referral referred referer manager agent rep representative seller sales salesperson advisor store shop "
    "branch emergency friend sponsor inviter recruiter support sender owner partner company office werber berater "
    "vertreter filiale"
)
_NAMED_IDS = ("external_id", "platform_id", "madid")


@dataclass(frozen=True)
class Contacts:
    """Columns by what they hold; `ids` are those besides the run's own id, `country` decides how phone numbers are
    read.

    Those `mentioning` people are only searched for addresses on suppression lists.
    """

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    country: str | None = None
    mentioning: tuple[str, ...] = ()

    def columns(self) -> list[str]:
        """All of them, each once."""
        country = [self.country] if self.country else []
        return list(dict.fromkeys([*self.emails, *self.phones, *self.ids, *country, *self.mentioning]))

    def among(self, columns: Collection[str]) -> Contacts:
        """Those that exist in a table with these columns."""

        def there(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name in columns)

        country = self.country if self.country in columns else None
        return Contacts(there(self.emails), there(self.phones), there(self.ids), country, there(self.mentioning))


def contacts_of(sample: pl.DataFrame, holds: Mapping[str, str]) -> Contacts:
    """The columns of `sample` (all text) that identify people; `holds` maps parts such as "email" to known ones.

    A further column counts if its name says e-mail or phone, or its cells look like one, unless it is about somebody
    else (`referrer_email`) or has the same few values in all rows.
    """
    emails, phones = [], []
    for name in sample.columns:
        values = sample[name].drop_nulls().unique(maintain_order=True).head(_SAMPLE)
        part = _speaks_of(name)
        if name == holds.get("email") or (_of_the_person(name, sample) and _has(values, _EMAIL, part == "email")):
            emails.append(name)
        elif name == holds.get("phone") or (
            _of_the_person(name, sample) and _has(values, _PHONE if part == "phone" else _ABROAD, part == "phone")
        ):
            phones.append(name)
    ids = tuple(dict.fromkeys(holds[part] for part in _NAMED_IDS if holds.get(part) in sample.columns))
    country = holds.get("country")
    return Contacts(tuple(emails), tuple(phones), ids, country if country in sample.columns else None)


def _speaks_of(name: str) -> str | None:
    """The part that any word of a column's name refers to."""
    if (part := part_called(name)[0]) in ("email", "phone"):
        return part
    words = [word.rstrip("0123456789") for word in words_of(name)]
    pairs = ["".join(pair) for pair in pairwise(words)]
    said = [part_called(word)[0] for word in (*words, *pairs)]
    return next((part for part in said if part in ("email", "phone")), None)


def _has(values: pl.Series, look: str, named: bool) -> bool:
    """Whether half of the values look like it; if there are none, the name decides."""
    if values.is_empty():
        return named
    return int(values.str.contains(look).sum()) >= _ENOUGH * len(values)


def _of_the_person(name: str, sample: pl.DataFrame) -> bool:
    if _OF_OTHERS & set(words_of(name)):
        return False
    cells = sample[name].drop_nulls()
    return len(cells) < 20 or cells.n_unique() >= _MOST_SHARED * len(cells)
