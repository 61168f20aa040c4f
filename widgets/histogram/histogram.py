"""A histogram from counts and edges, with marked quartiles and a second distribution to compare with."""

from collections.abc import Mapping
from types import MappingProxyType

from numpy.typing import ArrayLike
from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive

from widgets.charts.chart import HistogramFigure
from widgets.drawing.cells import clipped, fitted
from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.drawing_widget import Drawing
from widgets.histogram.bins import Bins
from widgets.histogram.horizontal_bars import bar_lines
from widgets.histogram.vertical_bars import column_lines
from widgets.words import localised, tell

_NO_MARKS: Mapping[str, float] = MappingProxyType({})


class Histogram(Drawing):
    """Counts over a numeric axis, as columns or (with `bars`) as one row per bin with its figures.

        counts, edges = numpy.histogram(incomes, bins=40)
        histogram = Histogram(counts, edges, marks={"Q1": 35_303, "median": 51_382, "Q3": 68_522}, label="income")
        histogram.show(after, edges, overlay=before, names=("after", "before"), label="income")

    Marks are spanned by a line under the axis and named with their values. The overlay is drawn as a line over the
    same bins. Where bins outnumber the cells, neighbours are merged.
    """

    DEFAULT_CSS = """
    Histogram > .drawing--bar { color: $accent; }
    Histogram > .drawing--second { color: $primary; }
    """

    bars: reactive[bool] = reactive(False)
    """One row per bin in place of columns."""

    def __init__(
        self,
        counts: ArrayLike = (),
        edges: ArrayLike = (),
        *,
        overlay: ArrayLike | None = None,
        marks: Mapping[str, float] = _NO_MARKS,
        label: str = "",
        names: tuple[str, str] = ("", ""),
        plain: bool = False,
        bars: bool = False,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self.set_reactive(Histogram.bars, bars)
        self.show(counts, edges, overlay=overlay, marks=marks, label=label, names=names, plain=plain)

    def show(
        self,
        counts: ArrayLike,
        edges: ArrayLike,
        *,
        overlay: ArrayLike | None = None,
        marks: Mapping[str, float] = _NO_MARKS,
        label: str = "",
        names: tuple[str, str] = ("", ""),
        plain: bool = False,
    ) -> None:
        """Show counts (n,) between edges (n + 1,), and a second count per bin; `names` tells the two apart.

        Values that are `plain`, such as years, are written without thousands commas.
        Raises ValueError for counts that are negative or not finite, or edges that do not fit.
        """
        self._bins = Bins.of(counts, edges, overlay, marks, plain)
        self._label, self._names = label, names
        self.refresh()

    def figure(self) -> HistogramFigure | None:
        """All bins, with overlay and marks."""
        bins = self._bins
        if not bins.most:
            return None
        title, label = self.heading or self._label, self._label
        return HistogramFigure(title, label, bins.counts, bins.edges, bins.overlay, self._names, bins.marks, bins.plain)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The title, the picture, and the marks' values."""
        look, bins = self.look, self._bins
        if not bins.most:
            page: list[list[Segment]] = [[] for _ in range((height - 1) // 2)]
            return [
                self._title(look, width),
                *page,
                [Segment(fitted(tell("no values to show"), width, "centre"), look.text)],
            ]
        caption = [self._caption(look, width)] if bins.marks and height > 6 else []
        room = height - 1 - len(caption)
        lines = bar_lines(bins, look, width, room) if self.bars else column_lines(bins, look, width, room)
        return [self._title(look, width), *lines, *caption]

    def _title(self, look: DrawingLook, width: int) -> list[Segment]:
        """The label, and what each distribution is drawn with and how many values it holds."""
        first, second = self._names
        total = localised(f"{self._bins.counts.sum():,.0f}")
        parts = [Segment(tell("{total} values", total=total), look.axis)]
        if self._bins.overlay is not None:
            block, line = "#=" if look.ascii and not self.bars else "#|" if look.ascii else "█┃" if self.bars else "█━"
            parts = [Segment(f"{block} ", look.bar), Segment(f"{first} {total}".strip(), look.text)]
            parts += [Segment(f"  {line} ", look.second)]
            parts += [Segment(f"{second} {localised(f'{self._bins.overlay.sum():,.0f}')}".strip(), look.text)]
        used = sum(cell_len(part.text) for part in parts)
        return [Segment(fitted(self._label, max(width - used - 1, 0), ascii=look.ascii) + " ", look.title), *parts]

    def _caption(self, look: DrawingLook, width: int) -> list[Segment]:
        dot = "," if look.ascii else " ·"
        said = f"{dot} ".join(f"{name} {self._bins.said(value, 4)}" for name, value in self._bins.marks)
        return [Segment(fitted(clipped(said, width, look.ascii), width, "centre"), look.text)]
