"""What a chart shows, whatever draws it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its value, and the ends of an interval around it where there is one; `group` colours it."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    group: int | None = None


@dataclass(frozen=True)
class BarFigure:
    """Horizontal bars, with a line at `reference` where there is one; `percent` says that 1 stands for 100 %."""

    title: str
    bars: tuple[Bar, ...]
    reference: float | None = None
    reference_label: str = ""
    percent: bool = False


@dataclass(frozen=True)
class ScatterFigure:
    """A scatter plot: `x`, `y` (n), and the group of each point (-1 for none), named in `groups`."""

    title: str
    x_label: str
    y_label: str
    x: Floats
    y: Floats
    group: NDArray[np.int32]
    groups: dict[int, str]


@dataclass(frozen=True)
class BubbleFigure:
    """Circles with a label: `area` is in any unit, at least 0."""

    title: str
    x_label: str
    y_label: str
    labels: tuple[str, ...]
    x: Floats
    y: Floats
    area: Floats
    percent: bool = True


@dataclass(frozen=True)
class Line:
    """One line: a name, and y at each x; NaN leaves a gap. A `mark` is an x that is pointed out."""

    name: str
    x: Floats
    y: Floats
    mark: float | None = None


@dataclass(frozen=True)
class LineFigure:
    """LineFigure over a common x. `percent` says that 1 stands for 100 % on both axes."""

    title: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    percent: bool = False


@dataclass(frozen=True)
class HeatFigure:
    """Values (rows × columns) around 0, in standard deviations; those past `limit` have the strongest colour."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    limit: float = 1.5


Chart = BarFigure | ScatterFigure | BubbleFigure | LineFigure | HeatFigure
