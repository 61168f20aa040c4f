"""Segments against the values of a column: shares, index or counts, the shade being the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from segtui.language.figures import brief_percent, figure
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.segments.judged import chance

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Crosstabbed
    from widgets.heatmap.heatmap import Heatmap

CellFigure = Literal["share", "index", "count"]
FIGURES: tuple[CellFigure, ...] = ("share", "index", "count")
_TITLES: dict[CellFigure, str] = {
    "share": "shares",
    "index": "index",
    "count": "rows",
}
_LIMITS = (0.0, 200.0)
"""The indices of the strongest colors: twice the average, and none at all."""
SMALL = 10
"""Cells of fewer rows can be hidden, because they could name a person; exports keep to the same number."""


def show_crosstab(
    heat: Heatmap, found: Crosstabbed, names: dict[int, str], shown: CellFigure, *, hide: bool, ascii: bool
) -> str:
    """Fill the heatmap: segments down (`names` by number), values across; returns its heading.

    With `hide`, cells of 1 to 9 rows are left empty.
    """
    order = sorted(range(len(found.segments)), key=lambda at: (found.segments[at] < 0, found.segments[at]))
    counts = np.array([found.counts[at] for at in order], dtype=np.float64).reshape(len(order), len(found.values))
    index = np.array([found.index[at] for at in order], dtype=np.float64).reshape(counts.shape)
    if hide:
        index[(counts > 0) & (counts < SMALL)] = np.nan
    texts = [[_text(found, at, value, shown) for value in range(len(found.values))] for at in order]
    rows = [names[found.segments[at]] for at in order]
    whole = np.round(index)  # shaded and said alike
    heat.show(whole, rows, found.values, texts=texts, limits=_LIMITS, measured="" if shown == "index" else "index {}")
    following = FIGURES[(FIGURES.index(shown) + 1) % len(FIGURES)]
    keys = f"{key_of('segments.measure')} {following}  {key_of('segments.hide')} {'show' if hide else 'hide'}"
    return f"{found.column}: {_TITLES[shown]}; {_test(found, ascii=ascii)}   {keys}"


def _text(found: Crosstabbed, at: int, value: int, shown: CellFigure) -> str:
    if shown == "count":
        return f"{found.counts[at][value]:,}"
    if shown == "share":
        return brief_percent(found.shares[at][value])
    index = found.index[at][value]
    return "" if index is None else f"{index:.0f}"


def _test(found: Crosstabbed, *, ascii: bool) -> str:
    """Cramér's V with chi-squared, or that there is nothing to compare."""
    if found.cramers_v is None or found.chi_squared is None:
        return "nothing to compare"
    v, squared = ("Cramer's V", "chi2") if ascii else ("Cramér's V", "χ²")
    strength, p = f"{found.cramers_v:.2f}".removeprefix("0"), chance(found.p_value)
    return f"{v} {strength} ({squared} {figure(found.chi_squared, digits=3)}, {found.freedom} df, p {p})"
