"""The plans of a session, in order, for undo and redo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segtui.plan.model import Plan


@dataclass
class History:
    """Every change with its label and the plan after it; `position` is the current one, -1 before the first."""

    entries: list[tuple[str, Plan]] = field(default_factory=list)
    position: int = -1

    @property
    def plan(self) -> Plan | None:
        """The current plan."""
        return self.entries[self.position][1] if self.position >= 0 else None

    @property
    def changes(self) -> int:
        """The number of changes from the first plan to this one."""
        return max(self.position, 0)

    @property
    def undoable(self) -> str | None:
        """The label of the change that undo would undo."""
        return self.entries[self.position][0] if self.position > 0 else None

    @property
    def redoable(self) -> str | None:
        """The label of the change that redo would redo."""
        following = self.position + 1
        return self.entries[following][0] if following < len(self.entries) else None

    def add(self, label: str, plan: Plan) -> None:
        """Add a change after the current one; undone changes are forgotten."""
        del self.entries[self.position + 1 :]
        self.entries.append((label, plan))
        self.position += 1
