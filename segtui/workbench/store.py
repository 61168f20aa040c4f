"""What the workbench knows: the plan with its history, and the latest answers of the compute process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segtui.engine.messages import (
    Described,
    Failed,
    Forecasted,
    Found,
    Message,
    Opened,
    Prepared,
    Previewed,
    Searched,
    Wrote,
)
from segtui.workbench.history import History

if TYPE_CHECKING:
    from segtui.engine.journal import Journal
    from segtui.plan.model import Plan

Parts = frozenset[str]
"""Top-level keys of the plan: source, clean, derive, features, search, select, segments, output, seed …"""

_READ = frozenset({"source"})
_PREPARED = frozenset({"source", "clean", "derive", "features"})
SEARCHED = frozenset({*_PREPARED, "search", "select", "seed"})
"""A change in one of these makes the leaderboard stale."""


class Store:
    """The one place that holds the plan; every change goes through `change` or `edit`, which write the journal first.

    Answers that a change makes stale are dropped here, so that no screen shows numbers of another plan. A change that
    cannot be made (a fault in the plan, no room for the journal) leaves everything as it was and says why by `trouble`.
    """

    def __init__(self) -> None:
        self.history = History()
        self.folder = Path()
        """What the plan's paths are relative to."""
        self.name = ""
        """The file that was opened, as the title says it."""
        self.path: Path | None = None
        """The plan's own file, once it has one."""
        self.run: Path | None = None
        """The run's folder, where one was opened."""
        self.saved_plan: Plan | None = None
        self.saved_text = ""
        """The plan as its file, or the inferred starter plan, has it: with comments."""
        self.journal: Journal | None = None
        self.marks: dict[str, str] = {}
        """What else comes back after a crash: the screen, the candidate at hand, how a table was sorted."""
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
        self.wrote: Wrote | None = None
        self.failed: dict[str, Failed] = {}
        """The latest failure of each question that has not been answered since: "Read", "Prepare" … by its name."""
        self.watch: Callable[[Parts], None] = lambda parts: None
        self.trouble: Callable[[str], None] = lambda what: None

    @property
    def plan(self) -> Plan | None:
        """The plan as it is now, or None before a file is open."""
        return self.history.plan

    @property
    def unsaved(self) -> bool:
        """Whether the plan was changed since it was opened or saved."""
        return self.plan is not None and self.plan != self.saved_plan

    @property
    def chosen(self) -> str | None:
        """The key of the candidate at hand; None lets the plan's conditions choose."""
        return self.marks.get("chosen") or None

    def choose(self, key: str | None) -> None:
        """Take a candidate at hand, for the other screens and for the next start."""
        self.mark("chosen", key or "")

    def mark(self, name: str, value: str) -> None:
        """Keep something small for the next start."""
        if self.marks.get(name) == value:
            return
        self.marks[name] = value
        if self.journal:
            try:
                self.journal.mark(name, value)
            except OSError as error:
                self.trouble(f"the session can't be kept: {error.strerror}\n  free some space")

    def begin(self, plan: Plan, text: str, folder: Path, name: str, path: Path | None = None) -> bool:
        """Start with a plan that was read or inferred from `text`; `path` is its own file, where it has one."""
        self.history = History()
        self.folder, self.name, self.path = folder, name, path
        self.saved_plan, self.saved_text = plan, text
        return self._add("open", plan)

    def resume(self, history: History, marks: dict[str, str]) -> None:
        """Go on with the plans and marks of a session that was left behind."""
        self.history, self.marks = history, dict(marks)
        self._tell(None)

    def change(self, label: str, plan: Plan) -> bool:
        """Make `plan` the plan; `label` says what was done, for undo and the journal. An equal plan changes nothing.

        Whether the plan is now `plan`.
        """
        return plan == self.plan or self._add(label, plan)

    def edit(self, label: str, **values: Any) -> bool:
        """Change top-level keys of the plan, checked as a plan file would be: `edit("scale", features=features)`.

        Values are typed parts of the plan or plain data as TOML would have it. Whether the change was made.
        """
        from pydantic import ValidationError

        from segtui.errors import PlanError
        from segtui.plan.faults import faults

        assert self.plan is not None
        model = type(self.plan)
        try:
            plan = model.model_validate({**{n: getattr(self.plan, n) for n in model.model_fields}, **values})
        except ValidationError as error:
            self.trouble(PlanError(faults(error, model)).describe())
            return False
        return self.change(label, plan)

    def undo(self) -> str | None:
        """Go back one change; what was undone, or None at the beginning."""
        label = self.history.undoable
        return label if label is not None and self._move(self.history.position - 1) else None

    def redo(self) -> str | None:
        """Go forward one change; what was done again, or None at the end."""
        label = self.history.redoable
        return label if label is not None and self._move(self.history.position + 1) else None

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
        elif isinstance(message, Wrote):
            self.wrote = message

    def _add(self, label: str, plan: Plan) -> bool:
        from segtui.plan.dump import dump

        old = self.plan
        if not self._journalled(lambda journal: journal.change(label, dump(plan))):
            return False
        self.history.add(label, plan)
        self._tell(old)
        return True

    def _move(self, position: int) -> bool:
        old = self.plan
        if not self._journalled(lambda journal: journal.move(position)):
            return False
        self.history.position = position
        self._tell(old)
        return True

    def _journalled(self, write: Callable[[Journal], None]) -> bool:
        """Write ahead: what the journal could not take does not happen."""
        try:
            if self.journal:
                write(self.journal)
        except OSError as error:
            self.trouble(f"the change was not made, for it could not be kept: {error.strerror}\n  free some space")
            return False
        return True

    def _tell(self, old: Plan | None) -> None:
        assert self.plan is not None
        parts = _differing(old, self.plan)
        if parts & _READ:
            self.opened = None
        if parts & _PREPARED:
            self.prepared = self.previewed = None
        if parts & SEARCHED:
            self.forecasted = self.searched = None
        if parts & (SEARCHED - {"select"}):
            self.found = {}
            if old is not None:
                self.choose(None)
        if parts & (SEARCHED | {"segments"}):
            self.described = {}
        self.failed = {}
        self.watch(parts)


def _differing(old: Plan | None, new: Plan) -> Parts:
    """The plan's top-level keys whose values differ."""
    names = type(new).model_fields
    return frozenset(n for n in names if old is None or getattr(old, n) != getattr(new, n))
