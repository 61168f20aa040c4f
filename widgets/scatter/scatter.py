"""A scatter plot in braille: 100,000 points in groups, each told by glyph and colour, to pan, zoom and highlight."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive

from widgets.charts.chart import ScatterFigure
from widgets.drawing.drawing_widget import Drawing
from widgets.scatter.plane_window import PlaneWindow
from widgets.scatter.plot import ScatterPlot
from widgets.scatter.points import Points

_NO_NAMES: Mapping[int, str] = MappingProxyType({})
_STEP = 0.15
"""Share of the view that one key moves."""


class Scatter(Drawing, can_focus=True):
    """Points in the plane; each cell has the colour of the group that most of its points belong to.

        scatter = Scatter(x, y, labels, {0: "Regulars", 1: "New"}, x_label="PC1 (48 %)", y_label="PC2 (21 %)")
        scatter.show(x, y, other_labels)  # the same places: the view stays, the groups change

        def on_scatter_group_highlighted(self, event: Scatter.GroupHighlighted) -> None:
            self.sub_title = str(event.label)

    Labels are integers, -1 for noise, which is dim. Points without a finite place are left out and counted.
    Without colour (NO_COLOR) or with `ascii`, each cell shows its group's glyph in place of dots.
    """

    HELP_TITLE = "Scatter"
    HELP = "Rows as points; a cell has the color of the segment with most of its rows."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, name, show, shown_as, tooltip=tooltip, id=f"scatter.{name.lower().replace(' ', '-')}")
        for keys, action, name, show, shown_as, tooltip in (
            ("h,left", "pan(-1, 0)", "Left", False, None, "Move the view left"),
            ("j,down", "pan(0, -1)", "Down", False, None, "Move the view down"),
            ("k,up", "pan(0, 1)", "Up", False, None, "Move the view up"),
            ("l,right", "pan(1, 0)", "Right", False, None, "Move the view right"),
            ("plus,equals_sign", "zoom(1.5)", "Zoom in", True, "+", "Zoom in"),
            ("minus", "zoom(0.6667)", "Zoom out", True, "-", "Zoom out"),
            ("0", "show_all", "All", True, None, "Show all points again"),
            ("left_square_bracket", "turn(-1)", "Previous group", False, "[", "Highlight the previous group, or none"),
            ("right_square_bracket", "turn(1)", "Next group", True, "]", "Highlight the next group, or none"),
            *((f"{n}", f"pick({n})", f"Group {n}", False, None, f"Highlight group {n}, or none") for n in range(1, 10)),
        )
    ]

    highlighted: reactive[int | None] = reactive(None)
    """The label of the group that stands out while the others are dim; None for all alike."""

    class GroupHighlighted(Message):
        """A group was highlighted, or, `label` being None, no group is any more."""

        def __init__(self, scatter: "Scatter", label: int | None) -> None:
            super().__init__()
            self.scatter = scatter
            self.label = label

        @property
        def control(self) -> "Scatter":
            """The scatter that sends it."""
            return self.scatter

    def __init__(
        self,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        names: Mapping[int, str] = _NO_NAMES,
        *,
        x_label: str = "",
        y_label: str = "",
        ascii: bool = False,
        number_keys: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`number_keys=False` leaves the keys 1 to 9 to the app."""
        super().__init__(ascii=ascii, id=id, classes=classes)
        self.number_keys = number_keys
        self._dragged, self._pointer = False, Offset()
        self._points = Points.of((), (), None, {})
        self._view = PlaneWindow.around(self._points.x, self._points.y)
        self.show(() if x is None else x, () if y is None else y, groups, names, x_label, y_label)

    def show(
        self,
        x: ArrayLike,
        y: ArrayLike,
        groups: ArrayLike | None = None,
        names: Mapping[int, str] = _NO_NAMES,
        x_label: str = "",
        y_label: str = "",
    ) -> None:
        """Show n points: `x`, `y` (n,) floats, `groups` (n,) integer labels; all points in view if places are new.

        Raises ValueError where the lengths differ.
        """
        points = Points.of(x, y, groups, names)
        if not points.same_places(self._points):
            self._view = PlaneWindow.around(points.x, points.y)
        self._points, self._x_label, self._y_label = points, x_label, y_label
        self.highlighted = None
        self.refresh()

    @property
    def view(self) -> PlaneWindow:
        """The part of the plane in view."""
        return self._view

    @property
    def ignored(self) -> int:
        """How many of the given points were left out: not a number, or infinite."""
        return self._points.ignored

    def figure(self) -> ScatterFigure | None:
        """All points, whatever part of the plane is in view."""
        points = self._points
        if not len(points):
            return None
        group = np.array(points.labels, np.int32)[points.group]
        names = dict(zip(points.labels, points.names, strict=True))
        title = self.heading or self.HELP_TITLE
        return ScatterFigure(title, self._x_label, self._y_label, points.x, points.y, group, names)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The page: title, points, axes, legend."""
        return self._plot(width, height).lines()

    def watch_highlighted(self, label: int | None) -> None:
        """Notify listeners."""
        if self.is_mounted:
            self.post_message(self.GroupHighlighted(self, label))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Number keys go on to the app where it asked for them."""
        return action != "pick" or self.number_keys

    def action_pan(self, right: int, up: int) -> None:
        """Move the view by a step."""
        self._look_at(self._view.moved(right * _STEP, up * _STEP))

    def action_zoom(self, factor: float) -> None:
        """Zoom about the middle."""
        self._look_at(self._view.zoomed(factor))

    def action_show_all(self) -> None:
        """Show all points."""
        self._look_at(PlaneWindow.around(self._points.x, self._points.y))

    def action_turn(self, step: int) -> None:
        """Highlight the next group or the one before; none comes between last and first."""
        order = [None, *self._points.labels]
        at = order.index(self.highlighted) if self.highlighted in order else 0
        self.highlighted = order[(at + step) % len(order)]

    def action_pick(self, number: int) -> None:
        """Highlight the group with this number in the legend, or none if it already is."""
        if number <= len(self._points.labels):
            label = self._points.labels[number - 1]
            self.highlighted = None if self.highlighted == label else label

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in about the pointer."""
        self._zoom_at(event, 1.25)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out about the pointer."""
        self._zoom_at(event, 0.8)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag."""
        self._dragged, self._pointer = False, event.screen_offset
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the points along with the pointer."""
        moved = event.screen_offset - self._pointer
        if self.app.mouse_captured is self and moved != (0, 0):
            self._dragged, self._pointer = True, event.screen_offset
            plot = self._plot(*self.size)
            self._look_at(self._view.moved(-moved.x / plot.columns, moved.y / plot.rows))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag."""
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Highlight the group whose line of the legend is clicked."""
        plot = self._plot(*self.size)
        place = event.get_content_offset(self)
        if place is None or self._dragged or place.x < plot.left + plot.columns:
            return
        position = plot.legend_row(place.y)
        if position is not None:
            self.action_pick(position + 1)

    def _look_at(self, view: PlaneWindow) -> None:
        self._view = view
        self.refresh()

    def _zoom_at(self, event: events.MouseEvent, factor: float) -> None:
        plot = self._plot(*self.size)
        place = event.get_content_offset_capture(self)
        x = min(max((place.x - plot.left + 0.5) / plot.columns, 0), 1)
        y = min(max((place.y - 1 + 0.5) / plot.rows, 0), 1)
        self._look_at(self._view.zoomed(factor, x, 1 - y))
        event.stop()
        event.prevent_default()

    def _plot(self, width: int, height: int) -> ScatterPlot:
        labels = self._x_label, self._y_label
        return ScatterPlot(
            self._points, self._view, self.look, width, height, self.highlighted, *labels, keyed=self.number_keys
        )
