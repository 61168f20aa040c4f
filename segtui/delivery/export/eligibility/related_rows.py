"""Rows of a run's people that are not in the run: those that cleaning removed, or an earlier month's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from segtui.delivery.export.eligibility.row_groups import Answers, RowGroup
from segtui.delivery.export.identity.contacts import contacts_of
from segtui.libraries.columns import col

_SAMPLE = 5_000


@dataclass(frozen=True)
class Beside:
    """A table as frames of any types; `id` is its id column, None if it has none that the run knows."""

    frames: Callable[[], Iterator[pl.DataFrame]]
    id: str | None
    answers: Answers

    def group(self, asked: Collection[str], holds: Mapping[str, str]) -> RowGroup | None:
        """Its rows in the form of a run's rows; None if there are none."""
        first = next(self.frames(), None)
        if first is None or first.is_empty():
            return None
        texts = self._texts(first.head(_SAMPLE), first.columns)
        here = {part: name for part, name in holds.items() if name in texts.columns}
        contacts = contacts_of(texts, here)
        wanted = [n for n in dict.fromkeys([*contacts.columns(), *asked]) if n in first.columns]
        frames = lambda: (self._texts(frame, wanted) for frame in self.frames())  # noqa: E731
        return RowGroup(frames, contacts, self.answers, ("id", *wanted))

    def _texts(self, frame: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
        """The columns as text, and the id in a column `id`."""
        id = col(self.id).cast(pl.String) if self.id in frame.columns else pl.lit(None, pl.String)
        rest = [col(name).cast(pl.String, strict=False) for name in columns if name != "id"]
        texts = frame.select(id.alias("id"), *rest)
        return texts if rest or self.id else texts.clear()
