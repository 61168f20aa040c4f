"""Progress in one line, cheap over SSH and free when idle."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from widgets.drawing.cells import clipped
from widgets.drawing.redrawing import Redrawing
from widgets.progress.remaining_time import duration_text, eta_seconds
from widgets.words import localised, tell

INTERVAL = 0.25
"""Seconds between two paints at least: four a second."""


class ProgressLine(Redrawing):
    """Label, done of total, a bar, what is left, and x to cancel; hidden unless something is under way.

        line = ProgressLine()
        line.start("clustering", total=82)
        line.update(31)       # as often as you like: it paints four times a second at most
        line.finish()         # or line.update(82)

        def on_progress_line_cancelled(self) -> None: ...

    x works where the line has the focus; bind it on the screen to `line.cancel()` to have it everywhere.
    """

    HELP_TITLE = "Progress"
    HELP = "The progress of the computation."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "cancel", "Cancel", tooltip="Stop the running work", id="progress.cancel"),
    ]
    can_focus = True
    DEFAULT_CSS = """
    ProgressLine { height: 1; display: none; }
    ProgressLine:focus > .drawing--title { text-style: bold underline; }
    """

    @dataclass
    class Cancelled(Message):
        """Posted once when the user asks to stop; the line stays until `finish`."""

        line: ProgressLine

        @property
        def control(self) -> ProgressLine:
            """The line itself, for `@on` with a selector."""
            return self.line

    def __init__(
        self,
        *,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._clock = clock
        self.cancel_key = "x"
        """The key that cancels, as the line names it."""
        self._label, self._done, self._share = "", 0, 0.0
        self._total: int | None = None
        self._started = self._painted = 0.0
        self._later: Timer | None = None
        self.running = self.cancelling = False

    def start(self, label: str, total: int | None = None) -> None:
        """Show the line at 0 of `total`; without a total there is no bar, and a count once there is one."""
        self._label, self._total, self._done, self._share = label, total, 0, 0.0
        self._started = self._clock()
        self.running, self.cancelling = True, False
        self.display = True
        self._paint()

    def update(
        self, done: int, total: int | None = None, *, share: float | None = None, label: str | None = None
    ) -> None:
        """`done` are through; `share` (0 to 1), if known better, moves the bar and the time left; all done hides it."""
        if not self.running:
            return
        self._total = self._total if total is None else total
        self._label = self._label if label is None else label
        self._done = max(done, 0)
        if share is None:
            share = self._done / self._total if self._total else 0.0
        self._share = min(max(share, 0.0), 1.0)
        if self._total is not None and self._done >= self._total:
            self.finish()
        elif self._later is None:
            wait = self._painted + INTERVAL - self._clock()
            if wait <= 0:
                self._paint()
            else:  # what comes meanwhile is painted with it
                self._later = self.set_timer(wait, self._paint)

    def finish(self) -> None:
        """Hide the line: nothing is running any more."""
        self._stop_timer()
        self.running = self.cancelling = False
        self.display = False

    @property
    def _way_out(self) -> str:
        return tell("{key} cancel", key=self.cancel_key)

    def cancel(self) -> None:
        """Ask to stop, like x."""
        if self.running and not self.cancelling:
            self.cancelling = True
            self._paint()
            self.post_message(self.Cancelled(self))

    def action_cancel(self) -> None:
        """Ask to stop."""
        self.cancel()

    def on_click(self, event: events.Click) -> None:
        """A click on "x cancel" cancels."""
        if event.x >= self.size.width - len(self._way_out) - 1:
            self.cancel()

    def _paint(self) -> None:
        self._stop_timer()
        self._painted = self._clock()
        self.refresh()

    def _stop_timer(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The parts that fit, the label and the count first, then the way out, the time left and the bar."""
        count = localised(f" {self._done:,}") if self._done or self._total is not None else ""
        count += "" if self._total is None else localised(f"/{self._total:,}")
        stop = tell("cancelling") if self.cancelling else self._way_out
        room = width // 3 if self._total is not None else width - len(count) - len(stop) - 6
        label = clipped(self._label, max(room, min(width, 12)), self.ascii)
        free = width - cell_len(label) - len(count) - 3
        if free < len(stop) + 2:
            return [[Segment(clipped(f" {label}{count}", width, self.ascii), self.style_of("text"))]]
        left = self._left()
        if free - len(stop) - 2 < len(left) + 1:
            left = ""
        bar = self._bar(min(free - len(stop) - len(left) - 4, 40))
        gap = free - len(bar) - len(left) - len(stop)
        return [
            [
                Segment(f" {label}", self.style_of("title")),
                Segment(f"{count} ", self.style_of("text")),
                Segment(bar, self.style_of("bar")),
                Segment(f" {left}" + " " * gap, self.style_of("text")),
                Segment(stop, self.style_of("axis")),
            ]
        ]

    def _left(self) -> str:
        if self._total is None:
            return ""
        left = eta_seconds(self._share, self._painted - self._started)
        return "" if left is None else tell("eta {time}", time=duration_text(left))

    def _bar(self, width: int) -> str:
        if self._total is None or width < 5:
            return ""
        full, empty = ("#", ".") if self.ascii else ("▰", "▱")
        filled = int(self._share * width)
        return full * filled + empty * (width - filled)
