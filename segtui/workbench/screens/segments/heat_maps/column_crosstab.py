"""Segments against the values of a column: shares, index or counts, the shade being the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from segtui.language.figures import brief_percent, figure, in_signs, number
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.screens.segments.judged import chance

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Crosstabbed
    from widgets.heatmap.heatmap import Heatmap

CellFigure = Literal["share", "index", "count"]
FIGURES: tuple[CellFigure, ...] = ("share", "index", "count")
_NEXT = to_translate_all("share", "index", "count")
_TITLES: dict[CellFigure, str] = {
    "share": to_translate("shares"),
    "index": to_translate("index"),
    "count": to_translate("rows"),
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
    heat.show(
        whole, rows, found.values, texts=texts, limits=_LIMITS, measured="" if shown == "index" else _("index {}")
    )
    following = FIGURES[(FIGURES.index(shown) + 1) % len(FIGURES)]
    small = with_keys("{segments.hide} show" if hide else "{segments.hide} hide")
    keys = f"{key_of('segments.measure')} {_(following)}  {small}"
    head = tell("{column}: {figures}", column=found.column, figures=_(_TITLES[shown]))
    return f"{in_sequence([head, _test(found, ascii=ascii)])}   {keys}"


def _text(found: Crosstabbed, at: int, value: int, shown: CellFigure) -> str:
    if shown == "count":
        return number(found.counts[at][value])
    if shown == "share":
        return brief_percent(found.shares[at][value])
    index = found.index[at][value]
    return "" if index is None else f"{index:.0f}"


def _test(found: Crosstabbed, *, ascii: bool) -> str:
    """Cramér's V with chi-squared, or that there is nothing to compare."""
    if found.cramers_v is None or found.chi_squared is None:
        return _("nothing to compare")
    v, squared = (_("Cramer's V"), "chi2") if ascii else (_("Cramér's V"), "χ²")
    strength, p = in_signs(f"{found.cramers_v:.2f}".removeprefix("0")), chance(found.p_value)
    return tell(
        "{v} {strength} ({squared} {chi_squared}, {freedom} df, p {p})",
        v=v,
        strength=strength,
        squared=squared,
        chi_squared=figure(found.chi_squared, digits=3),
        freedom=found.freedom,
        p=p,
    )
