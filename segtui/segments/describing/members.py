"""What a segment's most and least typical members are like, told of five or more people at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.segments.measures import Kind, measures

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]
Places = NDArray[np.int64]

FEWEST = 5
"""Figures are of this many people at least."""
_SHARE = 0.1
_DIFFER = 0.5
_MOST = 3


@dataclass(frozen=True)
class MemberFigure:
    """A measure of some members: the median of numbers, the share of a category or of yes; `segment` is that of all."""

    name: str
    column: str
    category: str | None
    kind: Kind
    value: float
    segment: float


@dataclass(frozen=True)
class Members:
    """Some members of a segment, how many they are, and what they are like."""

    rows: int
    figures: tuple[MemberFigure, ...]


@dataclass(frozen=True)
class _Ends:
    """The places of a segment's rows, of those nearest to its centre, and of those farthest from it."""

    all: Places
    nearest: Places
    farthest: Places


def typical_and_atypical(
    frame: pl.DataFrame,
    labels: Labels,
    values: Floats,
    told: Mapping[int, Sequence[str]],
    *,
    id: str,
    codes: Collection[str] = (),
) -> dict[int, tuple[Members | None, Members | None]]:
    """The tenth of each segment that is nearest to its centre in `values` (n, d), and the tenth farthest from it.

    Typical members are told by the measures that `told` has for the segment, atypical ones by up to three of all
    measures of `frame` where their middle is half a standard deviation or more from the segment's. A segment of fewer
    than ten rows has neither.
    """
    ends = {s: _ends(labels, values, s) for s in told if np.count_nonzero(labels == s) >= 2 * FEWEST}
    near: dict[int, dict[str, MemberFigure]] = {s: {} for s in ends}
    far: dict[int, list[tuple[float, MemberFigure]]] = {s: [] for s in ends}
    for measure in measures(frame, id=id, codes=codes):
        kind, spread = measure.kind, _spread(measure.values)
        for segment, places in ends.items():
            whole = _middle(measure.values[places.all], kind)
            parts = (measure.name, measure.column, measure.category, kind)
            if measure.name in told[segment]:
                value = _middle(measure.values[places.nearest], kind)
                near[segment][measure.name] = MemberFigure(*parts, value, whole)
            value = _middle(measure.values[places.farthest], kind)
            if spread and abs(value - whole) >= _DIFFER * spread:
                far[segment].append((abs(value - whole) / spread, MemberFigure(*parts, value, whole)))
    found: dict[int, tuple[Members | None, Members | None]] = {}
    for segment, places in ends.items():
        known = tuple(near[segment][n] for n in told[segment] if n in near[segment] and _known(near[segment][n]))
        odd = _strongest(far[segment])
        found[segment] = (_members(places.nearest, known), _members(places.farthest, odd))
    return found


def _strongest(found: Sequence[tuple[float, MemberFigure]]) -> tuple[MemberFigure, ...]:
    """The figures that differ most; of a column of words the one that does, because the others follow."""
    one_each: dict[str, MemberFigure] = {}
    for _, figure in sorted(found, key=lambda pair: -pair[0]):
        one_each.setdefault(figure.column, figure)
    return tuple(one_each.values())[:_MOST]


def _members(places: Places, figures: tuple[MemberFigure, ...]) -> Members | None:
    return Members(len(places), figures) if figures else None


def _ends(labels: Labels, values: Floats, segment: int) -> _Ends:
    places = np.flatnonzero(labels == segment)
    own = values[places]
    away = np.square(own - own.mean(axis=0)).sum(axis=1)
    count = max(FEWEST, round(_SHARE * len(places)))
    order = places[np.argsort(away, kind="stable")]
    return _Ends(places, order[:count], order[-count:])


def _middle(values: Floats, kind: Kind) -> float:
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan")
    return float(known.mean() if kind == "share" else np.median(known))


def _spread(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.std()) if len(known) and known.min() < known.max() else 0.0


def _known(figure: MemberFigure) -> bool:
    return bool(np.isfinite(figure.value))
