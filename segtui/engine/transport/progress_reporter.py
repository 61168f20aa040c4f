"""What the pipeline says of its progress, as messages of one question."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

from segtui.engine.transport.messages import Cleaned, Message, Note, Progress, Stage
from segtui.engine.transport.messages.payloads import StepLog
from segtui.engine.transport.streams import Channel

_EVERY = 0.25


class ProgressReporter:
    """A pipeline listener for the question `ticket`; progress is told at most four times a second."""

    def __init__(self, channel: Channel, ticket: int, *, notes: bool = True) -> None:
        self.ticket = ticket
        self._notes = notes
        self._channel = channel
        self._last = 0.0

    def say(self, message: Message) -> None:
        """Send a message as it is."""
        self._channel.say(message)

    def stage(self, name: str) -> None:
        """A stage begins."""
        self.say(Stage(self.ticket, name))

    def advance(self, done: float, total: float) -> None:
        """So much of the stage is done."""
        now = time.monotonic()
        if now - self._last >= _EVERY:
            self._last = now
            self.say(Progress(self.ticket, float(done), float(total)))

    def cleaned(self, step: Mapping[str, Any]) -> None:
        """A cleaning step is done."""
        self.say(Cleaned(self.ticket, cast("StepLog", dict(step))))

    def note(self, message: str) -> None:
        """Something a reader should know."""
        if self._notes:
            self.say(Note(self.ticket, message))

    def without_notes(self) -> ProgressReporter:
        """The same without its notes, where another question has had them told."""
        return ProgressReporter(self._channel, self.ticket, notes=False)
