"""Who is in two runs, and in which segment of each: what matching, migration and moves are counted from."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.makers.join import comparable
from segtui.segments.lineage.run_matrix import Clustered

Counts = NDArray[np.int64]


def people(old: Clustered, new: Clustered) -> pl.DataFrame:
    """One row per person of either run: `id`, `old_segment`, `new_segment` (-1 is noise, null is not in that run).

    Those of the old run come first, in its order. An id that a run has in several rows counts by the first; rows
    without an id are nobody. Where the ids of a run are row numbers nobody is in both. Ids are compared as they are;
    where one run has text and the other numbers, text is read as whole numbers. Where a run says what its rows are
    worth, `old_value` or `new_value` has it.
    """
    before, after = comparable(old.ids, new.ids)
    then, now = _by_id(before, old, "old_segment"), _by_id(after, new, "new_segment")
    if old.numbered or new.numbered:
        return pl.concat([then, now], how="diagonal_relaxed")
    return then.join(now, on="id", how="full", coalesce=True, maintain_order="left_right")


def shared(people: pl.DataFrame) -> pl.DataFrame:
    """The rows of those who are in both runs."""
    return people.drop_nulls(["old_segment", "new_segment"])


def counted(people: pl.DataFrame, old: tuple[int, ...], new: tuple[int, ...]) -> Counts:
    """How many people of each old segment are in each new one, (s, t), for the segments named."""
    found = people.group_by("old_segment", "new_segment").len()
    counts = {(a, b): n for a, b, n in found.iter_rows()}
    return np.array([[counts.get((a, b), 0) for b in new] for a in old], dtype=np.int64).reshape(len(old), len(new))


def _by_id(ids: pl.Series, run: Clustered, name: str) -> pl.DataFrame:
    frame = pl.DataFrame({"id": ids, name: pl.Series(run.labels, dtype=pl.Int32)})
    if run.value is not None:
        frame = frame.with_columns(run.value.cast(pl.Float64).alias(name.replace("segment", "value")))
    return frame.drop_nulls("id").unique("id", keep="first", maintain_order=True)
