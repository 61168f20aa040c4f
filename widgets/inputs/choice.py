"""A choice of one word among a few, on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from widgets.plain.text import Text


class Choice(Widget, can_focus=True):
    """One line of words, the chosen one marked; left and right move, and so does a click.

        yield Choice(["mean", "median", "mode"], "median", id="method")

        def on_choice_changed(self, event: Choice.Changed) -> None:
            self.method = event.value

    Words that don't fit are passed through: the chosen one is always in sight.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "before", id="choice.before", tooltip="The word before", show=False),
        Binding("right,l,space", "move(1)", "next", id="choice.next", tooltip="The next word", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; }
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

    def __init__(self, words: Sequence[str], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = tuple(words)
        self.set_reactive(Choice.value, value if value in self.words else self.words[0])

    def action_move(self, step: int) -> None:
        """Choose the next word or the one before, round the ends."""
        self.value = self.words[(self.words.index(self.value) + step) % len(self.words)]

    def watch_value(self, value: str) -> None:
        """Tell who listens."""
        self.post_message(self.Changed(self, value))

    def on_click(self, event: Click) -> None:
        """Choose the word under the mouse."""
        start = 0
        for word in self._visible():
            end = start + len(word) + 3
            if start <= event.x < end:
                self.value = word
                return
            start = end

    def render(self) -> Text:
        """The words in a row, the chosen one in brackets."""
        line = Text(no_wrap=True, overflow="ellipsis")
        for word in self._visible():
            chosen = word == self.value
            style = ("bold reverse" if self.has_focus else "bold") if chosen else "dim"
            line.append(f"[{word}]" if chosen else f" {word} ", style).append(" ")
        return line

    def _visible(self) -> tuple[str, ...]:
        """The words from the first one with which the chosen one still fits."""
        words = self.words
        while len(words) > 1 and words[0] != self.value:
            if sum(len(w) + 3 for w in words[: words.index(self.value) + 1]) <= self.size.width:
                break
            words = words[1:]
        return words
