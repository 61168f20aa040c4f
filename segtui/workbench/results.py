"""The latest answers of the compute process, and which of them a change of the plan makes stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.engine.transport.messages import (
    Described,
    ExportPreviewed,
    Failed,
    Forecasted,
    Found,
    Message,
    Opened,
    Prepared,
    Previewed,
    Sampled,
    Searched,
    Wrote,
)

if TYPE_CHECKING:
    from segtui.plan.model import Plan

Parts = frozenset[str]
"""Top-level keys of the plan: source, clean, derive, features, search, select, segments, output, seed …"""

READ = frozenset({"source"})
PREPARED = READ | {"clean", "derive", "features"}
SEARCHED = PREPARED | {"search", "select", "seed"}
"""A change in one of these makes the leaderboard stale."""
EXPORTED = SEARCHED | {"segments", "output", "export"}
"""A change in one of these makes what is exported another."""


class Answers:
    """What the screens draw. An answer of another plan is dropped, so that no screen shows its numbers."""

    def __init__(self) -> None:
        self.opened: Opened | None = None
        self.prepared: Prepared | None = None
        self.previewed: Previewed | None = None
        self.forecasted: Forecasted | None = None
        self.found: dict[str, dict[str, Any]] = {}
        """The candidates found so far, by key: rows of the leaderboard. Another [select] leaves them, for their indices
        stay what they are; `searched` says what the conditions make of them."""
        self.searched: Searched | None = None
        self.described: dict[str, Described] = {}
        """The segments of candidates, by key."""
        self.sampled: Sampled | None = None
        """How segments.csv begins."""
        self.exports: dict[int, ExportPreviewed] = {}
        """What exports of the plan would write, by their place in it, from 0."""
        self.wrote: Wrote | None = None
        self.failed: dict[str, Failed] = {}
        """The latest failure of each question that has not been asked again: "Read", "Prepare" … by its name."""

    def take(self, message: Message) -> None:
        """Take in an answer of the compute process."""
        if isinstance(message, Opened):
            self.opened = message
        elif isinstance(message, Prepared):
            self.prepared = message
        elif isinstance(message, Previewed):
            self.previewed = message
        elif isinstance(message, Forecasted):
            self.forecasted = message
        elif isinstance(message, Found):
            self.found[message.row["key"]] = message.row
        elif isinstance(message, Searched):
            self.searched = message
            self.found = {row["key"]: row for row in message.rows}
        elif isinstance(message, Described):
            self.described[message.key] = message
        elif isinstance(message, Sampled):
            self.sampled = message
        elif isinstance(message, ExportPreviewed):
            self.exports[message.index] = message
        elif isinstance(message, Wrote):
            self.wrote = message

    def drop_stale(self, parts: Parts, old: Plan | None, new: Plan) -> None:
        """Forget what a change of these parts of the plan makes stale."""
        self.failed = {}
        if parts & (SEARCHED | {"segments", "output"}):
            self.sampled = None
        if parts & EXPORTED:
            self.exports, self.wrote = {}, None
        chosen = old is not None and "select" in parts and _another_candidate_only(old, new)
        if chosen and parts <= {"select", "segments"}:
            self.described = {} if "segments" in parts else self.described
            return
        if parts & READ:
            self.opened = None
        if parts & PREPARED:
            self.prepared = self.previewed = None
        if parts & SEARCHED:
            self.forecasted = self.searched = None
        if parts & (SEARCHED - {"select"}):
            self.found = {}
        if parts & (SEARCHED | {"segments"}):
            self.described = {}


def _another_candidate_only(old: Plan, new: Plan) -> bool:
    """Which candidate is taken changes nothing of what is known about each; which is best is not known then."""
    return new.select.candidate is not None and old.select == new.select.model_copy(
        update={"candidate": old.select.candidate}
    )
