"""The compute process's own ends: questions in, messages and progress out, and the pipe that it dies by."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any, cast

from segtui.engine.transport.messages import Cleaned, Message, Note, Progress, Stage, parse
from segtui.engine.transport.messages.payloads import StepLog
from segtui.engine.transport.screen_language import on_screen

_EVERY = 0.25


class Channel:
    """Messages out, on a copy of standard output that nothing else can write to."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._lock = threading.Lock()

    def say(self, message: Message) -> None:
        """Write a message; the process ends when nobody reads any more."""
        with on_screen():
            line = memoryview(message.line().encode() + b"\n")
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._handle, line) :]
            except OSError:
                os._exit(0)


def take() -> tuple[Channel, SimpleQueue[Message]]:
    """Take standard input and output for messages; whatever a library prints goes to standard error from here on.

    The questions come in the order they are asked. The process ends when its parent is gone, whatever it is doing.
    """
    told, heard = os.dup(1), os.dup(0)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    questions: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_listen, args=(heard, questions), name="questions", daemon=True).start()
    return Channel(told), questions


def die_with(pipe: int) -> None:
    """Let the system kill this process when the other end of `pipe` closes, even during a long call of C code.

    If the system can't do that, the end of the questions ends the process as soon as Python gets to run.
    """
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)


def _listen(handle: int, questions: SimpleQueue[Message]) -> None:
    with os.fdopen(handle, "rb") as lines:
        for line in lines:
            try:
                questions.put(parse(line.decode()))
            except ValueError as error:
                print(error, file=sys.stderr, flush=True)
    os._exit(0)


class ProgressReporter:
    """A pipeline listener for the question `ticket`; progress is sent at most four times a second."""

    def __init__(self, channel: Channel, ticket: int, *, notes: bool = True) -> None:
        self.ticket = ticket
        self._notes = notes
        self._channel = channel
        self._last = 0.0

    def say(self, message: Message) -> None:
        """Send a message unchanged."""
        self._channel.say(message)

    def stage(self, name: str, extent: str = "") -> None:
        """A stage begins."""
        self.say(Stage(self.ticket, name, extent))

    def advance(self, done: float, total: float) -> None:
        """The share of the stage that is done."""
        now = time.monotonic()
        if now - self._last >= _EVERY:
            self._last = now
            self.say(Progress(self.ticket, float(done), float(total)))

    def cleaned(self, step: Mapping[str, Any]) -> None:
        """A cleaning step is done."""
        self.say(Cleaned(self.ticket, cast("StepLog", dict(step))))

    def note(self, message: str) -> None:
        """A note for the reader."""
        if self._notes:
            self.say(Note(self.ticket, message))

    def without_notes(self) -> ProgressReporter:
        """The same without its notes, if another question has already sent them."""
        return ProgressReporter(self._channel, self.ticket, notes=False)
