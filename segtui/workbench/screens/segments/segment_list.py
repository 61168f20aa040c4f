"""The segments by size, each with its glyph, color, name, rows and share; the cursor marks the current one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages.payloads import CardFacts
from segtui.language.figures import in_signs, number
from segtui.language.translation import _, to_translate_all
from segtui.workbench.screens.segments.stability import Stabilities
from widgets.drawing.palette import colours_of, group_glyph, group_style
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText

NOISE = -1
_BAR = 12
_BADGE = 13
BADGES = to_translate_all("highly stable", "valid", "pattern", "don't trust")
_SURE = (*BADGES[:2], "")
"""Badges that warn of nothing."""
_WITH_BAR = 60
"""The width in cells from which there is room for a bar."""


class SegmentList(OptionList, inherit_bindings=False):
    """A line for each card; posts `SegmentList.Moved` for the segment at the cursor, `Sideways` for left and right."""

    HELP_TITLE = "Segments"
    HELP = "The segments by size; left and right move along the features."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", id="segment_list.down", show=False, tooltip="The next segment"),
        Binding("up,k", "cursor_up", "Up", id="segment_list.up", show=False, tooltip="Previous segment"),
        Binding("left,h", "sideways(-1)", "Left", id="segment_list.left", show=False, tooltip="Previous feature"),
        Binding("right,l", "sideways(1)", "Right", id="segment_list.right", show=False, tooltip="Next feature"),
        Binding("home,g", "first", "First", id="segment_list.first", show=False, tooltip="The first segment"),
        Binding("end,G", "last", "Last", id="segment_list.last", show=False, tooltip="The last segment"),
        Binding("pageup,ctrl+u", "page_up", "Page up", id="segment_list.page_up", show=False, tooltip="Page up"),
        Binding(
            "pagedown,ctrl+d", "page_down", "Page down", id="segment_list.page_down", show=False, tooltip="Page down"
        ),
    ]

    class Moved(Message):
        """The cursor stands on this segment."""

        def __init__(self, segment: int) -> None:
            super().__init__()
            self.segment = segment

    class Sideways(Message):
        """The table beside should move by this many features."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="segments-list", markup=False)
        self._ascii = ascii
        self._cards: Sequence[CardFacts] = ()
        self._notes: Mapping[int, str] = {}
        self._stable: Stabilities = {}

    @property
    def segment(self) -> int | None:
        """The segment at the cursor; -1 is noise, None stands for none."""
        at = self.highlighted
        return self._cards[at]["segment"] if at is not None and at < len(self._cards) else None

    def show(self, cards: Sequence[CardFacts], notes: Mapping[int, str], stable: Stabilities) -> None:
        """Show these cards, with a mark at those with a note, and a badge at those that were resampled.

        The cursor stays on its segment if it exists.
        """
        here = self.segment
        self._cards, self._notes, self._stable = cards, notes, stable
        self._draw()
        self.go(here if here is not None else 0)

    def go(self, segment: int) -> None:
        """Put the cursor on a segment."""
        numbers = [card["segment"] for card in self._cards]
        self.highlighted = numbers.index(segment) if segment in numbers else 0 if numbers else None

    def step(self, by: int) -> None:
        """Go this many segments down."""
        if self._cards:
            self.highlighted = min(max((self.highlighted or 0) + by, 0), len(self._cards) - 1)

    def _draw(self) -> None:
        at = self.highlighted
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options([Option(self._line(card)) for card in self._cards])
            self.highlighted = at if at is None or at < len(self._cards) else None

    def on_resize(self, event: Resize) -> None:
        """A wider list has room for bars."""
        self._draw()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which."""
        event.stop()
        if event.option_index < len(self._cards):
            self.post_message(self.Moved(self._cards[event.option_index]["segment"]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses the segment, no more."""
        event.stop()

    def action_sideways(self, by: int) -> None:
        """Have the table beside move."""
        self.post_message(self.Sideways(by))

    def style_of(self, segment: int) -> Style:
        """The color of a segment, the same in every picture."""
        colours, count = colours_of(self.app), max((card["segment"] for card in self._cards), default=0) + 1
        if colours == "none":
            return Style(dim=segment == NOISE)
        return group_style(segment, count, colours == "ansi16", dark=self.app.current_theme.dark)

    def _line(self, card: CardFacts) -> PlainTable:
        segment = card["segment"]
        style = self.style_of(segment)
        line = PlainTable.grid(padding=(0, 1, 0, 0), expand=True)
        cells = [
            PlainText(group_glyph(segment, self._ascii), style),
            PlainText("" if segment == NOISE else str(segment), "bold"),
            PlainText(card["name"], "" if segment != NOISE else "dim", no_wrap=True, overflow=self._cut),
            PlainText(_("note") if segment in self._notes else "", "italic"),
            PlainText(number(card["rows"])),
            PlainText(in_signs(f"{card['share']:.1%}")),
        ]
        line.add_column(width=1)
        line.add_column(width=2, justify="right")
        line.add_column(ratio=1, no_wrap=True)
        line.add_column(width=4 if self._notes else 0)
        line.add_column(width=max(len(number(c["rows"])) for c in self._cards), justify="right")
        line.add_column(width=6, justify="right")
        if self._stable:
            line.add_column(width=_BADGE, no_wrap=True)
            known = self._stable.get(segment)
            badge = (known["badge"] if known else "") or ""
            cells.append(PlainText(_(badge), "" if badge in _SURE else "bold"))
        elif self.size.width >= _WITH_BAR:
            line.add_column(width=_BAR, no_wrap=True)
            most = max(c["share"] for c in self._cards)
            cells.append(PlainText(("#" if self._ascii else "█") * max(round(card["share"] / most * _BAR), 1), style))
        line.add_row(*cells)
        return line

    @property
    def _cut(self) -> Any:
        return "crop" if self._ascii else "ellipsis"
