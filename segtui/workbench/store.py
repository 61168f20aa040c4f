"""What the workbench knows: the plan with its history, and the latest answers of the compute process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segtui.engine.messages import Described, Forecasted, Found, Message, Opened, Prepared, Searched

if TYPE_CHECKING:
    from segtui.engine.journal import Journal
    from segtui.plan.model import Plan

Parts = frozenset[str]
_READ = frozenset({"source"})
_PREPARED = frozenset({"source", "clean", "derive", "features"})
_SEARCHED = frozenset({*_PREPARED, "search", "select", "seed"})


class Store:
    """The one place that holds the plan; every change goes through `change`, which writes the journal first.

    Answers that a change makes stale are dropped here, so that no screen shows numbers of another plan.
    """

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.folder = Path()
        self.name = ""
        self.path: Path | None = None
        self.saved_at: float | None = None
        self.saved_plan: Plan | None = None
        self.journal: Journal | None = None
        self.opened: Opened | None = None
        self.prepared: Prepared | None = None
        self.forecasted: Forecasted | None = None
        self.found: dict[str, dict[str, Any]] = {}
        self.searched: Searched | None = None
        self.described: dict[str, Described] = {}
        self.chosen: str | None = None
        self.watch: Callable[[str, Parts], None] = lambda label, parts: None
        self._history: list[tuple[str, Plan]] = []
        self._position = -1

    def begin(self, plan: Plan, folder: Path, name: str, path: Path | None = None) -> None:
        """Start with a plan that was read or inferred; `path` is the file that it is saved to, where there is one."""
        self.folder, self.name, self.path = folder, name, path
        self.saved_plan = plan if path else None
        self._history, self._position = [], -1
        self._set("open", plan)

    def change(self, label: str, plan: Plan) -> None:
        """Make `plan` the plan; `label` says what was done, for undo and the journal. Equal plans change nothing."""
        if plan != self.plan:
            self._set(label, plan)

    def undo(self) -> str | None:
        """Go back one change; what was undone, or None at the beginning."""
        if self._position < 1:
            return None
        label = self._history[self._position][0]
        self._move(self._position - 1)
        return label

    def redo(self) -> str | None:
        """Go forward one change; what was done again, or None at the end."""
        if self._position + 1 >= len(self._history):
            return None
        self._move(self._position + 1)
        return self._history[self._position][0]

    def save(self, path: Path) -> None:
        """Write the plan to a file, whole or not at all."""
        from segtui.plan.dump import dump

        assert self.plan is not None
        part = path.with_name(f".{path.name}.part")
        part.write_text(dump(self.plan), encoding="utf-8")
        part.replace(path)
        self.path, self.saved_plan, self.saved_at = path, self.plan, time.time()

    def take(self, message: Message) -> None:
        """Take in an answer of the compute process."""
        if isinstance(message, Opened):
            self.opened = message
        elif isinstance(message, Prepared):
            self.prepared = message
        elif isinstance(message, Forecasted):
            self.forecasted = message
        elif isinstance(message, Found):
            self.found[message.row["key"]] = message.row
        elif isinstance(message, Searched):
            self.searched = message
            self.found = {row["key"]: row for row in message.rows}
        elif isinstance(message, Described):
            self.described[message.key] = message

    @property
    def unsaved(self) -> bool:
        """Whether the plan differs from its file."""
        return self.plan is not None and self.plan != self.saved_plan

    def _set(self, label: str, plan: Plan) -> None:
        from segtui.plan.dump import dump

        if self.journal:
            self.journal.change(label, dump(plan))
        del self._history[self._position + 1 :]
        self._history.append((label, plan))
        self._move(len(self._history) - 1, journal=False)

    def _move(self, position: int, *, journal: bool = True) -> None:
        if journal and self.journal:
            self.journal.move(position)
        old, self._position = self.plan, position
        label, self.plan = self._history[position]
        parts = _differing(old, self.plan)
        self._drop_stale(parts)
        self.watch(label, parts)

    def _drop_stale(self, parts: Parts) -> None:
        if parts & _READ:
            self.opened = None
        if parts & _PREPARED:
            self.prepared = None
        if parts & _SEARCHED:
            self.forecasted = self.searched = None
            self.found, self.described, self.chosen = {}, {}, None
        elif "segments" in parts:
            self.described = {}


def _differing(old: Plan | None, new: Plan) -> Parts:
    """The plan's top-level keys whose values differ."""
    names = type(new).model_fields
    return frozenset(n for n in names if old is None or getattr(old, n) != getattr(new, n))
