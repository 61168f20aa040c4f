"""One compute process from its parent's side: lines to it, lines from it, and its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from segtui.engine.transport.messages import Message, parse

LOG = "engine.log"
_CHUNK = 1 << 16
_GRACE = 1.0


class Child:
    """A process that is started at once; `heard` gets each of its messages, `ended` its exit code, once, at last.

    Both are called from the thread that reads. The process has a session of its own, so that Ctrl-C and a lost
    terminal do not reach it, and holds the end of a pipe by which the system kills it when this process is gone.
    Raises OSError where it can't be started.
    """

    def __init__(
        self, session: Path, heard: Callable[[Child, Message], None], ended: Callable[[Child, int], None]
    ) -> None:
        self._heard, self._ended = heard, ended
        self.orphans: list[int] = []
        """Tickets that this process will not answer any more."""
        self._process, self._life = _start(session)
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        for loop in (self._write, self._read):
            threading.Thread(target=loop, name=f"engine{loop.__name__}", daemon=True).start()

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def say(self, message: Message) -> None:
        """Send a message; returns at once."""
        self._lines.put(message.line().encode() + b"\n")

    def kill(self) -> None:
        """End it and whatever it has started, whatever they do; returns at once.

        It is asked first, which ends it unless it waits for a database: it has a second to end the statement there.
        """
        if self.alive:
            self._signal(signal.SIGTERM)
            last = threading.Timer(_GRACE, self._signal, (signal.SIGKILL,))
            last.daemon = True
            last.start()
        self._lines.put(None)

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def wait(self, seconds: float) -> None:
        """Wait until it is gone, so long at most."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _write(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError), self._process.stdin as stdin:
            while line := self._lines.get():
                stdin.write(line)
                stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stdout:
            rest = b""
            while data := os.read(stdout.fileno(), _CHUNK):
                *lines, rest = (rest + data).split(b"\n")
                for message in newest(messages(lines)):
                    self._heard(self, message)
        code = self._process.wait()
        self._lines.put(None)
        os.close(self._life)
        self._ended(self, code)


def messages(lines: Iterable[bytes]) -> Iterator[Message]:
    """The messages in these lines; other lines are skipped."""
    for line in lines:
        with contextlib.suppress(ValueError):
            yield parse(line.decode())


def newest(waiting: Iterable[Message]) -> Iterator[Message]:
    """The same, less each replaceable message that another of its kind and ticket follows at once."""
    last: Message | None = None
    for message in waiting:
        replaced = last is not None and last.replaceable and type(last) is type(message)
        if last is not None and not (replaced and last.ticket == message.ticket):
            yield last
        last = message
    if last is not None:
        yield last


def _start(session: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The process, and the end of the pipe that kills it when closed."""
    end, life = os.pipe()
    try:
        with _log(session) as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "segtui.engine", str(session), str(end)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=(end,),
                start_new_session=True,
            )
    except OSError:
        os.close(life)
        raise
    finally:
        os.close(end)
    return process, life


def _log(session: Path) -> BinaryIO:
    """Where its standard error goes; nowhere, where there is no room."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.fdopen(os.open(session / LOG, flags, 0o600), "ab")
    except OSError:
        return Path(os.devnull).open("wb")
