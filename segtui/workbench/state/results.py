"""The latest answers of the compute process, and which of them a change of the plan makes stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from segtui.engine.transport.messages import (
    Assessed,
    Crosstabbed,
    Described,
    ExportPreviewed,
    Failed,
    Forecasted,
    Found,
    Message,
    PredictionLearned,
    PredictionsShown,
    PushPreviewed,
    PushSent,
    Request,
    Sampled,
    Searched,
    Wrote,
)
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.plan.stages import CHOICE, FOUND, Parts

if TYPE_CHECKING:
    from segtui.plan.model import Plan

M = TypeVar("M", bound=Message)
_WITH_PREDICTIONS = (PredictionsShown, Described, Crosstabbed, Sampled, ExportPreviewed)
"""What tells another story once a prediction is learned."""
_OF_A_SEARCH = (Forecasted, Searched, Assessed)


class Results:
    """The answers that the screens draw. Those for another plan are dropped, so that no screen shows their numbers."""

    def __init__(self) -> None:
        self._latest: dict[type[Message], dict[Any, Message]] = {}
        self.found: dict[str, LeaderboardRow] = {}
        """The candidates found so far, by key: rows of the leaderboard. A new [select] keeps them, because their
        indices stay the same; `searched` has the ranking by the conditions."""
        self.failed: dict[str, Failed] = {}
        """The latest failure of each question that has not been asked again: "Read", "Prepare" … by its name."""

    def latest(self, kind: type[M]) -> M | None:
        """The latest answer of a kind, None before there is one, or when the plan has changed since."""
        known = self.by_key(kind)
        return known[next(reversed(known))] if known else None

    def by_key(self, kind: type[M]) -> dict[Any, M]:
        """The answers of a kind by the field that tells them apart, oldest first."""
        return cast("dict[Any, M]", self._latest.get(kind, {}))

    def take(self, message: Message) -> None:
        """Store an answer of the compute process."""
        if isinstance(message, Found):
            self.found[message.row["key"]] = message.row
        elif isinstance(message, Searched):
            self.found = {row["key"]: row for row in message.rows}
        elif isinstance(message, Assessed):
            self._tell(message)
        elif isinstance(message, PredictionLearned):
            for kind in (*_WITH_PREDICTIONS, *(_OF_A_SEARCH if message.is_candidate else ())):
                self._latest.pop(kind, None)
            self.found = {} if message.is_candidate else self.found
        elif isinstance(message, Wrote | PushSent):
            self._latest.pop(PushPreviewed, None)  # the run, or what was pushed of it, is another one now
        if not message.partial and not isinstance(message, Failed):
            key = getattr(message, message.keyed_by) if message.keyed_by else None
            known = self._latest.setdefault(type(message), {})
            known.pop(key, None)
            known[key] = message

    def _tell(self, message: Assessed) -> None:
        """The candidates know what resamples say of them."""
        for key, row in self.found.items():
            known = message.stability.get(key)
            rand, cophenetic = known["rand"] if known else None, message.cophenetic.get(key, row["cophenetic"])
            self.found[key] = {**row, "stability": rand, "cophenetic": cophenetic}

    def drop_stale(self, parts: Parts, old: Plan | None, new: Plan) -> None:
        """Forget what a change of these parts of the plan makes stale."""
        self.failed = {}
        if old is not None and "select" in parts and _another_candidate_only(old, new):
            parts = parts - {"select"} | {CHOICE}
        if parts & FOUND:
            self.found = {}
        for kind in Message.KINDS.values():
            if issubclass(kind, Request) and kind.depends & parts:
                for answer in kind.answers:
                    self._latest.pop(answer, None)


class HasResults(Protocol):
    """An object that owns results."""

    results: Results


class Latest(Generic[M]):
    """An attribute of the owner of results: the latest answer of a kind, None before there is one."""

    def __init__(self, kind: type[M]) -> None:
        self._kind = kind

    def __get__(self, owner: HasResults, kind: type) -> M | None:
        return owner.results.latest(self._kind)


def _another_candidate_only(old: Plan, new: Plan) -> bool:
    """Choosing another candidate changes nothing about each candidate, but the best one is unknown then."""
    return new.select.candidate is not None and old.select == new.select.model_copy(
        update={"candidate": old.select.candidate}
    )
