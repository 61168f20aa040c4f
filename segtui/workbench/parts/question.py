"""A question with a few answers: resume or start over, save or discard, replace or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key

from segtui.language.translation import _
from segtui.workbench.parts.dialog import Dialog
from widgets.plain.static import Static
from widgets.plain.text import PlainText


@dataclass(frozen=True)
class Answer:
    """One answer: the letter that chooses it, and its text."""

    key: str
    label: str


class Question(Dialog[str | None]):
    """A title, some lines, and the answers, each by its letter or a click; Enter takes the first, Escape none.

        answer = await self.bench.push_screen_wait(Question("Replace it?", "runs/may is there already", [
            Answer("r", "replace it"), Answer("n", "leave it")]))

    The result is the answer's key, or None for Escape.
    """

    HELP_TITLE = "Question"
    HELP = "Press the letter of an answer. {question.first} takes the first one, {question.leave} changes nothing."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "first answer", id="question.first", tooltip="Take the first answer"),
        Binding("escape", "escape", "leave", id="question.leave", tooltip="Close without changes"),
    ]

    def __init__(self, title: str, body: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.heading, self.body, self.answers = title, body, tuple(answers)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(classes="box"):
            yield Static(PlainText(self.heading, "bold"), classes="heading")
            if self.body:
                yield Static(PlainText(self.body), classes="body")
            yield Static(self._choices(), classes="answers")

    def _choices(self) -> PlainText:
        lines = []
        for i, answer in enumerate(self.answers):
            click = Style(meta={"@click": f"screen.answer('{answer.key}')"})
            keys = f"{answer.key}, {_('Enter')}" if i == 0 else answer.key
            lines.append(PlainText.assemble((f" {keys:<9}", "bold"), f" {_(answer.label)}").copy())
            lines[-1].stylize(click)
        leave = (f" {_('Escape'):<9}", "bold"), f" {_('back')}"
        lines.append(PlainText.assemble(*leave, style=Style(meta={"@click": "screen.escape"})))
        return PlainText("\n").join(lines)

    def on_key(self, event: Key) -> None:
        """Choose the answer with this letter."""
        if event.character and any(a.key == event.character for a in self.answers):
            event.stop()
            self.action_answer(event.character)

    def action_answer(self, key: str = "") -> None:
        """Choose an answer; without a key the first."""
        self.dismiss(key or self.answers[0].key)

    def action_escape(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
