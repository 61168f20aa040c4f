"""The map of the groups: the clustered rows on their first two principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.features.matrix import Matrix, principal_components
from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.report.small_groups import is_shown
from widgets.charts.chart import ScatterFigure

POINTS = 3_000
"""As many rows are drawn at most."""
_ROWS = 50_000
_EDGE = 0.005
_NAMED = 6
"""More groups than this are numbered, because their names would cover the points."""


@dataclass(frozen=True)
class Map:
    """The chart, and how many of how many rows are drawn; `variance` (0 to 1) is what the two components explain."""

    chart: ScatterFigure
    drawn: int
    rows: int
    variance: float

    def sentence(self) -> str:
        """What a reader should know of it."""
        told = f"Customers who are near each other are alike. The two axes hold {100 * self.variance:.0f} % of the "
        told += "differences between customers, so that groups may overlap here which are apart."
        drawn = f"{self.drawn:,} of {self.rows:,} customers are drawn"
        which = "a random sample, " if self.rows > POINTS else ""
        grey = " Grey points fit no segment." if -1 in self.chart.groups else ""
        grey += " The numbers are the segments'." if any(name == "0" for name in self.chart.groups.values()) else ""
        return f"{told}{grey} {drawn}: {which}without the outermost {100 * _EDGE:.1f} % at each side."


def map_of_groups(matrix: Matrix, segmented: Segmented, seed: int) -> Map | None:
    """At most 3,000 rows, drawn at random; components of at most 50,000. The outermost rows, which could be known by
    their place, and segments of fewer than five are left out; None where nothing is left."""
    rows = len(matrix.values)
    order = np.random.default_rng(seed).permutation(rows)[:_ROWS] if rows > POINTS else np.arange(rows)
    points, shares = principal_components(matrix.values[order])
    low, high = np.quantile(points, [_EDGE, 1 - _EDGE], axis=0)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    inside &= np.isin(segmented.labels[order], [card.segment for card in segmented.cards if is_shown(card)])
    shown = np.flatnonzero(inside)[:POINTS]
    if not len(shown):
        return None
    groups = segmented.labels[order[shown]]
    found = [int(s) for s in np.unique(groups)]
    names = {s: str(s) if s >= 0 and len(found) > _NAMED else segmented.names[s] for s in found}
    chart = ScatterFigure(
        "Map of the groups",
        f"first component ({100 * shares[0]:.0f} %)",
        f"second component ({100 * shares[1]:.0f} %)",
        points[shown, 0],
        points[shown, 1],
        groups,
        names,
    )
    return Map(chart, len(shown), rows, sum(shares))
