"""A grid of 82 candidates under way: s starts it, n finishes one, x cancels."""

import sys
import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Label

from widgets.progress.line import ProgressLine


class ProgressDemo(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("s", "start", "Start"), ("n", "next", "Next")]

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, ascii: bool = False) -> None:
        super().__init__()
        self.line = ProgressLine(ascii=ascii, clock=clock)
        self.done = 0
        self.cancelled = 0

    def compose(self) -> ComposeResult:
        yield Label("s starts, n finishes a candidate, x cancels")
        yield self.line

    def action_start(self) -> None:
        self.done = 0
        self.line.start("clustering", total=82)
        self.line.focus()

    def action_next(self) -> None:
        self.done += 1
        self.line.update(self.done)

    def on_progress_line_cancelled(self) -> None:
        self.cancelled += 1


if __name__ == "__main__":
    ProgressDemo(ascii="--ascii" in sys.argv).run()
