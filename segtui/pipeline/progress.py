"""What a run reports while it runs, and how long its stages took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, runtime_checkable

from segtui.clustering.algorithm import Candidate
from segtui.language.wording import stage_line


class Listener(Protocol):
    """Listens to a run's progress; each interface of segtui has its own."""

    def stage(self, name: str, extent: str = "") -> None:
        """A stage begins, such as `reading customers.csv`, as a sentence; the one before it is done.

        `extent` says how much there is to do, such as `9 grid points`, where that is known.
        """

    def advance(self, done: float, total: float) -> None:
        """The share of the stage that is done; a `total` of 0 where nobody knows it: `done` are rows that have come."""

    def note(self, message: str) -> None:
        """A note for the reader, in one sentence."""


def rows_to(listener: Listener) -> Callable[[int], None]:
    """Tells a listener how many rows of a table have come."""
    return lambda rows: listener.advance(rows, 0)


class Silent:
    """Listens to nothing, because nobody waits."""

    def stage(self, name: str, extent: str = "") -> None:
        """Say nothing."""

    def advance(self, done: float, total: float) -> None:
        """Say nothing."""

    def note(self, message: str) -> None:
        """Say nothing."""


@runtime_checkable
class RowWatcher(Listener, Protocol):
    """A listener that also gets how many rows a stage has left, once that is known."""

    def counted(self, rows: int) -> None:
        """The rows of the stage that is running."""


def tell_rows(listener: Listener, rows: int) -> None:
    """Tell how many rows the stage has left, where the listener asks for it."""
    if isinstance(listener, RowWatcher):
        listener.counted(rows)


@runtime_checkable
class Watcher(Listener, Protocol):
    """A listener that also gets each candidate as soon as it is found."""

    def found(self, candidate: Candidate, total: int) -> None:
        """One of this many candidates, found now or earlier."""


@runtime_checkable
class StepWatcher(Listener, Protocol):
    """A listener that also gets each cleaning step as soon as it is done, even if a later one fails."""

    def cleaned(self, step: Mapping[str, Any]) -> None:
        """A step's row of cleaning.csv."""


class Clock:
    """Forwards everything to another listener, and keeps the seconds of each stage and the notes."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._began = self._stage_began = time.perf_counter()
        self._stage = ""
        self._seconds: dict[str, float] = {}
        self.advance = listener.advance
        self.note = listener.note
        self.counted = partial(tell_rows, listener)

    def stage(self, name: str, extent: str = "") -> None:
        """End the stage before, and begin this one."""
        self._close()
        self._stage = stage_line(name, extent)
        self._listener.stage(name, extent)

    def seconds(self) -> dict[str, float]:
        """Seconds by stage, up to now."""
        self._close()
        return {**self._seconds, "total": round(self.total(), 3)}

    def total(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began

    def _close(self) -> None:
        now = time.perf_counter()
        if self._stage:
            self._seconds[self._stage] = round(self._seconds.get(self._stage, 0) + now - self._stage_began, 3)
        self._stage_began = now
