"""A one-line prompt at the bottom: find, filter, jump to, open a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from widgets.drawing.cells import clipped
from widgets.plain.static import Static
from widgets.words import tell

Complete = Callable[[str], Sequence[str]]
Check = Callable[[str], str]
HISTORY = 100
"""Answers remembered for each purpose."""


class PromptLine(Widget):
    """Docked at the bottom, hidden until `ask`; Enter answers, Escape leaves, up and down recall, Tab completes.

        prompt = PromptLine()
        prompt.ask("open", "open", complete=complete_path)

        def on_prompt_line_submitted(self, event: PromptLine.Submitted) -> None:
            if event.purpose == "open": ...

    `purpose` tells the answers apart and has a history of its own (`prompt.history`, to keep if you like).
    """

    HELP_TITLE = "Prompt"
    HELP = "A line to type in."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Leave", tooltip="Close without an answer", id="prompt.cancel"),
        Binding("up", "recall(-1)", "Earlier", tooltip="Previous answer", id="prompt.earlier", show=False),
        Binding("down", "recall(1)", "Later", tooltip="Next answer", id="prompt.later", show=False),
        Binding("tab", "complete", "Complete", tooltip="Complete what is typed", id="prompt.complete", show=False),
    ]
    DEFAULT_CSS = """
    PromptLine {
        dock: bottom; height: auto; display: none;
        & #prompt-row { height: 1; }
        & #prompt-label { width: auto; max-width: 40%; height: 1; padding: 0 1; text-style: bold; }
        & #prompt-input { width: 1fr; background: $surface; }
        & #prompt-note { height: auto; padding: 0 1; color: $text-muted; display: none; }
        & #prompt-note.-error { color: $text-error; text-style: bold; }
        &:ansi #prompt-note { color: ansi_default; }
        &:ansi #prompt-note.-error { color: ansi_red; }
    }
    """

    @dataclass
    class Changed(Message):
        """Posted at each change of the text, the first one included."""

        purpose: str
        value: str

    @dataclass
    class Submitted(Message):
        """Posted on Enter; the prompt is closed."""

        purpose: str
        value: str

    @dataclass
    class Cancelled(Message):
        """Posted on Escape; the prompt is closed."""

        purpose: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.history: dict[str, list[str]] = {}
        self._purpose = ""
        self._complete: Complete | None = None
        self._check: Check | None = None
        self._before: Widget | None = None
        self._recalled = 0
        self._draft = ""

    def compose(self) -> ComposeResult:
        """The note above, the label and the text below."""
        yield Static(id="prompt-note", markup=False)
        with Horizontal(id="prompt-row"):
            yield Static(id="prompt-label", markup=False)
            answer = Input(id="prompt-input", compact=True, select_on_focus=False)
            answer.cursor_blink = False  # a blinking cursor sends bytes while idle
            yield answer

    @property
    def asking(self) -> bool:
        """The prompt is open."""
        return bool(self.display)

    def ask(
        self,
        purpose: str,
        label: str,
        *,
        value: str = "",
        placeholder: str = "",
        selected: bool = False,
        complete: Complete | None = None,
        check: Check | None = None,
    ) -> None:
        """Open with `value` in it, `selected` so that typing replaces it.

        `complete` gives the texts that a text can become; `check` a sentence on what is wrong with an answer, or "".
        """
        if not self.asking:
            self._before = self.screen.focused
        self._purpose, self._complete, self._check = purpose, complete, check
        self._recalled, self._draft = len(self.history.get(purpose, [])), value
        self.query_one("#prompt-label", Static).update(label)
        answer = self._input
        answer.placeholder, answer.value, answer.cursor_position = placeholder, value, len(value)
        if selected:
            answer.select_all()
        self.display = True
        answer.focus()

    @property
    def _input(self) -> Input:
        return self.query_one("#prompt-input", Input)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.note("")
        if self.asking:
            self.post_message(self.Changed(self._purpose, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fault = self._check(event.value) if self._check else ""
        if fault:
            self.note(fault, error=True)
            return
        if event.value:
            entries = [e for e in self.history.get(self._purpose, []) if e != event.value]
            self.history[self._purpose] = [*entries, event.value][-HISTORY:]
        self._close()
        self.post_message(self.Submitted(self._purpose, event.value))

    def action_cancel(self) -> None:
        """Close without an answer."""
        self._close()
        self.post_message(self.Cancelled(self._purpose))

    def action_recall(self, direction: int) -> None:
        """An earlier (-1) or later (1) answer to the same question; past the last comes what was being typed."""
        entries = self.history.get(self._purpose, [])
        if self._recalled == len(entries):
            self._draft = self._input.value
        self._recalled = min(max(self._recalled + direction, 0), len(entries))
        self._set(entries[self._recalled] if self._recalled < len(entries) else self._draft)

    def action_complete(self) -> None:
        """Extend the text as far as it is certain, and say what it can become."""
        options = list(self._complete(self._input.value)) if self._complete else []
        if not options:
            self.note(tell("nothing starts with this") if self._complete else "")
            return
        certain = _common_start(options)
        if len(certain) >= len(self._input.value):
            self._set(certain)
        if len(options) > 1:
            # After the change has been seen, which empties the note.
            self.call_after_refresh(self.note, self._listed(options))

    def note(self, text: str, error: bool = False) -> None:
        """A line above the question; empty hides it."""
        line = self.query_one("#prompt-note", Static)
        line.set_class(error, "-error")
        line.update(("! " if error else "") + text)
        line.display = bool(text)

    def _listed(self, options: list[str]) -> str:
        shared = _common_start(options).rpartition("/")
        names = [option[len(shared[0] + shared[1]) :] for option in options]
        return clipped(f"{len(names):,}: " + " · ".join(names[:200]), self.size.width - 2)

    def _set(self, value: str) -> None:
        self._input.value = value
        self._input.cursor_position = len(value)

    def _close(self) -> None:
        self.display = False
        if self._before is not None and self._before.is_attached:
            self._before.focus()
        self._before = None


def _common_start(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]
