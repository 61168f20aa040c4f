"""The map of the groups: the clustered rows on their first two principal components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.features.scaled_matrix.components import principal_components
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.figures import localised, number, roughly
from segtui.language.translation import _
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.segmenting.build_segments import Segmented
from widgets.charts.chart import ScatterFigure

Floats = NDArray[np.float64]
POINTS = 3_000
"""As many rows are drawn at most."""
_ROWS = 50_000
_EDGE = 0.005
_DIGITS = 4
_ALL = 0.9999


@dataclass(frozen=True)
class Map:
    """The points that are drawn, as `x` and `y` (m) with the segment of each (`group`, m), of how many `rows`.

    `shares` (0 to 1) are the parts of the variance that the two components explain. A point has no id.
    """

    x: Floats
    y: Floats
    group: NDArray[np.int32]
    shares: tuple[float, float]
    rows: int

    def chart(self, segment_names: Mapping[int, str]) -> ScatterFigure:
        """The picture."""
        found = [int(s) for s in np.unique(self.group)]
        names = {s: segment_names[s] for s in found}
        first, second = self.shares
        return ScatterFigure(
            _("Map of the groups"),
            _("first component ({share})").format(share=localised(f"{100 * first:.0f} %")),
            _("second component ({share})").format(share=localised(f"{100 * second:.0f} %")),
            self.x,
            self.y,
            self.group,
            names,
        )

    def sentence(self) -> str:
        """What a reader should know of it."""
        whole = _("Customers who are near each other are alike. The two axes hold all differences between customers.")
        part = _(
            "Customers who are near each other are alike. The two axes hold {share} of the differences between "
            "customers, so that groups may overlap here which are apart."
        )
        told = whole if sum(self.shares) > _ALL else part.format(share=roughly(sum(self.shares)))
        grey = [_("Grey points fit no segment.")] if -1 in self.group else []
        drawn = (
            _("{drawn} of {rows} customers are drawn: a random sample, without the outermost {edge} at each side.")
            if self.rows > POINTS
            else _("{drawn} of {rows} customers are drawn: without the outermost {edge} at each side.")
        )
        edge = localised(f"{100 * _EDGE:.1f} %")
        return " ".join([told, *grey, drawn.format(drawn=number(len(self.x)), rows=number(self.rows), edge=edge)])


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
    x, y = _rounded(points[shown])
    by_place = np.lexsort((y, x))  # the order of the rows would tell whose point it is
    return Map(x[by_place], y[by_place], segmented.labels[order[shown[by_place]]], (shares[0], shares[1]), rows)


def _rounded(points: Floats) -> tuple[Floats, Floats]:
    """Both coordinates with the digits that can be seen, so that the run's folder keeps no more."""
    size = float(np.abs(points).max())
    decimals = _DIGITS - int(np.ceil(np.log10(size))) if size > 0 else 0
    x, y = np.round(points, decimals).T
    return x, y
