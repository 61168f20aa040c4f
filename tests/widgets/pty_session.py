"""Runs a program in a pseudo-terminal and counts the bytes it sends, as an SSH line would carry them."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


class PtySession:
    """`with PtySession(["demo.py"], 80, 24) as session: sent = session.press("j")`."""

    def __init__(self, arguments: list[str], columns: int, rows: int, **environment: str) -> None:
        self._terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)} | environment
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")}
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=inherited | settings,
            start_new_session=True,
        )
        os.close(inner)

    def press(self, keys: str, quiet: float = 0.5) -> bytes:
        """Type the keys; what the program sends until it has been silent for `quiet` seconds."""
        if keys:
            os.write(self._terminal, keys.encode())
        return self.read(quiet)

    def read(self, quiet: float = 0.5, first: float = PATIENCE) -> bytes:
        """What the program sends, up to a silence of `quiet` seconds; waits at most `first` for the first byte."""
        sent = b""
        limit = first
        while select.select([self._terminal], [], [], limit)[0]:
            try:
                sent += os.read(self._terminal, 65_536)
            except OSError:  # the program has ended
                break
            limit = quiet
        return sent

    def idle(self, seconds: float) -> bytes:
        """What the program sends while nobody does anything."""
        end, sent = time.monotonic() + seconds, b""
        while (left := end - time.monotonic()) > 0:
            if select.select([self._terminal], [], [], left)[0]:
                sent += os.read(self._terminal, 65_536)
        return sent

    def __enter__(self) -> PtySession:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._terminal)
