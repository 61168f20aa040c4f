"""Questions on what features can be made of a second table or the customers' own columns, each after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import MakerProposal, TableProfile
from segtui.plan.stages import PREPARED


@dataclass(frozen=True)
class TableRecognized(Message):
    """What a second table is, and the makers that fit it, then those that fit the customers' own columns.

    Without a `path` these are all, and `rows` and `columns` are the customers'. `found` of the
    `customers` have rows under the id column `id`; `unknown` of its ids belong to none of them.
    """

    path: str
    rows: int
    columns: list[str]
    id: str
    found: int
    customers: int
    unknown: int
    makers: list[MakerProposal]


@dataclass(frozen=True)
class RecognizeTable(PlanRequest):
    """What features can be made from a table beside that of the plan, and from the customers' own columns; without a
    `path` from these alone."""

    path: str

    answers = (TableRecognized,)
    handler = "second_table:recognize"
    depends = PREPARED


@dataclass(frozen=True)
class MakerTried(Message):
    """What a maker would add: the profile of the new columns as the customers would have them, and notes.

    `use` are those of them that are worth clustering, `number` is that of the question.
    """

    number: int
    profile: TableProfile
    use: list[str]
    notes: list[str]


@dataclass(frozen=True)
class TryMaker(PlanRequest):
    """What the last [[derive]] of the plan would add to the rest of it; `number` comes back with the answer."""

    number: int

    answers = (MakerTried,)
    handler = "second_table:try_maker"
    depends = PREPARED
    pause = 0.15
