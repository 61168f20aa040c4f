"""What is known about all people of a run before any are exported: who is who, what they refused, who is on a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.delivery.export.eligibility.gather import Flags, IdentityGathering
from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.eligibility.phones_in_text import PhoneNumbers
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.identity.match_keys import id_keys
from segtui.delivery.export.identity.persons import KeyPart, Keys, Persons, among
from segtui.delivery.export.suppression.match import ListTally, Suppressed, hashed
from segtui.delivery.export.suppression.suppression_list import SuppressionList

Numbers = NDArray[np.int64]
Which = NDArray[np.bool_]
LISTED = ("id", "phone", "e-mail", "domain")
"""What somebody can be on a list by; the first match is reported."""
_LISTED = 24
_AT_ONCE = 50_000


@dataclass(frozen=True)
class Everybody:
    """Flags by row: what a row says itself, `own`, and what any row of its person says, `flags`.

    The first `rows` rows are the run's, the others are related rows. `ids` are the hashes of their ids; `tallies` say
    how far each suppression list matched.
    """

    rows: int
    persons: Persons
    tallies: tuple[ListTally, ...]
    asked: tuple[str, ...]
    own: Flags = field(repr=False)
    flags: Flags = field(repr=False)
    ids: Sequence[KeyPart] = field(repr=False)
    emails: Sequence[KeyPart] = field(default=(), repr=False)
    phones: PhoneNumbers | None = field(default=None, repr=False)
    listed_phones: Keys = field(default_factory=lambda: np.empty(0, np.uint64), repr=False)
    """The hashes of the forms of phone numbers on suppression lists."""

    def barred(self, held: Which) -> Keys:
        """The addresses of those who say no in any consent column, are on a list, or are `held`, by row."""
        stays = self._stays(held)
        found = [part.keys[stays[part.numbered()]] for part in self.emails]
        return np.unique(np.concatenate([np.empty(0, np.uint64), *found]))

    def uncalled(self, held: Which) -> PhoneNumbers | None:
        """The phone numbers of the same people; None if no exported column can mention one."""
        return self.phones.of(self._stays(held)) if self.phones else None

    def _stays(self, held: Which) -> Which:
        no = sum(1 << 2 * i for i in range(len(self.asked)))
        listed = sum(1 << (_LISTED + i) for i in range(len(LISTED)))
        stays: Which = (self.flags & np.uint32(no | listed) != 0) | held
        return stays

    def refuse(self, column: str, rows: Numbers) -> Which:
        """Whose person says no in that consent column, in any row."""
        return _has(self.flags, 2 * self.asked.index(column), rows)

    def unclear(self, column: str, rows: Numbers) -> Which:
        """Whose person has an unrecognized answer in that column."""
        return _has(self.flags, 2 * self.asked.index(column) + 1, rows)

    def listed(self, kind: str, rows: Numbers, *, here: bool = False) -> Which:
        """Who is on a suppression list by that kind of entry: the person, or with `here` the row itself."""
        return _has(self.own if here else self.flags, _LISTED + LISTED.index(kind), rows)

    def called(self, ids: pl.Series) -> Which:
        """Which of all rows belong to the people with these ids, under any of their ids."""
        slices = ids.to_frame().iter_slices(_AT_ONCE)
        known = np.unique(np.concatenate([np.empty(0, np.uint64), *(hashed(id_keys(s.to_series())) for s in slices)]))
        met = np.zeros(self.persons.height, np.bool_)
        for part in self.ids if known.any() else ():
            met[part.first : part.first + part.keys.size] = among(part.keys, known)
        return self.persons.spread(met)


def meet(
    groups: Sequence[RowGroup],
    lists: Sequence[SuppressionList] = (),
    asked: Sequence[str] = (),
    region: str | None = None,
    merged: MergedIds | None = None,
) -> Everybody:
    """Look at all rows; the first of `groups` are the run's, `asked` are the consent columns.

    Phone numbers without a country code are read as numbers of `region`, else of the row's country. Rows of
    `merged` ids are one person.
    """
    looking = IdentityGathering(tuple(asked), Suppressed(lists, region), region, merged)
    heard = [group for group in groups[1:] if lists or merged or group.says_more_than_ids(asked)]
    people, own = looking.look((*groups[:1], *heard))
    for kind, met in looking.listed:
        np.bitwise_or.at(own, met, np.uint32(1 << (_LISTED + LISTED.index(kind))))
    rows = looking.heights[0] if looking.heights else 0
    tallies = looking.lists.tallies(people)
    more = looking.ids, looking.emails, looking.phones, looking.lists.phones()
    return Everybody(rows, people, tallies, tuple(asked), own, people.spread(own), *more)


def _has(flags: Flags, bit: int, rows: Numbers) -> Which:
    return ((flags[rows] >> np.uint32(bit)) & np.uint32(1)).astype(np.bool_)
