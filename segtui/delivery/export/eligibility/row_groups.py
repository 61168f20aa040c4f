"""Rows of tables that are looked at together: a run's own, and those beside them as far as they say anything new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
import polars as pl

from segtui.delivery.export.identity.contacts import Contacts
from segtui.delivery.export.identity.persons import Keys, among
from segtui.delivery.export.suppression.match import SEED
from segtui.libraries.columns import cols

Answers = Literal["all", "refusals", "none"]


@dataclass(frozen=True)
class RowGroup:
    """Rows of one table, all text, with their id in the column `id`; each call of `frames` iterates over them again.

    `answers` says which answers to consent count: those of an earlier month do not, and in rows that were not cleaned
    only an explicit no does. `columns` are those of the frames.
    """

    frames: Callable[[], Iterator[pl.DataFrame]]
    contacts: Contacts
    answers: Answers = "all"
    columns: tuple[str, ...] = ()

    def says_more_than_ids(self, asked: Collection[str]) -> bool:
        """Whether its rows have an answer to what is `asked`, or anything by which a person is known besides the id."""
        mine = self.contacts
        return bool(mine.emails or mine.phones or mine.ids or mine.mentioning or set(asked) & set(self.columns))

    def covers(self, other: RowGroup, asked: Collection[str]) -> bool:
        """Whether a row of `other` says nothing new if a row here has the same cells in all of its columns."""
        mine, theirs = self.contacts, other.contacts
        kinds = (mine.emails, theirs.emails), (mine.phones, theirs.phones), (mine.ids, theirs.ids)
        same_people = all(set(some) <= set(all_of_them) for all_of_them, some in kinds)
        same_numbers = not theirs.phones or mine.country == theirs.country
        asks = set(asked) & set(other.columns)
        heard = not asks or other.answers == "none" or self.answers in ("all", other.answers)
        return same_people and same_numbers and heard and "id" in other.columns and {*other.columns} <= {*self.columns}


@dataclass(frozen=True)
class SaidRows:
    """What the rows of the first group say, as hashes by the columns that are compared.

    Rows of other groups that say the same add nothing. They are most of a table that is looked at for a few others.
    """

    first: RowGroup | None
    columns: Mapping[RowGroup, tuple[str, ...]]
    """By group, those whose cells are compared."""
    _said: dict[tuple[str, ...], list[Keys]] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: tuple[RowGroup, ...], asked: Collection[str]) -> Self:
        """Nothing yet; the first group is to be walked through before the others."""
        first = groups[0] if groups else None
        covered = [group for group in groups[1:] if first and first.covers(group, asked)]
        return cls(first, {group: tuple(sorted(set(group.columns))) for group in covered})

    def new(self, group: RowGroup) -> Iterator[pl.DataFrame]:
        """The frames of a group, without rows that say the same as a row of the first."""
        if group is self.first:
            yield from self._listened(group)
            return
        columns = self.columns.get(group)
        for frame in group.frames():
            yield frame if columns is None else frame.filter(self._is_new(frame, columns))

    def _is_new(self, frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
        return pl.Series(~among(_digests(frame, columns), self._known(columns)), dtype=pl.Boolean)

    def _listened(self, group: RowGroup) -> Iterator[pl.DataFrame]:
        heard: dict[tuple[str, ...], list[Keys]] = {columns: [] for columns in self.columns.values()}
        for frame in group.frames():
            for columns, parts in heard.items():
                parts.append(_digests(frame, columns))
            yield frame
        self._said.update(heard)

    def _known(self, columns: tuple[str, ...]) -> Keys:
        parts = self._said[columns]
        if len(parts) != 1:
            whole, end = np.empty(sum(part.size for part in parts), np.uint64), 0
            parts.reverse()
            while parts:  # released one by one
                part = parts.pop()
                whole[end : end + part.size] = part
                end += part.size
            whole.sort()
            parts.append(whole)
        return parts[0]


def _digests(frame: pl.DataFrame, columns: Collection[str]) -> Keys:
    """A 64-bit number for what each row has in these columns; never 0."""
    return frame.select(cols(columns)).hash_rows(SEED).to_numpy() | np.uint64(1)
