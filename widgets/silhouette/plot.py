"""The silhouette plot of Rousseeuw (1987): every segment's rows from the best to the worst, in few lines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from widgets.charts.chart import SilhouetteFigure, Silhouettes
from widgets.drawing.cells import clipped
from widgets.drawing.palette import group_style
from widgets.drawing.redrawing import Redrawing
from widgets.silhouette.profile import profiles
from widgets.silhouette.silhouette_drawing import SilhouetteDrawing, visible
from widgets.words import tell

_NO_NAMES: Mapping[int, str] = MappingProxyType({})


class SilhouettePlot(Redrawing, can_focus=True):
    """Sorted profiles with each segment's mean, size and rows below 0; a line marks the mean of all rows.

        plot = SilhouettePlot()
        plot.show(values, labels, {0: "Loyal", 1: "New"})    # values -1 to 1, labels from 0; -1 is noise

    A segment of 4,000 rows in 10 lines shows the median of each 400, from the best to the worst; where some of them are
    below 0, a faint bar reaches as far as the worst. Where the segments do not fit, j and k scroll by a segment. Noise
    and rows without a value are counted, not drawn.
    """

    HELP_TITLE = "Silhouettes"
    HELP = "How well each row fits its segment, from -1 to 1."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "Up", tooltip="Previous segment", id="silhouette.up", show=False),
        Binding("down,j", "scroll(1)", "Down", tooltip="The next segment", id="silhouette.down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", tooltip="Page up", id="silhouette.page_up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", tooltip="Page down", id="silhouette.page_down", show=False),
        Binding("home,g", "scroll(-100000)", "First", tooltip="The first segment", id="silhouette.first", show=False),
        Binding("end,G", "scroll(100000)", "Last", tooltip="The last segment", id="silhouette.last", show=False),
    ]

    DEFAULT_CSS = """
    SilhouettePlot:light > .drawing--second { color: $text-warning; }
    """

    top: reactive[int] = reactive(0)
    """The position of the first segment in view."""

    def __init__(
        self,
        values: ArrayLike = (),
        labels: ArrayLike = (),
        names: Mapping[int, str] = _NO_NAMES,
        *,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
        keys: str = "j k",
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._keys = keys
        self._profiles, self._left_out = profiles(values, labels, names)

    def show(self, values: ArrayLike, labels: ArrayLike, names: Mapping[int, str] = _NO_NAMES) -> None:
        """Draw n rows' silhouettes (n,) by their labels (n,); ValueError if the lengths differ."""
        self._profiles, self._left_out = profiles(values, labels, names)
        self.top = 0
        self.refresh()

    @property
    def mean(self) -> float:
        """The mean silhouette of the rows that are drawn; NaN without any."""
        rows = sum(len(p.values) for p in self._profiles)
        return float(np.concatenate([p.values for p in self._profiles]).mean()) if rows else float("nan")

    def validate_top(self, top: int) -> int:
        """As far down as the last segment stays at the bottom."""
        return max(0, min(top, len(self._profiles) - self._visible))

    @property
    def _visible(self) -> int:
        return visible(len(self._profiles), self.size.height)

    def action_scroll(self, by: int) -> None:
        """Show later segments, or earlier ones."""
        self.top += by

    def action_page(self, direction: int) -> None:
        """Show the segments after those in view, or before."""
        self.top += direction * max(self._visible - 1, 1)

    def on_resize(self, event: events.Resize) -> None:
        """A taller plot has room for more."""
        self.top = self.validate_top(self.top)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Earlier segments."""
        event.stop()
        self.action_scroll(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Later segments."""
        event.stop()
        self.action_scroll(1)

    def figure(self) -> SilhouetteFigure | None:
        """All segments, in view or not."""
        if not self._profiles:
            return None
        segments = tuple(Silhouettes(p.label, p.name, p.values) for p in self._profiles)
        return SilhouetteFigure(self.heading or self.HELP_TITLE, segments, self.mean, self._left_out)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The figures of all rows, the profiles in view, the axis."""
        if not self._profiles:
            return [[Segment(clipped(tell("no silhouettes yet"), width, self.ascii), self.style_of("dim"))]]
        if width < 30 or height < 5:
            return [
                [
                    Segment(
                        clipped(tell("mean silhouette {mean:.3f}", mean=self.mean), width, self.ascii),
                        self.style_of("text"),
                    )
                ]
            ]
        drawing = SilhouetteDrawing(
            *(self._profiles, self.mean, self._left_out, self.top, (width, height), self.ascii),
            group=self._group,
            part=self.style_of,
            keys=self._keys,
        )
        return drawing.page()

    def _group(self, label: int) -> Style:
        if self.colours == "none":  # greys would tell nothing and some would be hard to see
            return self.style_of("text")
        count = self._profiles[-1].label + 1
        return group_style(label, count, self.colours != "full", dark=self.app.current_theme.dark)
