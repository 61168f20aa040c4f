"""Matches the segments of a new run to those of an old one: which ones match, and which are new, gone, split or
merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.columns import cols
from segtui.segments.lineage.membership import Clustered, in_one_space
from segtui.segments.lineage.moves import Counts, counted, shared

Floats = NDArray[np.float64]

LIKE = 0.30
"""The least Jaccard index of two matching segments: within the range of Greene, Doyle and Cunningham (2010)."""
FEW = 0.10
"""A segment with less than this share of its people in both runs is matched by its centroid, not by its people."""
LARGE = 0.25
"""The share of an old segment that a part of it holds at least where it split, and likewise where some merged."""
MOST = 0.50
"""The share of a part's people that come from the segment that split, and likewise where some merged."""


@dataclass(frozen=True)
class Pair:
    """A new segment that an old one became.

    `likeness` is by people the Jaccard index; by centroid 1 at the same place and 0 half-way to the nearest other
    old centroid.
    """

    old: int
    new: int
    likeness: float
    by: Literal["people", "centroid"]


@dataclass(frozen=True)
class Matched:
    """All segments of both runs, without noise, and the pairs by old segment.

    `split` are old segments with the new ones that hold large parts of them, `merged` new ones with the old ones that
    make large parts of them; the segment that keeps the number is among these parts.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    pairs: tuple[Pair, ...]
    split: tuple[tuple[int, tuple[int, ...]], ...] = ()
    merged: tuple[tuple[tuple[int, ...], int], ...] = ()

    @property
    def heirs(self) -> dict[int, int]:
        """The new segment of each old one that continues."""
        return {p.old: p.new for p in self.pairs}

    @property
    def born(self) -> tuple[int, ...]:
        """The new segments without an old one."""
        return tuple(s for s in self.new if s not in self.heirs.values())

    @property
    def dead(self) -> tuple[int, ...]:
        """The old segments without a new one."""
        return tuple(s for s in self.old if s not in self.heirs)

    def renumbered(self, numbers: Mapping[int, int]) -> Matched:
        """The same with other numbers for the new segments."""
        return replace(
            self,
            new=tuple(sorted(numbers[s] for s in self.new)),
            pairs=tuple(replace(p, new=numbers[p.new]) for p in self.pairs),
            split=tuple((a, tuple(sorted(numbers[b] for b in parts))) for a, parts in self.split),
            merged=tuple(sorted(((parts, numbers[b]) for parts, b in self.merged), key=lambda m: m[1])),
        )


def match(old: Clustered, new: Clustered, moves: pl.DataFrame, *, id_only: bool = False) -> Matched:
    """Pair the segments of two runs, each with at most one of the other; `moves` counts who is in both.

    First by the people in both runs: of all ways to pair, the one with the largest sum of Jaccard indices (Kuhn 1955,
    by SciPy's linear_sum_assignment), none below 0.3 counted. A segment with less than a tenth of its people in both
    runs can't be matched by them: if still unmatched, it is paired by centroid, in the old run's scaled space, if the
    centroids are within half the distance from the old centroid to the nearest other old one. `id_only` skips that.

    An old segment is split if two or more new ones each hold a quarter of its people (of those in both runs) and have
    half of their own from it; a merge is the reverse.
    """
    was, now = old.segments, new.segments
    both = shared(moves)
    counts = counted(both, was, now)
    sizes = _sizes(both, "old_segment", was), _sizes(both, "new_segment", now)
    pairs = _by_people(counts, *sizes)
    if not id_only:
        known = _known(moves, "old_segment", was, sizes[0]), _known(moves, "new_segment", now, sizes[1])
        pairs += _by_centroid(old, new, pairs, *known)
    found = [Pair(was[i], now[j], likeness, by) for i, j, likeness, by in sorted(pairs)]
    split = [(was[i], tuple(now[j] for j in parts)) for i, parts in _parted(counts, *sizes)]
    merged = [(tuple(was[i] for i in parts), now[j]) for j, parts in _parted(counts.T, *sizes[::-1])]
    return Matched(was, now, tuple(found), tuple(split), tuple(merged))


_Found = tuple[int, int, float, Literal["people", "centroid"]]


def _by_people(counts: Counts, old: Counts, new: Counts) -> list[_Found]:
    union = old[:, None] + new[None, :] - counts
    jaccard = np.divide(counts, union, out=np.zeros(counts.shape), where=union > 0)
    jaccard[jaccard < LIKE] = 0.0
    return [(i, j, float(jaccard[i, j]), "people") for i, j in _assigned(-jaccard) if jaccard[i, j] > 0]


def _by_centroid(
    old: Clustered, new: Clustered, pairs: list[_Found], known_old: NDArray[np.bool_], known_new: NDArray[np.bool_]
) -> list[_Found]:
    """The pairs of what is left, at least one of each pair not known by its people."""
    left = [i for i in range(len(known_old)) if i not in {p[0] for p in pairs}]
    free = [j for j in range(len(known_new)) if j not in {p[1] for p in pairs}]
    if not left or not free or (known_old[left].all() and known_new[free].all()):
        return []
    centroids = in_one_space(old, new)
    if centroids is None:
        return []
    before, after = centroids
    away = _distances(before, before) + np.where(np.eye(len(before), dtype=bool), np.inf, 0.0)
    reach = away.min(axis=1)[left, None] / 2
    apart = _distances(before[left], after[free])
    # With one segment only, or two at the same place, there is no scale for distances.
    ratio = np.divide(apart, reach, out=np.where(apart > 0, np.inf, 0.0), where=(reach > 0) & np.isfinite(reach))
    ratio[np.isinf(reach)[:, 0]] = 0.0
    open_to = ~(known_old[left][:, None] & known_new[free][None, :]) & (ratio <= 1)
    cost = np.where(open_to, ratio, 2.0)
    return [(left[i], free[j], 1 - float(ratio[i, j]), "centroid") for i, j in _assigned(cost) if open_to[i, j]]


def _assigned(cost: Floats) -> list[tuple[int, int]]:
    """The pairs of the cheapest assignment."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def _parted(counts: Counts, wholes: Counts, parts: Counts) -> list[tuple[int, list[int]]]:
    """The rows of `counts` of which two or more columns hold a large share, and are mostly made of."""
    of_whole = np.divide(counts, wholes[:, None], out=np.zeros(counts.shape), where=wholes[:, None] > 0)
    of_part = np.divide(counts, parts[None, :], out=np.zeros(counts.shape), where=parts[None, :] > 0)
    large = (of_whole >= LARGE) & (of_part >= MOST)
    return [(i, np.flatnonzero(row).tolist()) for i, row in enumerate(large) if row.sum() >= 2]


def _sizes(moves: pl.DataFrame, column: str, segments: tuple[int, ...]) -> Counts:
    counts = dict(moves.group_by(cols([column])).agg(pl.col("people").sum()).iter_rows())
    return np.array([counts.get(s, 0) for s in segments], dtype=np.int64)


def _known(moves: pl.DataFrame, column: str, segments: tuple[int, ...], both: Counts) -> NDArray[np.bool_]:
    """Whether enough of each segment's people are in both runs to match it by them."""
    every = _sizes(moves, column, segments)
    return np.asarray((both > 0) & (both >= FEW * every))


def _distances(a: Floats, b: Floats) -> Floats:
    """Euclidean distances (len(a), len(b))."""
    made: Floats = np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))
    return made
