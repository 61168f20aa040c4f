"""Tells observers of a command, so that none of them can make it fail, or wait for more than a few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from segtui.errors import SegtuiError
from segtui.language.sentences import say
from segtui.pipeline.observers.observer import CommandOutcome, FailedCommand, Observer, Occasion

PATIENCE = 2.0
"""Seconds that a command waits for an observer, each time."""

Note = Callable[[str], None]


class Observation:
    """What is known of a command that is being observed."""

    def __init__(self, told: Sequence[_Told], note: Note) -> None:
        self._told, self._note, self._began = told, note, time.monotonic()
        self.outcome: CommandOutcome | None = None
        self.error: SegtuiError | None = None

    @property
    def seconds(self) -> float:
        """Since the command began."""
        return time.monotonic() - self._began

    def finished(self, make: Callable[[], CommandOutcome], exit_code: int = 0) -> None:
        """The command has done its work, or most of it; observers are told when it ends.

        What `make` raises is noted like the rest: observers then get the exit code alone.
        """
        try:
            self.outcome = make()
        except Exception as error:
            self.outcome = CommandOutcome(exit_code)
            self._note(say("Observers get no figures of this command: {why}.", why=_why(error)))

    def fell_short(self, error: SegtuiError) -> None:
        """Something that the command was to do as well has failed, with an error that it will end with."""
        self.error = error

    def batch_ended(self, health: Mapping[str, Any]) -> None:
        """A batch is done; the seconds that observers may take are the batch's."""
        seconds = self.seconds
        for each in self._told:
            each.tell(lambda observer: observer.batch_ended(health, seconds), hurried=True)


@contextmanager
def observing(occasion: Occasion, observers: Sequence[Observer], note: Note) -> Iterator[Observation]:
    """Tell the observers that a command begins, and how it ended; `note` gets a sentence on one that can't be told."""
    told = [_Told(observer, note) for observer in observers]
    observation = Observation(told, note)
    for each in told:
        each.tell(lambda observer: observer.started(occasion))
    try:
        yield observation
    except BaseException as error:
        _end(told, observation, error)
        raise
    _end(told, observation, observation.error)


def _end(told: Sequence[_Told], observation: Observation, error: BaseException | None) -> None:
    outcome, seconds = observation.outcome, observation.seconds
    if error:
        failure = FailedCommand(type(error).__name__, _code(error), outcome)
        for each in told:
            each.tell(lambda observer: observer.failed(failure, seconds))
        return
    for each in told:
        each.tell(lambda observer: observer.finished(outcome or CommandOutcome(), seconds))


def _code(error: BaseException) -> int:
    """The exit code that an error will lead to."""
    if isinstance(error, SegtuiError):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return 130
    return 4 if isinstance(error, MemoryError) else 1


class _Told:
    """One observer, behind a fence: what it raises is noted once, and what takes too long is left to itself."""

    def __init__(self, observer: Observer, note: Note) -> None:
        self._observer, self._note = observer, note
        self._busy: threading.Thread | None = None
        self._has_noted = self._is_slow = False

    def tell(self, act: Callable[[Observer], None], *, hurried: bool = False) -> None:
        """Tell it something, unless it is still busy with what it was told before.

        With `hurried` nobody waits for one that has taken too long once.
        """
        patience = 0.0 if hurried and self._is_slow else PATIENCE
        if self._busy:
            self._busy.join(patience)
            if self._busy.is_alive():
                return
        raised: list[Exception] = []

        def work() -> None:
            try:
                act(self._observer)
            except Exception as error:
                raised.append(error)

        self._busy = threading.Thread(target=work, name=f"observe.{self._observer.key}", daemon=True)
        self._busy.start()
        self._busy.join(patience)
        if self._busy.is_alive():
            self._is_slow = True
            self._note_once(say("it takes longer than {seconds:g} seconds", seconds=PATIENCE))
        elif raised:
            self._note_once(_why(raised[0]))

    def _note_once(self, why: str) -> None:
        if not self._has_noted:
            self._has_noted = True
            told = say(
                "observe.{key} could not be informed: {why}. This changes nothing else.",
                key=self._observer.key,
                why=why,
            )
            self._note(told)


def _why(error: Exception) -> str:
    """What went wrong, without what a library may quote."""
    if isinstance(error, SegtuiError):
        return say("{where}: {what}", where=error.where, what=error.what) if error.where else error.what
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if isinstance(error.filename, str) else error.strerror
    return type(error).__name__
