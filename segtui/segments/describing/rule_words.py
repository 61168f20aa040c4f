"""A rule's conditions in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.segments.measures import Measure


@dataclass(frozen=True)
class Condition:
    """`above` its threshold or not, for the measure at a place."""

    place: int
    above: bool
    threshold: float

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """For each value whether it meets the condition."""
        return values > self.threshold if self.above else values <= self.threshold


def spoken_conditions(path: Sequence[Condition], measures: Mapping[int, Measure]) -> Iterator[str]:
    """Each condition in words, the two ends of a range as one: `2 < frequency <= 5`."""
    for place in dict.fromkeys(c.place for c in path):
        measure, ends = measures[place], [c for c in path if c.place == place]
        low, high = next((c for c in ends if c.above), None), next((c for c in ends if not c.above), None)
        if low and high:
            yield f"{_threshold(measure, low)} < {measure.name} <= {_threshold(measure, high)}"
        else:
            yield _said(measure, ends[0])


def _said(measure: Measure, condition: Condition) -> str:
    if measure.category is not None:
        return f"{measure.column} is {'' if condition.above else 'not '}{measure.category}"
    if measure.flag:
        return f"{measure.column} is {1 if condition.above else 0}"
    threshold = _threshold(measure, condition)
    if not condition.above and condition.threshold == np.nanmin(measure.values):
        return f"{measure.name} is {threshold}"
    return f"{measure.name} {'>' if condition.above else '<='} {threshold}"


def _threshold(measure: Measure, condition: Condition) -> str:
    text = _number(condition.threshold)
    return text.replace(",", "") if measure.kind == "year" else text


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def whole_percent(share: float) -> str:
    """Whole percents, 100 only where it is all of them and 0 only where it is none."""
    inside = min(max(round(share * 100), 1), 99)
    return f"{round(share * 100) if share in (0.0, 1.0) else inside} %"
