"""What the compute process sends before or instead of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message
from segtui.engine.transport.messages.payloads import LeaderboardRow, PlanFault, StepLog


@dataclass(frozen=True)
class Ready(Message):
    """The process has started and can answer; sent once, with ticket 0."""

    partial = True


@dataclass(frozen=True)
class Stage(Message):
    """A stage of the work begins; `extent` says how much there is to do, empty where that is not known."""

    name: str
    extent: str = ""

    partial = True


@dataclass(frozen=True)
class Progress(Message):
    """The share of the stage that is done; of several queued ones only the last matters.

    Where `total` is 0 nobody knows it, and `done` are rows that have come.
    """

    done: float
    total: float

    partial = True
    replaceable = True


@dataclass(frozen=True)
class Note(Message):
    """A note for the reader."""

    text: str

    partial = True


@dataclass(frozen=True)
class Cleaned(Message):
    """A cleaning step is done: its row of cleaning.csv, as in Prepared. Sent for each in turn, even if a later one
    fails."""

    step: StepLog

    partial = True


@dataclass(frozen=True)
class Found(Message):
    """A finished candidate, with the indices known so far (None until scored); sent again when more is known.

    `row` has the keys of Searched.rows. While `preliminary` is true, there is no rank, and indices may come from a
    sample of the rows.
    """

    row: LeaderboardRow
    done: int
    total: int

    partial = True


@dataclass(frozen=True)
class Failed(Message):
    """What went wrong, worded like on the command line; the process continues.

    `faults` say what is wrong at which key of the plan.
    """

    what: str
    exit_code: int
    faults: list[PlanFault] = field(default_factory=list)
