"""Tables of figures with a row for each segment, one below the other, to read rather than to move in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.console import Group
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from widgets.drawing.palette import group_glyph
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_FEWEST = 12
"""The cells that a name needs; where columns leave fewer, the last ones are left out."""


@dataclass(frozen=True)
class FactTable:
    """Figures of segments: `rows` by segment, each as long as `columns`, the headings.

    `head` stands above them, `notes` below. Columns are in the order of what they say: where there is no room, the
    last are left out.
    """

    head: str
    columns: Sequence[str]
    rows: dict[int, list[str]]
    notes: Sequence[str] = field(default=())

    def lines(self, width: int) -> int:
        """How many lines it takes in this many cells, about."""
        return 2 + len(self.rows) + sum(-(-cell_len(note) // max(width, 1)) for note in self.notes)


class FactTables(VerticalScroll):
    """Tables of figures by segment, the segment at the list's cursor in bold; scrolls if they do not fit."""

    HELP_TITLE = "Figures"
    HELP = "A row for each segment."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", id="facts.down", show=False, tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", id="facts.up", show=False, tooltip="Scroll up"),
    ]

    def __init__(self, style_of: Callable[[int], Style], *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._style_of, self._ascii = style_of, ascii
        self._tables: Sequence[FactTable] = ()
        self._names: dict[int, str] = {}
        self._segment: int | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static()

    def show(self, tables: Sequence[FactTable], names: dict[int, str], segment: int | None) -> None:
        """Show these tables, with `names` of the segments and a mark at this one."""
        self._tables, self._names, self._segment = tables, names, segment
        self._draw()

    def on_resize(self) -> None:
        """There may be room for more columns now, or for fewer."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        drawn = [self._drawn(table, width) for table in self._tables]
        parts: list[Any] = []
        for table in drawn:
            parts += [*table, PlainText("")]
        self.query_one(Static).update(Group(*parts[:-1]))

    def _drawn(self, table: FactTable, width: int) -> list[Any]:
        widths = [
            max(len(name), *(len(row[at]) for row in table.rows.values()), 0) for at, name in enumerate(table.columns)
        ]
        shown = len(widths)
        while shown > 1 and sum(widths[:shown]) + 2 * shown + 2 + _FEWEST > width:
            shown -= 1
        grid = PlainTable.grid(padding=(0, 2, 0, 0), expand=True)
        grid.add_column(width=1)
        grid.add_column(ratio=1, no_wrap=True, overflow="crop" if self._ascii else "ellipsis")
        for size in widths[:shown]:
            grid.add_column(width=size, justify="right", no_wrap=True)
        grid.add_row("", PlainText(""), *(PlainText(name, "dim") for name in table.columns[:shown]))
        for segment, cells in table.rows.items():
            weight = "bold" if segment == self._segment else ""
            name = PlainText(visible(self._names.get(segment, str(segment))), weight)
            glyph = PlainText(group_glyph(segment, self._ascii), self._style_of(segment))
            grid.add_row(glyph, name, *(PlainText(cell, weight) for cell in cells[:shown]))
        return [
            PlainText(visible(table.head), "bold"),
            grid,
            *(PlainText(visible(note), "dim") for note in table.notes),
        ]
