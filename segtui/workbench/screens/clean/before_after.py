"""One column as read and as cleaned, side by side."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from textual.app import ComposeResult
from textual.containers import Container

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.figures import number
from segtui.language.translation import _, to_translate
from segtui.workbench.parts.figures import kind_word, plain, point_of
from widgets.drawing.cells import fitted
from widgets.histogram.histogram import Histogram
from widgets.plain.static import Static
from widgets.plain.text import PlainText

BINS = 24
_POINTS = (
    to_translate("empty"),
    to_translate("distinct"),
    to_translate("min"),
    to_translate("median"),
    to_translate("max"),
    to_translate("type"),
    to_translate("mean"),
)


class BeforeAfter(Container):
    """The column's figures before and after cleaning, and both distributions over the same bins."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="clean-column")
        self._ascii, self._plain = ascii, False

    def compose(self) -> ComposeResult:
        """The figures, then the picture."""
        yield Static(id="clean-figures")
        yield Static(id="clean-values", markup=False)
        yield Histogram(ascii=self._ascii, id="clean-histogram")

    def show(self, name: str, before: ColumnFacts | None, after: ColumnFacts | None, place: str) -> None:
        """Show the figures of a column from both profiles; `place` says "2 of 5 columns"."""
        self._plain = all(plain(c) for c in (before, after) if c)
        self.query_one("#clean-figures", Static).update(_figures(name, before, after, place))
        self.query_one("#clean-values", Static).update(_values(before, after))

    def draw(self, counts: NDArray[np.int64] | None, edges: NDArray[np.float64], before: NDArray[np.int64]) -> None:
        """Show both distributions; None if there are none."""
        picture = self.query_one(Histogram)
        picture.display = counts is not None
        self.query_one("#clean-values").display = counts is None
        if counts is not None:
            overlay = before if before.size else None
            picture.show(counts, edges, overlay=overlay, names=(_("after"), _("before")), plain=self._plain)


def distributions(
    before: pl.Series | None, after: pl.Series
) -> tuple[NDArray[np.int64] | None, NDArray[np.float64], NDArray[np.int64]]:
    """Counts after, edges, and counts before over the same bins; dates count in years, text has no picture.

    The counts before are empty if the column had another type or did not exist.
    """
    none = np.array([], dtype=np.int64)
    new = _numbers(after)
    old = _numbers(before) if before is not None else None
    if new is None or not new.size:
        return None, none.astype(np.float64), none
    both = new if old is None or not old.size else np.concatenate([new, old])
    low, high = float(both.min()), float(both.max())
    edges = np.histogram_bin_edges(both, bins=_bins(both, low, high), range=(low, high))
    counts = np.histogram(new, edges)[0]
    return counts, edges, none if old is None else np.histogram(old, edges)[0]


def _bins(values: NDArray[np.float64], low: float, high: float) -> int:
    """A bin for each whole number where these are few."""
    span = int(high - low) + 1
    return span if span <= BINS and bool((values == np.round(values)).all()) and span > 1 else BINS


def _numbers(column: pl.Series) -> NDArray[np.float64] | None:
    """Finite numbers, dates as years; None for what is neither."""
    if column.dtype == pl.Date or isinstance(column.dtype, pl.Datetime):
        days = column.cast(pl.Date).cast(pl.Int32).drop_nulls().to_numpy().astype(np.float64)
        return np.asarray(1970 + days / 365.2425)
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        return None
    values = column.cast(pl.Float64).drop_nulls().to_numpy()
    return np.asarray(values[np.isfinite(values)])


def _figures(name: str, before: ColumnFacts | None, after: ColumnFacts | None, place: str) -> PlainText:
    head = PlainText.assemble((name, "bold"), f"   {place}" if place else "", no_wrap=True, overflow="ellipsis")
    lines = [head, PlainText.assemble((f"{'':<9}", ""), (f"{_('before'):>13}{_('after'):>13}", "bold"))]
    olds, news = _said(before), _said(after)
    for point, (old, new) in {k: (olds.get(k, ""), news.get(k, "")) for k in _POINTS}.items():
        if old or new:
            style = "bold" if before and after and old != new else ""
            lines.append(
                PlainText.assemble(
                    (f"{_(point):<9}", "dim"), fitted(old, 13, "right"), (fitted(new, 13, "right"), style)
                )
            )
    return PlainText("\n").join(lines)


def _values(before: ColumnFacts | None, after: ColumnFacts | None) -> PlainText:
    """The most frequent values of text before and after."""
    tops = [[(str(t["value"]), t["count"]) for t in (c["top"] if c else ())] for c in (before, after)]
    if not any(tops):
        return PlainText()
    lines = [PlainText(f"{_('often before'):<22}{_('often after')}", "bold", no_wrap=True)]
    for row in range(max(map(len, tops))):
        cells = [f"{fitted(top[row][0], 12)} {number(top[row][1]):>7}" if row < len(top) else " " * 20 for top in tops]
        lines.append(PlainText("  ".join(cells), no_wrap=True))
    return PlainText("\n").join(lines)


def _said(column: ColumnFacts | None) -> dict[str, str]:
    """The figures of a column as text; empty for a missing column."""
    if column is None:
        return {}
    nulls, distinct = number(column["nulls"]), number(column["distinct"])
    found = {"type": kind_word(column["kind"]), "empty": nulls, "distinct": distinct}
    return found | {point: point_of(column, point) for point in _POINTS if point not in found}
