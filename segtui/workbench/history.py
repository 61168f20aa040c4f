"""The plans that a session went through, in order, for undo and redo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segtui.plan.model import Plan


@dataclass
class History:
    """Every change with its label and the plan after it; `position` is where one stands, -1 before the first."""

    entries: list[tuple[str, Plan]] = field(default_factory=list)
    position: int = -1

    @property
    def plan(self) -> Plan | None:
        """The plan where one stands."""
        return self.entries[self.position][1] if self.position >= 0 else None

    @property
    def changes(self) -> int:
        """How many changes lead from the first plan to this one."""
        return max(self.position, 0)

    @property
    def undoable(self) -> str | None:
        """What an undo would undo."""
        return self.entries[self.position][0] if self.position > 0 else None

    @property
    def redoable(self) -> str | None:
        """What a redo would do again."""
        following = self.position + 1
        return self.entries[following][0] if following < len(self.entries) else None

    def add(self, label: str, plan: Plan) -> None:
        """A change after where one stands; what had been undone is forgotten."""
        del self.entries[self.position + 1 :]
        self.entries.append((label, plan))
        self.position += 1
