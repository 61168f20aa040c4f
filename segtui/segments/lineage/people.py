"""Who is in which segment of two runs, batch by batch: some thirty bytes a person are in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.types.plain_ids import are_plain, plain_ids
from segtui.features.join_features import comparable
from segtui.libraries.key_index import KeyIndex, Rows, whole
from segtui.libraries.seen_keys import Keys, SeenKeys
from segtui.segments.lineage.membership import Clustered, Floats

Batches = Callable[[], Iterator[pl.DataFrame]]


@dataclass(frozen=True)
class PeopleOfBoth:
    """The people of either of two runs.

    An id that a run has in several rows counts by the first; rows without an id are ignored. If the ids of a run are
    row numbers, nobody is in both. Ids are compared unchanged, by 64 bits of their hash; if one run has text and the
    other numbers, text is read as whole numbers.
    """

    old: Clustered
    new: Clustered

    def batches(self) -> Iterator[pl.DataFrame]:
        """A row per person: `id`, `old_segment`, `new_segment` (-1 is noise, null is not in that run).

        Those of the old run come first, in its order. If a run has the value of its rows, it is in `old_value` or
        `new_value`; null is unknown, or not in that run.
        """
        later, seen = self._later, SeenKeys()
        came = later.is_first()
        values = {name for run, name in ((self.old, "old_value"), (self.new, "new_value")) if run.members().valued}
        order = ["id", "old_segment", "new_segment", *sorted(values, reverse=True)]
        for batch in self._both[0]():
            keys = _hashed(batch)
            first = seen.first(keys)
            rows = later.index.rows_of(keys[first]) if self._share_ids else np.full(int(first.sum()), -1, np.int32)
            came[rows[rows >= 0]] = False
            mine = batch.filter(pl.Series(first)).rename({"segment": "old_segment", "value": "old_value"}, strict=False)
            yield mine.with_columns(later.columns(rows)).select(order)
        at = 0
        for batch in self._both[1]():
            mine = batch.filter(pl.Series(came[at : at + batch.height]))
            at += batch.height
            mine = mine.rename({"segment": "new_segment", "value": "new_value"}, strict=False)
            mine = mine.with_columns(pl.lit(None, pl.Int32).alias("old_segment"))
            yield mine.with_columns(pl.lit(None, pl.Float64).alias(c) for c in values - {*mine.columns}).select(order)

    @property
    def _share_ids(self) -> bool:
        return not (self.old.numbered or self.new.numbered)

    @cached_property
    def _both(self) -> tuple[Batches, Batches]:
        """The rows of both that have an id, with `id` of one type."""
        runs = self.old, self.new
        types = [run.ids.dtype for run in runs]
        alike = all(dtype.is_integer() for dtype in types) or types == [pl.String, pl.String]
        if alike and all(map(_is_plain, runs)):
            old, new = (_plain_batches(run) for run in runs)
        else:
            whole = (pl.concat([batch["id"] for batch in run.members().batches()]) for run in runs)
            old, new = (_batches_with(run, ids) for run, ids in zip(runs, comparable(*whole), strict=True))
        return old, new

    @cached_property
    def _later(self) -> _LaterRows:
        return _LaterRows.of(self._both[1], self.new.members().rows)


@dataclass(frozen=True)
class _LaterRows:
    """The rows of the new run that have an id (m), and where an id first is among them."""

    index: KeyIndex
    segments: NDArray[np.int32]
    values: Floats | None

    @classmethod
    def of(cls, batches: Batches, most: int) -> _LaterRows:
        segments, values, count = np.empty(most, np.int32), None, 0

        def keys() -> Iterator[Keys]:
            nonlocal values, count
            for batch in batches():
                end = count + batch.height
                segments[count:end] = batch["segment"].to_numpy()
                if "value" in batch.columns:
                    values = np.empty(most, np.float64) if values is None else values
                    values[count:end] = batch["value"].to_numpy()
                count = end
                yield _hashed(batch)

        index = KeyIndex.of(whole(keys(), most))
        return cls(index, segments[:count], None if values is None else values[:count])

    def is_first(self) -> NDArray[np.bool_]:
        """Which of the rows are the first with their id (m)."""
        first = np.zeros(self.segments.size, np.bool_)
        first[self.index.rows] = True
        return first

    def columns(self, rows: Rows) -> list[pl.Series]:
        """`new_segment` and, where there is one, `new_value` of these rows (n); null for -1."""
        nobody = pl.Series(rows < 0)
        found = [pl.Series("new_segment", self.segments[rows] if self.segments.size else rows, pl.Int32)]
        if self.values is not None:
            values = pl.Series("new_value", self.values[rows] if self.values.size else rows, pl.Float64)
            found.append(values.fill_nan(None))
        return [column.set(nobody, None) for column in found]


def _hashed(batch: pl.DataFrame) -> Keys:
    return batch["id"].hash().to_numpy()


def _is_plain(run: Clustered) -> bool:
    if run.ids.dtype.is_integer():
        return True
    return all(are_plain(batch["id"]) for batch in run.members().batches())


def _plain_batches(run: Clustered) -> Batches:
    def batches() -> Iterator[pl.DataFrame]:
        for batch in run.members().batches():
            yield batch.with_columns(plain_ids(batch["id"])).drop_nulls("id")

    return batches


def _batches_with(run: Clustered, ids: pl.Series) -> Batches:
    def batches() -> Iterator[pl.DataFrame]:
        at = 0
        for batch in run.members().batches():
            yield batch.with_columns(ids.slice(at, batch.height).alias("id")).drop_nulls("id")
            at += batch.height

    return batches
