"""The segments of two runs beside each other: how many people, and the outcomes that both runs know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from segtui.data.formula_guard import unguarded
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.segments.lineage.match_segments import Matched

NOISE = "Noise"


@dataclass(frozen=True)
class SegmentSide:
    """A segment in one of the runs: how many `people`, their `share` (0 to 1) of all, its outcomes by column."""

    segment: int
    name: str
    people: int
    share: float
    outcomes: dict[str, float | None]


@dataclass(frozen=True)
class SegmentPair:
    """A segment of the earlier run and what it is in the later one; one of them is None where it is gone or new.

    `likeness` (0 to 1) is the Jaccard index of their people where they were matched by people, else None.
    """

    old: SegmentSide | None
    new: SegmentSide | None
    likeness: float | None = None


@dataclass(frozen=True)
class SideBySide:
    """The pairs in the order of the earlier run's segments, then the new ones, noise last.

    `outcomes` are the columns that both runs know outcomes of, each a "rate" or a "mean".
    """

    pairs: tuple[SegmentPair, ...]
    outcomes: dict[str, Literal["rate", "mean"]]

    def facts(self) -> list[dict[str, Any]]:
        """The pairs in JSON types."""
        return [asdict(pair) for pair in self.pairs]


def side_by_side(old: RunFiles, new: RunFiles, matched: Matched) -> SideBySide:
    """Look at both runs' files; raises DataError where one is damaged."""
    before, after = _outcomes(old), _outcomes(new)
    known = {c: kind for c, (kind, _) in before.items() if c in after and after[c][0] == kind}
    left = _sides(old, {c: before[c][1] for c in known})
    right = _sides(new, {c: after[c][1] for c in known})
    return SideBySide(tuple(_pairs(left, right, matched)), known)


def _pairs(
    left: Mapping[int, SegmentSide], right: Mapping[int, SegmentSide], matched: Matched
) -> Iterator[SegmentPair]:
    found = {pair.old: pair for pair in matched.pairs}
    for segment in (s for s in sorted(left) if s >= 0):
        pair = found.get(segment)
        if pair is None:
            yield SegmentPair(left[segment], None)
        else:
            yield SegmentPair(left[segment], right.get(pair.new), pair.likeness if pair.by == "people" else None)
    for segment in (s for s in sorted(right) if s >= 0 and s in matched.born):
        yield SegmentPair(None, right[segment])
    if -1 in left or -1 in right:
        yield SegmentPair(left.get(-1), right.get(-1))


def _sides(run: RunFiles, outcomes: Mapping[str, Mapping[int, float | None]]) -> dict[int, SegmentSide]:
    rows = run.sizes()
    every = max(sum(rows.values()), 1)
    rows |= {s: 0 for s in run.names if s not in rows}
    names = {-1: NOISE, **run.names}
    return {
        s: SegmentSide(s, names[s], n, n / every, {c: values.get(s) for c, values in outcomes.items()})
        for s, n in rows.items()
    }


def _outcomes(run: RunFiles) -> dict[str, tuple[Literal["rate", "mean"], dict[int, float | None]]]:
    """The outcomes of outcomes.csv by column: their kind, and the value in each segment; none without the file."""
    place = run.path / "outcomes.csv"
    if not place.is_file():
        return {}
    with foreign(damaged(place)):
        frame = pl.read_csv(place, infer_schema=False, glob=False)
        rows = frame.select("outcome", "kind", "segment", "value").iter_rows()
        found: dict[str, tuple[Literal["rate", "mean"], dict[int, float | None]]] = {}
        for column, kind, segment, value in rows:
            known = found.setdefault(unguarded(column), ("rate" if kind == "rate" else "mean", {}))
            known[1][int(segment)] = None if value is None else float(value)
        return found
