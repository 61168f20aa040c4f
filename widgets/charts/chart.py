"""What a chart shows, whatever draws it: braille in the terminal, or SVG in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    """Circles with a label: `area` is in any unit, at least 0; `group` colours them, the first is 0 without it."""

    title: str
    x_label: str
    y_label: str
    labels: tuple[str, ...]
    x: Floats
    y: Floats
    area: Floats
    percent: bool = True
    group: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line: a name, and y at each x; NaN leaves a gap. A `mark` is an x that is pointed out.

    `error` is half the length of an error bar at each x, or where it ends below and above, (2, n). A line at the
    `right` has the scale at the right.
    """

    name: str
    x: Floats
    y: Floats
    mark: float | None = None
    error: Floats | None = None
    right: bool = False


@dataclass(frozen=True)
class LineFigure:
    """Lines over a common x. `percent` says that 1 stands for 100 % on both axes. The `note` is a short finding."""

    title: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    percent: bool = False
    note: str = ""


@dataclass(frozen=True)
class PanelFigure:
    """Small charts of lines over the same x, each with a scale of its own: one below the other, or beside."""

    title: str
    panels: tuple[LineFigure, ...]


@dataclass(frozen=True)
class HeatFigure:
    """Values (rows × columns), NaN for none: around 0 in standard deviations, unless `unit` says in what.

    Those at `limit` and past it have the strongest colour, those at `low` too on a diverging scale, which is neutral in
    the middle; a sequential one goes from `low` to `limit` in one hue. Without `low` it is -`limit`, or 0.
    `texts` (rows × columns) stand in the cells in place of the values.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    limit: float = 1.5
    unit: str = "standard deviations"
    scale: Literal["diverging", "sequential"] = "diverging"
    low: float | None = None
    texts: tuple[tuple[str, ...], ...] | None = None

    def depth(self, value: float) -> float:
        """How strong the colour of a value is: -1 to 1 on a diverging scale, 0 to 1 on a sequential one."""
        low = self.low if self.low is not None else -self.limit if self.scale == "diverging" else 0.0
        if not self.limit > low:
            return 0.0
        share = min(max((value - low) / (self.limit - low), 0.0), 1.0)
        return 2 * share - 1 if self.scale == "diverging" else share


@dataclass(frozen=True)
class HistogramFigure:
    """Counts (n,) between edges (n + 1,), drawn equally wide; a second distribution over the same bins is `overlay`.

    `names` tells the two apart; `marks` are named values on the axis, such as quartiles. Where the axis is `plain`, as
    for years, it has no thousands commas.
    """

    title: str
    x_label: str
    counts: Floats
    edges: Floats
    overlay: Floats | None = None
    names: tuple[str, str] = ("", "")
    marks: tuple[tuple[str, float], ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Silhouettes:
    """The rows of one segment: its number, its name, and their silhouettes (-1 to 1) from the best to the worst."""

    group: int
    name: str
    values: Floats


@dataclass(frozen=True)
class SilhouetteFigure:
    """Rousseeuw's silhouette plot: each segment's rows, and the `mean` of all; `left_out` rows have no silhouette."""

    title: str
    segments: tuple[Silhouettes, ...]
    mean: float
    left_out: int = 0


@dataclass(frozen=True)
class TreeNode:
    """A merge, or at height 0 a leaf: where it stands (0, 1, … from the left), its height, rows, cluster at the cut
    (-1 above it) and what it merges."""

    x: float
    height: float
    rows: int
    cluster: int
    children: tuple[int, ...] = ()


@dataclass(frozen=True)
class TreeFigure:
    """The last merges of a hierarchical clustering, cut at `cut` (infinite for one cluster); the root is last."""

    title: str
    nodes: tuple[TreeNode, ...]
    cut: float
    logarithmic: bool = False


Chart = (
    BarFigure
    | ScatterFigure
    | BubbleFigure
    | LineFigure
    | PanelFigure
    | HeatFigure
    | HistogramFigure
    | SilhouetteFigure
    | TreeFigure
)
