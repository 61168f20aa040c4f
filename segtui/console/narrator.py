"""Shows a run's progress on standard error: a bar with an ETA on a terminal, a plain line per stage elsewhere.

Where the log is JSON it is an object per stage instead.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.padding import Padding
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from segtui.console import chatter
from segtui.console.observing import log_lines
from segtui.console.terminal import Terminal
from segtui.language.figures import localised, number
from segtui.language.interface import shown_language
from segtui.language.sentences import in_language
from segtui.language.translation import Language, _, speaking
from segtui.language.wording import stage_line
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_BETWEEN = 10.0
"""Seconds between two lines on the rows of one table."""


def say(console: Terminal, message: str, indent: int = 0) -> None:
    """Print one sentence in the language that is spoken; continuation lines are indented like the first.

    In a JSON log it is an object with the sentence in English.
    """
    if isinstance(console.file, log_lines.MessageLines):
        chatter.record("note", message=message) if not console.quiet else None
        return
    message = in_language(message)
    if console.is_terminal:
        console.print(Padding(message, (0, 0, 0, indent)))
    else:
        console.print(" " * indent + message, soft_wrap=True)


class _Eta(ProgressColumn):
    """`eta 0:03` at the pace of the stage so far, and nothing until there is one."""

    def render(self, task: Task) -> PlainText:
        """The time left at the pace up to the last advance, minus the time since then."""
        if not task.total or not task.completed or task.elapsed is None:
            return PlainText()
        left = max(0.0, task.fields["at"] * task.total / task.completed - task.elapsed)
        return PlainText(f"eta {left // 60:.0f}:{left % 60:02.0f}")


class Narrator:
    """A pipeline listener that writes to standard error; with `quiet` it writes nothing.

    What it says is in `language`, which may be set once the plan is known, unless the person has one of their own.
    Notes stand below the line of their stage, or, where a stage may last for days, come `at_once`.
    """

    def __init__(self, *, quiet: bool = False, language: Language = "en", at_once: bool = False) -> None:
        self.language, self._at_once = language, at_once
        self._console = Terminal(stderr=True, quiet=quiet)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage, self._told_rows = "", 0.0
        self._notes: list[str] = []
        self._began, self._rows_seen = time.monotonic(), 0
        self._quiet, self._in_json = quiet, log_lines.is_json()
        if self._console.is_terminal and not quiet:
            # A narrow terminal shortens the bar, never the figures.
            what = (TextColumn("{task.description}", markup=False), BarColumn(24), TextColumn("{task.fields[count]}"))
            when = (TimeElapsedColumn(table_column=Column(no_wrap=True)), _Eta(table_column=Column(no_wrap=True)))
            self._bar = Progress(*what, *when, console=self._console, transient=True, refresh_per_second=4)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        if self._bar:
            self._bar.stop()
        self._say_notes()

    def stage(self, name: str, extent: str = "") -> None:
        """End the previous stage with its time, and begin this one."""
        self._finish()
        name = stage_line(name, extent) if self._in_json else self._told(stage_line(name, extent))
        self._stage, self._began, self._told_rows = name, time.monotonic(), 0.0
        if self._bar:
            self._task = self._bar.add_task(visible(name), total=None, count="", at=0.0)

    def advance(self, done: float, total: float) -> None:
        """Move the bar; without a terminal, print nothing until the stage is done, but rows that come for long."""
        at = time.monotonic() - self._began
        if not total:
            self._rows_seen = int(done)
            self._rows(int(done), at)
        elif self._bar and self._task is not None:
            count = f"{done:.0f}/{total:.0f}" if total > 1 else ""
            self._bar.update(self._task, completed=done, total=total, count=count, at=at)

    def _rows(self, rows: int, at: float) -> None:
        """Rows of a table so far, of which nobody knows how many there are."""
        if self._in_json:
            return
        with speaking(shown_language(self.language)):
            said = _("{rows} rows so far").format(rows=number(rows))
        if self._bar and self._task is not None:
            self._bar.update(self._task, count=said)
        elif at - self._told_rows >= _BETWEEN:
            self._told_rows = at
            say(self._console, f"{self._stage}: {said}")

    def counted(self, rows: int) -> None:
        """Keep how many rows the stage has left, for the JSON log."""
        self._rows_seen = rows

    def note(self, message: str) -> None:
        """Print one sentence, below the line of its stage."""
        self._notes.append(message if self._in_json else self._told(message))
        if self._at_once:
            self._say_notes()

    def _finish(self) -> None:
        if not self._stage:
            return
        if self._bar and self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        took = time.monotonic() - self._began
        if self._in_json:
            self._record(took)
        else:
            with speaking(shown_language(self.language)):
                seconds = localised(f"{took:.1f}")
            say(self._console, f"{self._stage} · {seconds} s")
        self._stage, self._rows_seen = "", 0
        self._say_notes()

    def _record(self, took: float) -> None:
        if not self._quiet:
            chatter.record("stage", stage=self._stage, seconds=round(took, 3), rows=self._rows_seen or None)

    def _told(self, message: str) -> str:
        with speaking(shown_language(self.language)):
            return in_language(message)

    def _say_notes(self) -> None:
        for message in self._notes:
            say(self._console, message, indent=2)
        self._notes.clear()
