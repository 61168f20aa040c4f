"""Questions about the pushes of a plan: what each would do to its list, and doing it."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import EarlierPushFacts, PushFacts
from segtui.plan.stages import EXPORTED

_PUSHED = EXPORTED | {"push"}


@dataclass(frozen=True)
class PushPreviewed(Message):
    """What push `index` (from 0) of the plan would do with the run in the folder `out`; nothing was sent.

    `facts` are None where that folder has no run with segments. `earlier` are the pushes on the ledger of its list,
    the latest first.
    """

    index: int
    out: str
    facts: PushFacts | None
    earlier: list[EarlierPushFacts] = field(default_factory=list)

    keyed_by = "index"


@dataclass(frozen=True)
class PreviewPush(PlanRequest):
    """What push `index` (from 0) of the plan would do with the run in the folder `out`."""

    index: int
    out: str

    answers = (PushPreviewed,)
    handler = "push_segments:preview_push"
    depends = _PUSHED
    pause = 0.15


@dataclass(frozen=True)
class PushSent(Message):
    """What push `index` (from 0) did; `facts` has what broke it off, if anything did."""

    index: int
    facts: PushFacts

    keyed_by = "index"


@dataclass(frozen=True)
class SendPush(PlanRequest):
    """Send push `index` (from 0) of the plan, for the run in the folder `out`.

    Without `yes` it refuses to remove more people than the plan lets it.
    """

    index: int
    out: str
    yes: bool = False

    answers = (PushSent,)
    handler = "push_segments:send_push"
    depends = frozenset({"push"})
    finishes = True
