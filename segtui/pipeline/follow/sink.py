"""A place that gets the segments of a stream's customers, and how it is declared."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import polars as pl

from segtui.declare import instances
from segtui.delivery.follow.config import Follow, FollowTo
from segtui.libraries.boundary import Library
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.followed_run import FollowedRun
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.progress import Listener


@dataclass(frozen=True)
class LiveNow:
    """Everybody as they are known after the last batch: the run in its current version, the state, and the day to which
    days are counted; `listener` hears what is made of it."""

    followed: FollowedRun
    state: StateFile
    day: dt.date
    listener: Listener


class Sink(ABC):
    """Gets the rows of one batch after the other.

    A batch that was being delivered when the process died is delivered again, with the same number and the same rows:
    delivering is idempotent by (customer, batch). Raises UnreachableError where the other side is away, and is asked
    again after a pause, opened again; any other error ends the follower, and the rows stay for the next one.
    """

    takes_rows: ClassVar[bool] = True
    """Whether it gets the rows of batches; else it looks at everybody, in `settle`."""

    @abstractmethod
    def open(self) -> None:
        """Connect, and raise a SegtuiError for what can't be delivered to; called again after an UnreachableError."""

    @abstractmethod
    def deliver(self, batch: int, rows: pl.DataFrame) -> None:
        """Deliver the rows of the batch with this number (from 1, rising): when it returns, the other side has them.

        `rows` has one for each customer: the id as the run calls it, segment (Int32, -1 is none), segment_name,
        confidence, was (Int32, the segment before; null for who had none), then the columns of the customer after
        cleaning with the features, empty for rows that cleaning left out.
        """

    def settle(self, now: LiveNow, *, last: bool) -> int | None:
        """Bring up to date what is made of everybody; how many rows that has, None where nothing was made.

        Called at the start, after each batch, while nothing comes, and as the `last` before a follower ends. What it
        has made it remembers in the state: after a crash it is called again.
        """
        return None

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection; called once for each `open`, also after an error."""


@dataclass(frozen=True)
class SinkContext:
    """What sinks may ask: the run that is followed, in its current version, and the name that stands for this stream of
    batches wherever it goes: a follower that begins again from nothing has another."""

    run: RunFiles
    stream: str


@dataclass(frozen=True)
class SinkKind:
    """A kind of place, declared once: the `key` of [[follow.to]] that names it, and how its sink is made.

    `make` raises a SegtuiError, before anything is read, for a place that can't be. `libraries` may be absent.
    """

    key: str
    make: Callable[[FollowTo, SinkContext], Sink]
    libraries: Callable[[FollowTo], Sequence[Library]] = lambda _: ()


@cache
def sink_kinds() -> dict[str, SinkKind]:
    """The declared kinds by their key."""
    return {kind.key: kind for kind in instances("segtui.pipeline.follow.sinks", SinkKind)}


def names_of(follow: Follow) -> list[str]:
    """What tells the places apart: their addresses; those that are named twice have a number."""
    names: list[str] = []
    for to in follow.to:
        same = sum(name.partition(" #")[0] == to.place for name in names)
        names.append(f"{to.place} #{same + 1}" if same else to.place)
    return names
