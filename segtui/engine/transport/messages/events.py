"""What the compute process says before it has an answer, and where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message
from segtui.engine.transport.messages.payloads import LeaderboardRow, PlanFault, StepLog


@dataclass(frozen=True)
class Ready(Message):
    """The process has started and can answer; said once, with ticket 0."""

    partial = True


@dataclass(frozen=True)
class Stage(Message):
    """A stage of the work begins; `extent` says how much there is to do, empty where that is not known."""

    name: str
    extent: str = ""

    partial = True


@dataclass(frozen=True)
class Progress(Message):
    """So much of the stage is done; only the last of several waiting ones matters."""

    done: float
    total: float

    partial = True
    replaceable = True


@dataclass(frozen=True)
class Note(Message):
    """A sentence that a reader should know."""

    text: str

    partial = True


@dataclass(frozen=True)
class Cleaned(Message):
    """A cleaning step is done: its row of cleaning.csv, as in Prepared. Said of each in turn, whatever fails later."""

    step: StepLog

    partial = True


@dataclass(frozen=True)
class Found(Message):
    """A finished candidate, with the indices known so far (None until scored); said again when more is known.

    `row` has the keys of Searched.rows. While `preliminary` is true there is no rank, and what indices there are may
    come from a part of the rows.
    """

    row: LeaderboardRow
    done: int
    total: int

    partial = True


@dataclass(frozen=True)
class Failed(Message):
    """What went wrong, as the command line would say it; the process goes on.

    `faults` say what is wrong at which key of the plan.
    """

    what: str
    exit_code: int
    faults: list[PlanFault] = field(default_factory=list)
