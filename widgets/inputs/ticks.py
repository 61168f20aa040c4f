"""A list of names to tick, each tick as a sign of its own, so that it is seen without colour."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import SelectionList
from textual.widgets.option_list import OptionDoesNotExist
from textual.widgets.selection_list import Selection

__all__ = ["Selection", "Ticks"]

_BOX = 3
"""How many segments Textual draws a box with, the same on and off but for their colours."""


class Ticks(SelectionList[str]):
    """Textual's SelectionList with `[x]` and `[ ]` before the names."""

    def render_line(self, y: int) -> Strip:
        """A line of the list."""
        line = super().render_line(y)
        try:
            selection = self.get_option_at_index(self.scroll_offset.y + y)
        except OptionDoesNotExist:
            return line
        box, rest = list(line)[:_BOX], list(line)[_BOX:]
        style = rest[0].style
        if style is not None and box[1].style is not None:
            style = style.from_meta(box[1].style.meta) + style  # a click on the box ticks as well
        sign = "[x]" if selection.value in self.selected else "[ ]"
        return Strip([Segment(sign, style), *rest])
