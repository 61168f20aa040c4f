"""A run's clustered rows as another run is matched to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.features.scaled_matrix.scaling import Scaling

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MemberRows:
    """All of a run's `rows` where its matrix has a sample of them: in `batches` with `id` and `segment`, and `value`
    (Float64) where they are `valued`."""

    rows: int
    batches: Callable[[], Iterator[pl.DataFrame]]
    valued: bool = False


@dataclass(frozen=True)
class Clustered:
    """n rows: their `ids`, segments (`labels`, -1 is noise) and matrix (`values`, n by d) with how it was scaled.

    `numbered` says that the ids are row numbers, which mean nothing in another file. `value` (n) is what each
    row is worth, where that is to be counted. `everyone` has all rows where these are a sample of them.
    """

    ids: pl.Series
    labels: Labels
    values: Floats
    columns: tuple[Scaling, ...]
    numbered: bool = False
    value: pl.Series | None = None
    everyone: MemberRows | None = None

    @property
    def segments(self) -> tuple[int, ...]:
        """The segments in order, without noise."""
        return tuple(s for s in np.unique(self.labels).tolist() if s != -1)

    def members(self) -> MemberRows:
        """All rows, also where these are a sample of them."""
        return self.everyone or MemberRows(len(self.ids), self._at_once, self.value is not None)

    def _at_once(self) -> Iterator[pl.DataFrame]:
        found = pl.DataFrame({"id": self.ids, "segment": pl.Series(self.labels, dtype=pl.Int32)})
        yield found if self.value is None else found.with_columns(self.value.cast(pl.Float64).alias("value"))

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
