"""What every question to the compute process declares of itself, once for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from segtui.engine.transport.messages.message import Message
from segtui.plan.stages import Parts


@dataclass(frozen=True)
class Request(Message, abstract=True):
    """A question. A new one takes its declaration here, its handler, and the screen that asks it."""

    answers: ClassVar[tuple[type[Message], ...]]
    """The kinds of its last answer, apart from Failed."""
    handler: ClassVar[str]
    """Who answers it, as "module:function" in `segtui.engine.handlers`; loaded when it is first asked."""
    depends: ClassVar[Parts] = frozenset()
    """The keys of the plan whose change makes the answer stale, and the question while it is open."""
    finishes: ClassVar[bool] = False
    """Whether it goes on, once asked, when the plan changes."""
    pause: ClassVar[float] = 0.0
    """Seconds that the workbench waits for a newer question of the same kind before it asks."""


@dataclass(frozen=True)
class PlanRequest(Request, abstract=True):
    """A question about a plan (TOML), whose paths are relative to `folder`."""

    plan: str
    folder: str
