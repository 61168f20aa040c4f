"""The question how a run follows its stream, after its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, Request
from segtui.engine.transport.messages.payloads import BatchFacts


@dataclass(frozen=True)
class HealthRead(Message):
    """The batches since the last look, oldest first; `there` is false where the run never followed anything.

    `file` and `at` go into the next question. Where `anew` is true what was known before no longer counts, and where
    `cut` is true there were earlier batches than these. `names` are those of segments,
    with the first look.
    """

    run: str
    there: bool
    batches: list[BatchFacts]
    file: int = 0
    at: int = 0
    anew: bool = False
    cut: bool = False
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadHealth(Request):
    """What `segtui follow` has written of its batches into this run's folder after byte `at` of this `file`."""

    run: str
    file: int = 0
    at: int = 0

    answers = (HealthRead,)
    handler = "follow_health:read_health"
    unasked = True
