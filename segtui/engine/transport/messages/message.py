"""What every message is, a few fields and one line of JSON, and what every question declares of itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from segtui.language.sentences import in_language
from segtui.language.translation import language
from segtui.plan.stages import Parts


@dataclass(frozen=True)
class Message:
    """Base of all; `ticket` ties an answer to its question.

    An answer that is `partial` is followed by others to the same ticket. Of several queued ones of a `replaceable`
    kind, only the last matters. The latest for each value of the field `keyed_by` counts, else the latest of all.
    """

    ticket: int

    partial: ClassVar[bool] = False
    replaceable: ClassVar[bool] = False
    keyed_by: ClassVar[str | None] = None
    KINDS: ClassVar[dict[str, type[Message]]] = {}
    """Every kind of message by its name, except the abstract ones."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if not abstract:
            Message.KINDS[cls.__name__] = cls

    def line(self) -> str:
        """The message as one line of JSON; its sentences are in the language that is spoken now."""
        fields = asdict(self) if language() == "en" else _told(asdict(self))
        return json.dumps({"say": type(self).__name__, **fields}, allow_nan=False)


@dataclass(frozen=True)
class Request(Message, abstract=True):
    """A question. A new one takes its declaration here, its handler, and the screen that asks it."""

    answers: ClassVar[tuple[type[Message], ...]]
    """The kinds of its last answer, apart from Failed."""
    handler: ClassVar[str]
    """The handler, as "module:function" in `segtui.engine.handlers`; loaded when it is first needed."""
    depends: ClassVar[Parts] = frozenset()
    """The keys of the plan whose change makes the answer stale, and the question while it is open."""
    finishes: ClassVar[bool] = False
    """Whether it continues when the plan changes."""
    pause: ClassVar[float] = 0.0
    """Seconds that the workbench waits for a newer question of the same kind before it asks."""
    unasked: ClassVar[bool] = False
    """Whether the workbench asks by itself, so that nobody waits for the answer and a failure disturbs nobody."""


@dataclass(frozen=True)
class PlanRequest(Request, abstract=True):
    """A question about a plan (TOML), whose paths are relative to `folder`."""

    plan: str
    folder: str


def _told(value: Any) -> Any:
    """The same with every sentence in it as it is told now."""
    if isinstance(value, str):
        return in_language(value)
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    return [_told(each) for each in value] if isinstance(value, list | tuple) else value
