"""The status line: the progress of the computation, or else the last notice."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rich.console import OverflowMethod
from textual.app import ComposeResult
from textual.containers import Container
from textual.reactive import reactive
from textual.widget import Widget

from segtui.engine.transport.messages import Found, Message, Note, Progress, Stage
from segtui.language.translation import _
from segtui.workbench.keys.key_names import key_of
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from widgets.progress.line import ProgressLine


def cut(widget: Widget) -> OverflowMethod:
    """How a long line is truncated: with an ellipsis, unless it must be ASCII."""
    return "crop" if widget.app.has_class("-ascii") else "ellipsis"


class Notice(Widget):
    """One sentence, truncated at the end of the line."""

    text: reactive[str] = reactive("")

    def render(self) -> PlainText:
        """The sentence."""
        line = PlainText(f" {self.text}", end="", no_wrap=True)
        line.truncate(self.size.width, overflow=cut(self))
        return line


class Status(Container):
    """The progress of running work with `x cancel`; otherwise the last notice."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self._ascii = ascii
        self._stage = ""
        self._passing = False
        self._counting = False  # the stage counts all candidates, so its own progress says less
        self._counted = (0, 0)
        self._notice = Notice()

    def compose(self) -> ComposeResult:
        """The notice; the progress takes its place while something is under way."""
        yield self._notice

    @cached_property
    def _line(self) -> ProgressLine:
        """Mounted when something is under way for the first time."""
        from widgets.progress.line import ProgressLine

        line = ProgressLine(ascii=self._ascii)
        line.can_focus = False
        self.mount(line)
        return line

    def hear(self, message: Message) -> None:
        """A stage, how far it is, or a note."""
        if isinstance(message, Stage):
            self._next(message.name)
        elif isinstance(message, Found):
            self._counted, self._counting = (message.done, message.total), True
            self._go(message.done, message.total, message.done / max(message.total, 1))
        elif isinstance(message, Progress) and not message.total:
            self._line.update(round(message.done))
        elif isinstance(message, Progress) and not self._counting:
            # Shares of 1 are shown in percent, counts unchanged.
            scale = 100 / message.total if message.total <= 1 else 1
            self._go(round(message.done * scale), round(message.total * scale), message.done / message.total)
        elif isinstance(message, Note):
            self.say(message.text)
            self._passing = True

    def _next(self, stage: str) -> None:
        """A stage of a search that counts its candidates goes on with the count; any other begins at nothing."""
        self._stage, self._counting = stage, False
        done, total = self._counted
        if done < total and self._line.running:
            self._line.update(done, total, share=done / total, label=stage)
        else:
            self._begin(stage)

    async def on_progress_line_cancelled(self, event: ProgressLine.Cancelled) -> None:
        """A click on `x cancel`."""
        await self.run_action("app.cancel")

    def end(self) -> None:
        """Nothing is under way any more."""
        self._stage, self._counted = "", (0, 0)
        if self._passing:
            self.say("")  # the screens show these notes themselves
        if "_line" in vars(self):
            self._line.finish()
        self._notice.display = True

    def say(self, text: str) -> None:
        """Say something, to be read when nothing is under way."""
        self._notice.text, self._passing = text, False

    def leave(self) -> None:
        """Clear the notice when another screen is shown."""
        self.say("")

    def _begin(self, stage: str) -> None:
        self._stage = stage
        self._notice.display = False
        self._line.cancel_key = key_of("app.cancel")
        self._line.start(stage)

    def _go(self, done: int, total: int, share: float) -> None:
        if not self._line.running and done < total:
            self._begin(self._stage or _("working"))
        self._line.update(done, total, share=share)
