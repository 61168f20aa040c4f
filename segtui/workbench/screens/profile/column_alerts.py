"""The alerts of a column, each with what the plan does about it or suggested fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.sentences import in_language
from segtui.language.translation import _
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from segtui.plan.suggestions.suggest import Fix


class Alerts(OptionList):
    """Alerts of a column; Enter on a fix applies it."""

    HELP_TITLE = "Alerts"
    HELP = "Alerts about the column, and ways to fix them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", id="alerts.down", show=False, tooltip="Next fix"),
        Binding("k", "cursor_up", "up", id="alerts.up", show=False, tooltip="Previous fix"),
        Binding("enter", "select", "fix", id="alerts.fix", tooltip="Apply this fix to the plan"),
        Binding("escape", "leave", "back", id="alerts.leave", show=False, tooltip="Back to the columns"),
    ]

    @dataclass
    class Chosen(Message):
        """A fix was chosen."""

        fix: Fix

    class Left(Message):
        """Back to the columns."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="profile-alerts", markup=False)
        self._ascii = ascii
        self._fixes: list[Fix | None] = []

    def show(self, column: ColumnFacts, plan: Plan, fixes: Sequence[Fix]) -> None:
        """Show the alerts of a column of the profile, with their fixes."""
        from segtui.plan.suggestions.suggest import resolved_by

        self.clear_options()
        self._fixes = []
        for alert in column["alerts"]:
            done = resolved_by(alert, column["name"], plan)
            ways = [f for f in fixes if f.alert == alert]
            sign = ("+" if self._ascii else "✓") if done else "!" if ways else "-" if self._ascii else "·"
            told = PlainText.assemble((f"{sign} ", "bold"), visible(alert["message"]))
            if done:
                told.append(f"  ({in_language(done)})", "bold")
            self._add(told, None)
            for fix in ways:
                key = "x " if fix is next(f for f in fixes) else "  "
                self._add(PlainText.assemble(("   ", ""), (key, "bold"), (visible(in_language(fix.label)), "")), fix)
        if not column["alerts"]:
            self._add(PlainText(_("No alerts."), "dim"), None)
        first = next((i for i, fix in enumerate(self._fixes) if fix), None)
        self.highlighted = first
        self.can_focus = first is not None
        self.scroll_home(animate=False)

    def _add(self, text: PlainText, fix: Fix | None) -> None:
        self._fixes.append(fix)
        self.add_option(Option(text, disabled=fix is None))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tell which."""
        event.stop()
        fix = self._fixes[event.option_index]
        if fix:
            self.post_message(self.Chosen(fix))

    def action_leave(self) -> None:
        """Back to the columns."""
        self.post_message(self.Left())
