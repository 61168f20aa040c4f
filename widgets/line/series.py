"""A line of a chart: its points by rising x, and the stretches without a gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Series:
    """One line: `y` over `x`, of the same length, with `error` (half the length of an error bar) if there is one.

    Its points carry their values unless it is `plain`, as a line to compare with.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    error: Sequence[float] | None = None
    plain: bool = False

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y) or (self.error is not None and len(self.error) != len(self.x)):
            raise ValueError(f"{self.name}: x, y and error must be of one length")

    @cached_property
    def points(self) -> list[tuple[float, float, float]]:
        """(x, y, error) by rising x where both x and y are finite; an error that is not finite is 0."""
        errors = [0.0] * len(self.x) if self.error is None else self.error
        found = [
            (float(x), float(y), abs(float(e)) if math.isfinite(e) else 0.0)
            for x, y, e in zip(self.x, self.y, errors, strict=True)
            if math.isfinite(x) and math.isfinite(y)
        ]
        return sorted(found)

    def stretches(self) -> list[list[tuple[float, float, float]]]:
        """The points in runs that are drawn as one line: a value that is not finite ends a run."""
        order = sorted((float(x), i) for i, x in enumerate(self.x) if math.isfinite(x))
        known = {(x, y): (x, y, e) for x, y, e in self.points}
        runs: list[list[tuple[float, float, float]]] = [[]]
        for x, i in order:
            point = known.get((x, float(self.y[i])))
            if point:
                runs[-1].append(point)
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def at(self, x: float) -> float | None:
        """The value at x, None if there is none."""
        return next((y for found, y, _ in self.points if found == x), None)
