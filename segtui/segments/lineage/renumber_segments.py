"""Gives the segments of a new run the numbers and names of the old ones that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Labels
from segtui.language.sentences import listing, say
from segtui.segments.lineage.match_segments import Matched, match
from segtui.segments.lineage.membership import Clustered
from segtui.segments.lineage.migration import counts, migration
from segtui.segments.lineage.moves import moves
from segtui.segments.lineage.people import PeopleOfBoth


@dataclass(frozen=True)
class Ancestor:
    """The previous run: where it is, its rows, the names of its segments, and the first number never used so far."""

    path: str
    clustered: Clustered
    names: Mapping[int, str]
    next: int


@dataclass(frozen=True)
class Lineage:
    """How the segments come from those of the previous run; `matched` has their final numbers.

    `people` counts those of either run (see `moves`), `old_names` are the previous run's, `next` is the first
    number that no segment of any run so far has had.
    """

    previous: str
    matched: Matched
    people: pl.DataFrame
    old_names: dict[int, str]
    next: int

    def inherited(self) -> dict[int, str]:
        """The old names by the numbers of the segments that have them now."""
        return {p.new: self.old_names[p.old] for p in self.matched.pairs}

    def sizes_before(self) -> dict[int, int]:
        """How many people each segment of the previous run has, without those who are in none."""
        before = self.people.drop_nulls("old_segment").group_by("old_segment").agg(pl.col("people").sum())
        return dict(before.iter_rows())

    def migration(self, names: Mapping[int, str]) -> pl.DataFrame:
        """The columns of migration.csv; `names` are the new segments'."""
        return migration(self.people, self.old_names, names)

    def facts(self) -> dict[str, Any]:
        """What run.json says: the previous run, what became of its segments, and how many people are new, gone or
        moved."""
        return {
            "previous": self.previous,
            **fate_facts(self.matched),
            "people": counts(self.people, self.matched),
            "next_segment": self.next,
        }


def descend(ancestor: Ancestor, new: Clustered) -> tuple[Lineage, Labels, dict[int, int]]:
    """The lineage of `new`, its labels (n) as they are numbered by it, and what each of its numbers became.

    A segment that an old one became takes its number; the others, by falling size, the next that were never used:
    numbers of segments that are gone are not reused. Noise stays -1.
    """
    found = moves(PeopleOfBoth(ancestor.clustered, new))
    matched = match(ancestor.clustered, new, found)
    numbers = {new: old for old, new in matched.heirs.items()}
    for step, segment in enumerate(matched.born):
        numbers[segment] = ancestor.next + step
    table = np.array([numbers[s] for s in sorted(numbers)] + [-1], dtype=np.int32)
    labels = table[np.searchsorted(np.array(sorted(numbers)), np.where(new.labels == -1, 2**30, new.labels))]
    final = pl.col("new_segment").replace(numbers)
    lineage = Lineage(
        ancestor.path,
        matched.renumbered(numbers),
        found.with_columns(final),
        dict(ancestor.names),
        ancestor.next + len(matched.born),
    )
    return lineage, labels.astype(np.int32), numbers


def fates(matched: Matched, old: Mapping[int, str], new: Mapping[int, str]) -> list[str]:
    """A sentence for each segment that is new, gone, split or merged; `old` and `new` are the names."""
    told = [say("New: {segment}.", segment=_called(s, new)) for s in matched.born]
    told += [say("Gone: {segment}.", segment=_called(s, old)) for s in matched.dead]
    told += [
        say("Split: {segment} became {segments}.", segment=_called(s, old), segments=_all(parts, new))
        for s, parts in matched.split
    ]
    told += [
        say("Merged: {segments} became {segment}.", segments=_all(parts, old), segment=_called(s, new))
        for parts, s in matched.merged
    ]
    return list(told)


def fate_facts(matched: Matched) -> dict[str, Any]:
    """The same as data, with the pairs that were kept."""
    return {
        "kept": [{"old": p.old, "new": p.new, "likeness": round(p.likeness, 6), "by": p.by} for p in matched.pairs],
        "born": list(matched.born),
        "gone": list(matched.dead),
        "split": [{"old": old, "new": list(new)} for old, new in matched.split],
        "merged": [{"old": list(old), "new": new} for old, new in matched.merged],
    }


def _called(segment: int, names: Mapping[int, str]) -> str:
    return f"{segment} · {names[segment]}" if segment in names else str(segment)


def _all(segments: Sequence[int], names: Mapping[int, str]) -> str:
    return listing([_called(s, names) for s in segments], most=len(segments))
