"""What goes to the terminal: only what has changed there, in signs and colours that it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from textual.events import Resize
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Size
from textual.scrollbar import ScrollBar, ScrollBarRender

from segtui.workbench.terminal.ascii_signs import AsciiBars, AsciiSigns
from segtui.workbench.terminal.small_terminal import at_least
from segtui.workbench.terminal.terminal_diff import Sent
from segtui.workbench.terminal.without_colour import WithoutColour
from widgets.plain.guard import OnlyVisible


class TerminalOutput:
    """Remembers what the terminal shows, and how large it is."""

    def __init__(self, *, ascii: bool) -> None:
        ScrollBar.renderer = AsciiBars if ascii else ScrollBarRender
        self._ascii = ascii
        self._sent = Sent()
        self._size: Size | None = None

    def filters(self, given: Sequence[LineFilter], is_dark: Callable[[], bool], *, colours: bool) -> list[LineFilter]:
        """Textual's filters, with those that leave out signs and colours that the terminal does not have."""
        found = [*given, AsciiSigns()] if self._ascii else list(given)
        if not colours:  # Textual would send grays; the screens have glyphs and text styles instead
            bare = WithoutColour(is_dark)
            found = [bare if isinstance(one, Monochrome | NoColor) else one for one in found]
        return [*found, OnlyVisible()]

    def resized(self, event: Resize) -> Resize:
        """The size to lay the screens out in, which may be larger than the terminal."""
        self._size = event.size
        return Resize.from_dimensions(at_least(event.size), event.pixel_size)

    def forget(self) -> None:
        """Something else may be on the terminal: the next update of the whole screen is sent whole."""
        self._sent.forget()

    def less(self, update: RenderableType | None, laid_out: Size) -> RenderableType | None:
        """The update without what is there already."""
        return self._sent.less(update, self._size or laid_out)
