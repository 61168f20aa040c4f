"""Choosing one of many columns: typing narrows the list, Enter takes the one at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from segtui.language.translation import _
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible


class ColumnChoice(Dialog[str | None]):
    """A list of columns under `title`; the result is the chosen one, None for Escape."""

    HELP_TITLE = "Columns"
    HELP = "Typing narrows the list; Enter takes the column at the cursor, {column_choice.leave} goes back."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "down", id="column_choice.down", show=False, priority=True, tooltip="Down"),
        Binding("up", "move(-1)", "up", id="column_choice.up", show=False, priority=True, tooltip="Up"),
        Binding("enter", "take", "take", id="column_choice.take", priority=True, tooltip="Take this column"),
        Binding("escape", "leave", "leave", id="column_choice.leave", tooltip="Back without a column"),
    ]

    def __init__(self, title: str, columns: Sequence[str]) -> None:
        super().__init__()
        self._title, self._all, self._listed = title, list(columns), list(columns)

    def compose(self) -> ComposeResult:
        """The text to look for over the list."""
        with Vertical(classes="box"):
            yield Static(PlainText(self._title, "bold"))
            asked = Input(placeholder=_("part of its name"), compact=True)
            asked.cursor_blink = False
            yield asked
            listed = OptionList(markup=False)
            listed.can_focus = False
            yield listed
            yield Static(PlainText(with_keys("Enter take   {column_choice.leave} back"), "dim"))

    def on_mount(self) -> None:
        """List all."""
        self._list("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """List those that hold the text, those that begin with it first."""
        event.stop()
        self._list(event.value.strip().casefold())

    def _list(self, text: str) -> None:
        held = [name for name in self._all if text in name.casefold()]
        self._listed = sorted(held, key=lambda name: not name.casefold().startswith(text))
        listed = self.query_one(OptionList)
        listed.set_options([Option(PlainText(visible(name), no_wrap=True)) for name in self._listed])
        listed.highlighted = 0 if self._listed else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click takes the column."""
        event.stop()
        self.dismiss(self._listed[event.option_index])

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if self._listed:
            listed = self.query_one(OptionList)
            listed.highlighted = min(max((listed.highlighted or 0) + by, 0), len(self._listed) - 1)

    def action_take(self) -> None:
        """Take the column at the cursor, if any is listed."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._listed[at])

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
