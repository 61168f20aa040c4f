"""Suggested fixes for the alerts of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.language.sentences import in_language
from segtui.language.translation import _
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.plan.suggestions.suggest import Fix

_NAME = 24
"""Cells that a column's name has at most."""


class Suggestions(OptionList):
    """Suggested fixes for the columns' alerts; Enter adds one to the plan, p previews it."""

    HELP_TITLE = "Suggestions"
    HELP = "Suggested fixes for the columns' alerts; each becomes a step."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "apply", id="suggestions.apply", tooltip="Apply this fix to the plan"),
        Binding("p", "preview", "what it changes", id="suggestions.preview", tooltip="Preview what it would change"),
        Binding("j", "cursor_down", "down", id="suggestions.down", show=False, tooltip="Down"),
        Binding("k", "cursor_up", "up", id="suggestions.up", show=False, tooltip="Up"),
        Binding("escape,f", "leave", "steps", id="suggestions.leave", tooltip="Back to the steps"),
    ]

    @dataclass
    class Chosen(Message):
        """A suggestion is to be applied, or previewed first."""

        fix: Fix
        first_look: bool = False

    class Left(Message):
        """Back to the steps."""

    def __init__(self) -> None:
        super().__init__(id="clean-fixes", markup=False)
        self.fixes: list[Fix] = []

    def show(self, fixes: Sequence[Fix]) -> None:
        """List the fixes, with alternatives for one alert below each other."""
        at = self.highlighted or 0
        self.fixes = list(fixes)
        self.clear_options()
        last: tuple[str, str] = ("", "")
        room = min(max((cell_len(fix.column) for fix in fixes), default=0), _NAME) + 1
        for fix in self.fixes:
            again, last = (fix.column, fix.code) == last, (fix.column, fix.code)
            name = PlainText("  " + _("or") if again else fix.column, "dim" if again else "bold", no_wrap=True)
            name.truncate(room, overflow="ellipsis", pad=True)
            self.add_option(
                Option(PlainText.assemble(name, " ", in_language(fix.label), no_wrap=True, overflow="ellipsis"))
            )
        self.highlighted = min(at, len(self.fixes) - 1) if self.fixes else None
        self.can_focus = bool(self.fixes)

    @property
    def fix(self) -> Fix | None:
        """The one at the cursor."""
        return self.fixes[self.highlighted] if self.highlighted is not None and self.fixes else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Chosen(self.fixes[event.option_index]))

    def action_preview(self) -> None:
        """Preview it."""
        if self.fix:
            self.post_message(self.Chosen(self.fix, first_look=True))

    def action_leave(self) -> None:
        """Back to the steps."""
        self.post_message(self.Left())
