"""Labelled horizontal bars with counts and shares: top values of a column, sizes of segments."""

from collections.abc import Sequence
from math import isnan
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.drawing.blocks import bar
from widgets.drawing.cells import first_shown, fitted
from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.drawing_widget import Drawing
from widgets.drawing.palette import group_glyph
from widgets.plain.visible import visible


class Bars(Drawing, can_focus=True):
    """One row per label: its bar, count, and share of the total; a cursor chooses one.

    bars = Bars(["Married", "Together"], [864, 580], total=2_240)
    bars.show(names, sizes, groups=[0, 1, 2, -1])   # each row with its group's glyph and colour

    def on_bars_selected(self, event: Bars.Selected) -> None:
        self.filter_to(event.label)
    """

    HELP_TITLE = "Bars"
    HELP = "Counts by value, and their share of the total."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, name, show, tooltip=tooltip, id=f"bars.{name.lower().replace(' ', '-')}")
        for keys, action, name, show, tooltip in (
            ("j,down", "move(1)", "Down", False, "One row down"),
            ("k,up", "move(-1)", "Up", False, "One row up"),
            ("g,home", "move(-1000000000)", "First", False, "Go to the first row"),
            ("G,end", "move(1000000000)", "Last", False, "Go to the last row"),
            ("pageup,ctrl+u", "page(-1)", "Page up", False, "Half a view up"),
            ("pagedown,ctrl+d", "page(1)", "Page down", False, "Half a view down"),
            ("enter", "select", "Open", True, "Choose the row at the cursor"),
        )
    ]

    cursor: reactive[int] = reactive(0)
    """The row at the cursor."""

    class Highlighted(Message):
        """The cursor moved to a row."""

        def __init__(self, bars: "Bars", index: int, label: str, count: float) -> None:
            super().__init__()
            self.bars, self.index, self.label, self.count = bars, index, label, count

        @property
        def control(self) -> "Bars":
            """The bars that send it."""
            return self.bars

    class Selected(Highlighted):
        """Enter was pressed at a row, or the row at the cursor was clicked."""

    def __init__(
        self,
        labels: Sequence[str] = (),
        counts: Sequence[float] = (),
        *,
        total: float | None = None,
        groups: Sequence[int] | None = None,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._first = 0
        self.show(labels, counts, total=total, groups=groups)

    def show(
        self,
        labels: Sequence[str],
        counts: Sequence[float],
        *,
        total: float | None = None,
        groups: Sequence[int] | None = None,
    ) -> None:
        """Show n labels with counts (at least 0; NaN counts as 0), shares of `total` (without: of their sum).

        `groups`: n labels of groups, which give rows their glyph and colour. Raises ValueError where lengths differ.
        """
        if len(labels) != len(counts) or (groups is not None and len(groups) != len(labels)):
            raise ValueError(f"{len(labels)} labels, {len(counts)} counts and the groups must be of one length")
        self._labels = [visible(str(label)) for label in labels]
        self._counts = [0.0 if isnan(count) else max(float(count), 0.0) for count in counts]
        self._total = total if total is not None else sum(self._counts)
        self._most = max(self._counts, default=0.0)
        self._widest = max((cell_len(label) for label in self._labels), default=0)
        self._groups = groups
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The rows in view, and which they are if there are more."""
        look, count = self.look, len(self._labels)
        if not count:
            return [[Segment(fitted("nothing to show", width, "centre"), look.text)]]
        shown = self._shown(height)
        self._first = first_shown(self._first, self.cursor, shown, count)
        rows = range(self._first, min(self._first + shown, count))
        page = [self._row(row, look, width) for row in rows]
        if shown < count:
            dash = "-" if look.ascii else "–"
            page.append([Segment(f"{rows.start + 1:,}{dash}{rows.stop:,} of {count:,}"[:width], look.axis)])
        return page

    def validate_cursor(self, cursor: int) -> int:
        """The nearest existing row."""
        return max(min(cursor, len(self._labels) - 1), 0)

    def watch_cursor(self) -> None:
        """Notify listeners."""
        self._tell(self.Highlighted)

    def action_move(self, down: int) -> None:
        """Move the cursor."""
        self.cursor += down

    def action_page(self, step: int) -> None:
        """Move the cursor by half a view."""
        self.cursor += step * max(self._shown(self.size.height) // 2, 1)

    def action_select(self) -> None:
        """Choose the row at the cursor."""
        self._tell(self.Selected)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        self.cursor += 1
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        self.cursor -= 1
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a row, or choose the row if it is there."""
        place = event.get_content_offset(self)
        row = -1 if place is None else self._first + place.y
        if place is None or place.y >= self._shown(self.size.height) or not 0 <= row < len(self._labels):
            return
        if row == self.cursor:
            self.action_select()
        self.cursor = row

    def _shown(self, height: int) -> int:
        return len(self._labels) if len(self._labels) <= height else max(height - 1, 1)

    def _tell(self, message: type["Bars.Highlighted"]) -> None:
        if self.is_mounted and self._labels:
            at = self.cursor
            self.post_message(message(self, at, self._labels[at], self._counts[at]))

    def _share(self, row: int) -> str:
        share = self._counts[row] / self._total if self._total else 0.0
        return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"

    def _row(self, row: int, look: DrawingLook, width: int) -> list[Segment]:
        figure = f"{self._counts[row]:,.0f}".rjust(len(f"{self._most:,.0f}")) + f" {self._share(row):>6}"
        name = min(self._widest, max(width // 3, 8))
        glyph, style = "", look.bar
        if self._groups is not None:
            glyph = group_glyph(self._groups[row], look.ascii) + " "
            style = look.group(self._groups[row], len(self._groups))
        room = max(width - len(glyph) - name - len(figure) - 2, 0)
        drawn = bar(self._counts[row] / (self._most or 1.0), room, look.ascii)
        at_cursor = row == self.cursor
        emphasis = Style(reverse=at_cursor and self.has_focus, underline=at_cursor and not self.has_focus)
        return [
            Segment(glyph, style),
            Segment(fitted(self._labels[row], name, ascii=look.ascii), look.text + emphasis),
            Segment(" " + drawn + " ", style),
            Segment(figure, look.text + emphasis),
        ]
