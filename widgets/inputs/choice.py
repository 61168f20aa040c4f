"""A choice of one word among a few, all of them in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from widgets.plain.text import PlainText


class Choice(Widget, can_focus=True):
    """Words in a line, or in as many as they need, the chosen one marked; left and right move, and so does a click.

        yield Choice(["mean", "median", "mode"], "median", id="method")

        def on_choice_changed(self, event: Choice.Changed) -> None:
            self.method = event.value

    Every word is in sight, whatever the width; only the chosen one where the styles leave fewer lines than that takes,
    and a click turns to the next.
    """

    HELP_TITLE = "Choice"
    HELP = "One of the listed values."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "before", id="choice.before", tooltip="Previous value", show=False),
        Binding("right,l,space", "move(1)", "next", id="choice.next", tooltip="Next value", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; }
    Choice:focus { text-style: bold; }
    """

    value: reactive[str] = reactive("")

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """The choice that changed."""
            return self.choice

    def __init__(
        self, words: Sequence[str], value: str = "", *, called: Callable[[str], str] = str, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.called = called
        """What each word is shown as."""
        self.words = tuple(words)
        self.set_reactive(Choice.value, value if value in self.words else self.words[0])

    def action_move(self, step: int) -> None:
        """Choose the next word or the one before, round the ends."""
        self.value = self.words[(self.words.index(self.value) + step) % len(self.words)]

    def watch_value(self, value: str) -> None:
        """Notify listeners."""
        self.post_message(self.Changed(self, value))

    def on_click(self, event: Click) -> None:
        """Choose the word under the mouse."""
        rows = self._rows(self.size.width)
        if len(rows) > self.size.height:
            self.action_move(1)
            return
        start = 0
        for word in rows[event.y] if event.y < len(rows) else ():
            end = start + cell_len(self.called(word)) + 3
            if start <= event.x < end:
                self.value = word
                return
            start = end

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as show every word."""
        return len(self._rows(width))

    def render(self) -> PlainText:
        """The words in rows, the chosen one in brackets."""
        rows = self._rows(self.size.width)
        if len(rows) > self.size.height:
            shown = self.called(self.value)
            return PlainText(f"[{shown}]", "bold reverse") if self.has_focus else PlainText(f" {shown} ")
        text = PlainText()
        for number, row in enumerate(rows):
            text.append("\n" if number else "")
            for word in row:
                chosen = word == self.value
                style = ("bold reverse" if self.has_focus else "bold") if chosen else "dim"
                shown = self.called(word)
                text.append(f"[{shown}]" if chosen else f" {shown} ", style).append(" ")
        return text

    def _rows(self, width: int) -> list[list[str]]:
        """The words in order, as many in a row as fit."""
        rows: list[list[str]] = [[]]
        for word in self.words:
            if (
                rows[-1]
                and sum(cell_len(self.called(one)) + 3 for one in rows[-1]) + cell_len(self.called(word)) + 2 > width
            ):
                rows.append([])
            rows[-1].append(word)
        return rows
