"""What the drawing widgets share: lines drawn once and kept until something changes, colours by what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.palette import Colours, colours_of

if TYPE_CHECKING:
    from widgets.charts.chart import Chart


class Drawing(Widget):
    """A widget that draws itself as rows of segments; subclasses say how in `draw`.

        class Ruler(Drawing):
            def draw(self, width, height):
                return [[Segment("-" * width, self.look.axis)]]

    Rows are drawn when first asked for and kept until the next refresh, so scrolling past a drawing costs nothing.
    `figure` gives what is drawn, to be drawn elsewhere; `e` is for apps that have an action `save_chart`.
    """

    HELP_TITLE = "Chart"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "app.save_chart", "save", show=False, tooltip="Save the chart as SVG or PNG", id="chart.save")
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "drawing--text",
        "drawing--axis",
        "drawing--dim",
        "drawing--title",
        "drawing--bar",
        "drawing--second",
        "drawing--cursor",
    }
    DEFAULT_CSS = """
    Drawing {
        height: 1fr;
        & > .drawing--text { color: $foreground; }
        & > .drawing--axis { color: $foreground 60%; }
        & > .drawing--dim { color: $foreground 40%; }
        & > .drawing--title { color: $foreground; text-style: bold; }
        & > .drawing--bar { color: $primary; }
        & > .drawing--second { color: $warning; }
        & > .drawing--cursor { color: $block-cursor-foreground; background: $block-cursor-background; }
        &:ansi > .drawing--dim { color: ansi_default; text-style: dim; }
        &:ansi > .drawing--axis { color: ansi_default; }
        &:nocolor > .drawing--cursor { text-style: reverse; }
    }
    """

    ascii: reactive[bool] = reactive(False)
    """Draw with ASCII only: no braille, blocks or box-drawing characters."""
    heading = ""
    """The title that the chart has in a file."""

    def __init__(self, *, ascii: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: list[Strip] = []
        self._drawn_for: tuple[object, ...] | None = None
        self.set_reactive(Drawing.ascii, ascii)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """At most `height` rows of segments, each at most `width` cells wide."""
        raise NotImplementedError

    def figure(self) -> Chart | None:
        """What is drawn, all of it and not only what is in view; None if there is nothing."""
        return None

    @property
    def colours(self) -> Colours:
        """How many colors may be used: none, ansi16 or full."""
        return colours_of(self.app)

    @property
    def look(self) -> DrawingLook:
        """How to draw just now: characters, colours, and the theme's styles."""
        parts = {name: self.style_of(name) for name in ("text", "axis", "dim", "title", "bar", "second", "cursor")}
        return DrawingLook(**parts, ascii=self.ascii, colours=self.colours, dark=self.app.current_theme.dark)

    def style_of(self, part: str) -> Style:
        """The theme's style of a part: text, axis, dim, title, bar, second, cursor; only the last has a background."""
        style = self.get_component_rich_style(f"drawing--{part}")
        return style if part == "cursor" else style.without_color + Style(color=style.color)

    def render_line(self, y: int) -> Strip:
        """The row at `y`; draws all rows if the last drawing no longer holds."""
        width, height = self.size
        state = (self.size, self.app.theme, self.app.no_color)
        if self._drawn_for != state:
            base = self.rich_style
            rows = self.draw(width, height) if width > 0 and height > 0 else []
            self._drawn = [Strip(row).adjust_cell_length(width).apply_style(base) for row in rows[:height]]
            self._drawn += [Strip.blank(width, base)] * (height - len(self._drawn))
            self._drawn_for = state
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(width, self.rich_style)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Drawing:
        """Draw again before the next paint."""
        self._drawn_for = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
