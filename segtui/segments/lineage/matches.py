"""What became of the segments of an old run in a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal


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
    make large parts of them; the heir that keeps the number is among these parts.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    pairs: tuple[Pair, ...]
    split: tuple[tuple[int, tuple[int, ...]], ...] = ()
    merged: tuple[tuple[tuple[int, ...], int], ...] = ()

    @property
    def heirs(self) -> dict[int, int]:
        """The new segment of each old one that lives on."""
        return {p.old: p.new for p in self.pairs}

    @property
    def born(self) -> tuple[int, ...]:
        """The new segments that no old one became."""
        return tuple(s for s in self.new if s not in self.heirs.values())

    @property
    def dead(self) -> tuple[int, ...]:
        """The old segments that became none."""
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
