"""A run's clustered rows as another run is matched to them, and who is in which segment of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.features.join_features import comparable
from segtui.features.scaled_matrix.scaling import Scaling

Floats = NDArray[np.float64]


Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Clustered:
    """n rows: their `ids`, segments (`labels`, -1 is noise) and matrix (`values`, n by d) with how it was scaled.

    `numbered` says that the ids are row numbers, which mean nothing in another file. `value` (n) is what each
    row is worth, where that is to be counted. `everyone` has the `id` and the `segment` of all rows where these are a
    sample of them; then `value` is that of all rows.
    """

    ids: pl.Series
    labels: Labels
    values: Floats
    columns: tuple[Scaling, ...]
    numbered: bool = False
    value: pl.Series | None = None
    everyone: pl.DataFrame | None = None

    @property
    def segments(self) -> tuple[int, ...]:
        """The segments in order, without noise."""
        return tuple(s for s in np.unique(self.labels).tolist() if s != -1)

    def centroids(self) -> Floats:
        """The mean of each segment's rows, (s, d), in the order of `segments`."""
        means = [self.values[self.labels == s].mean(axis=0) for s in self.segments]
        return np.stack(means) if means else np.empty((0, self.values.shape[1]))


def in_one_space(old: Clustered, new: Clustered) -> tuple[Floats, Floats] | None:
    """The centroids of both, (s, d) and (t, d), in the old run's scaled space, in the columns that both have.

    The new rows are unscaled by their own scaling and scaled by the old one's before their mean is taken. None where
    no column is in both: there is no space to compare them in.
    """
    places = {(c.source, c.category): j for j, c in enumerate(new.columns)}
    both = [(i, places[c.source, c.category]) for i, c in enumerate(old.columns) if (c.source, c.category) in places]
    if not both:
        return None
    theirs = [rescaled(new.values[:, j], new.columns[j], old.columns[i]) for i, j in both]
    moved = Clustered(new.ids, new.labels, np.column_stack(theirs), tuple(old.columns[i] for i, _ in both))
    return old.centroids()[:, [i for i, _ in both]], moved.centroids()


def rescaled(values: Floats, was: Scaling, wanted: Scaling) -> Floats:
    """A column (n) of one matrix as another one's scaling makes it."""
    if was == wanted:
        return values
    return scaled(unscaled(values, was), wanted)


def scaled(values: Floats, by: Scaling) -> Floats:
    """A column (n) as the matrix has it; what log1p does not take is NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        made: Floats = ((np.log1p(values) if by.log else values) - by.shift) / by.scale
    return made


def unscaled(values: Floats, by: Scaling) -> Floats:
    """A column (n) of the matrix in its own units."""
    with np.errstate(over="ignore"):
        made: Floats = values * by.scale + by.shift
        return np.expm1(made) if by.log else made


def scalings(columns: Sequence[dict[str, object]]) -> tuple[Scaling, ...]:
    """The scaling of each column as model.json has it."""
    return tuple(Scaling(**c) for c in columns)  # type: ignore[arg-type]


def people(old: Clustered, new: Clustered) -> pl.DataFrame:
    """One row per person of either run: `id`, `old_segment`, `new_segment` (-1 is noise, null is not in that run).

    Those of the old run come first, in its order. An id that a run has in several rows counts by the first; rows
    without an id are ignored. If the ids of a run are row numbers, nobody is in both. Ids are compared unchanged; if
    one run has text and the other numbers, text is read as whole numbers. If a run has the value of its rows, it is in
    `old_value` or `new_value`.
    """
    before, after = comparable(*(run.ids if run.everyone is None else run.everyone["id"] for run in (old, new)))
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
    labels = pl.Series(run.labels) if run.everyone is None else run.everyone["segment"]
    frame = pl.DataFrame({"id": ids, name: labels.cast(pl.Int32)})
    if run.value is not None:
        frame = frame.with_columns(run.value.cast(pl.Float64).alias(name.replace("segment", "value")))
    return frame.drop_nulls("id").unique("id", keep="first", maintain_order=True)
