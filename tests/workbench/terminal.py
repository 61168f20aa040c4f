"""The workbench in a terminal, for the tests: what it sends, and what stands on the screen for it."""

from __future__ import annotations

import os
import re
import select
import signal
import time
from pathlib import Path

import numpy as np
import polars as pl
from rich.cells import cell_len

from tests.patience import PATIENCE
from tests.widgets.pty_session import PtySession

_PART = re.compile(
    r"\x1b\[(\d+);(\d+)H"  # a place
    r"|\x1b\[[0-9;?<>=:$]*[A-Za-z]"  # a style, a mode
    r"|\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\)"  # a title, a clipboard
    r"|\x1b.|([^\x1b\n\r]+)|[\n\r]"
)


class Grid:
    """What a terminal shows for what it is sent: characters only, no style."""

    def __init__(self, columns: int, rows: int) -> None:
        self.lines = [[" "] * columns for _ in range(rows)]
        self._x = self._y = 0

    def take(self, sent: str) -> None:
        """Put what is sent where it belongs."""
        x, y = self._x, self._y
        for part in _PART.finditer(sent):
            if part[1]:
                y, x = int(part[1]) - 1, int(part[2]) - 1
            for letter in part[3] or "":
                width = cell_len(letter)
                if width and y < len(self.lines):
                    self.lines[y][x : x + width] = [letter] + [""] * (width - 1)
                x += width
        self._x, self._y = x, y

    def text(self) -> str:
        """Line by line."""
        return "\n".join("".join(line).rstrip() for line in self.lines)


def write_rows(path: Path, rows: int, columns: int = 6) -> None:
    """A file of numbers in five groups, each row with its id."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(5, columns)) * 4
    values = centres[random.integers(0, 5, size=rows)] + random.normal(size=(rows, columns))
    frame = pl.DataFrame(values.round(3), schema=[f"spend_{i}" for i in range(columns)])
    frame.with_row_index("customer_id", 1).write_csv(path)


class Window(PtySession):
    """`with Window("customers.csv") as window: window.until("2,000")`; `sent` is all that came."""

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 24, launcher=("-m", "segtui"), **environment):
        super().__init__([*launcher, *arguments], columns, rows, **environment)
        self.sent = b""
        self.grid = Grid(columns, rows)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self, seconds: float = PATIENCE) -> int:
        """Its exit code once it has ended, negative for a signal."""
        return self._process.wait(seconds)

    def kill(self, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def take(self, seconds: float) -> bytes:
        """What comes within so many seconds; it is on the grid then."""
        came, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and select.select([self._terminal], [], [], left)[0]:
            try:
                came += os.read(self._terminal, 65_536)
            except OSError:  # it has ended
                break
        return self._took(came)

    def send(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def first_byte(self, seconds: float = PATIENCE) -> None:
        """Wait until something comes; it is not taken yet."""
        assert select.select([self._terminal], [], [], seconds)[0], "nothing comes"

    def press(self, keys: str, quiet: float = 0.5) -> bytes:
        """Type the keys; what is sent until there is silence."""
        return self._took(super().press(keys, quiet))

    def until(self, *texts: str, seconds: float = PATIENCE) -> bytes:
        """Wait until all these stand on the screen; what was sent meanwhile."""
        before, deadline = len(self.sent), time.monotonic() + seconds
        while not all(text in self.grid.text() for text in texts):
            assert time.monotonic() < deadline and self._process.poll() is None, f"in vain:\n{self.grid.text()}"
            self.take(0.05)
        return self.sent[before:]

    def settled(self, *texts: str, quiet: float = 0.7, seconds: float = PATIENCE) -> bytes:
        """The same, and then a silence."""
        before = len(self.sent)
        self.until(*texts, seconds=seconds)
        while self.take(quiet):
            pass
        return self.sent[before:]

    def falls_silent(self, seconds: float) -> bool:
        """Whether a time comes in which nothing is sent for so many seconds."""
        deadline = time.monotonic() + PATIENCE
        while self.take(seconds):
            if time.monotonic() > deadline:
                return False
        return True

    def _took(self, came: bytes) -> bytes:
        # A part may end amid a sequence or a character: what follows the last whole update waits.
        self.sent += came
        shown = self.sent.rfind(b"\x1b[")
        fresh = self.sent[self._shown : shown]
        if shown > self._shown:
            self.grid.take(fresh.decode(errors="replace"))
            self._shown = shown
        return came

    _shown = 0
