"""The Clean screen: the steps in their order, what each did, what one would do, and what the alerts suggest."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList

from segtui.workbench.screens.clean.before_after import BeforeAfter
from segtui.workbench.screens.clean.steps import Steps, row_style
from segtui.workbench.screens.clean.suggestions import Suggestions
from segtui.workbench.screens.clean.touched_cells import Touched
from segtui.workbench.screens.clean.view import ShownSteps
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable
from widgets.plain.static import Static


class CleanPane(ShownSteps):
    """The cleaning steps."""

    key = "clean"
    title = "Clean"
    HELP = """\
The steps that clean the data, run from the top, each with the rows and cells that it changed. Below, one column that
the step works on, before and after all of the cleaning; left and right show another one.
{clean.add} adds a step: choose what it does, set it, see every cell that it would change, then keep it. {clean.fixes}
goes to the suggestions, which come from the alerts of the profile: Enter puts one into the plan, {suggestions.preview}
previews what it would change. A step that is switched off stays in the plan and does nothing. {app.undo} undoes
every change."""
    FIND = "a step"
    FOCUS = "#clean-steps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="clean.add", tooltip="Add a step at the end, with a preview of what it changes"),
        Binding("e,enter", "edit", "edit", id="clean.edit", tooltip="Change the settings of the step"),
        Binding("d,delete", "delete", "delete", id="clean.delete", tooltip="Delete the step from the plan"),
        Binding("space", "switch", "off", id="clean.switch", tooltip="Switch the step off or on"),
        Binding("f", "fixes", "fixes", id="clean.fixes", tooltip="To the suggested fixes for alerts, and back"),
        Binding("p", "preview", "look", id="clean.preview", tooltip="Every cell and row that the step changes"),
        Binding("J", "move(1)", "move down", id="clean.down", tooltip="Move the step one place later"),
        Binding("K", "move(-1)", "move up", id="clean.up", tooltip="Move the step one place earlier"),
        Binding("left,h", "column(-1)", "column", id="clean.left", show=False, tooltip="Previous column"),
        Binding("right,l", "column(1)", "column", id="clean.right", show=False, tooltip="Next column"),
    ]

    def compose(self) -> ComposeResult:
        """A sentence where there is nothing; suggestions, steps, what goes wrong, the current column; a preview."""
        ascii = self.bench.ascii
        yield Static(id="clean-message", markup=False)
        yield Static(id="clean-line")
        yield Suggestions()
        with Vertical(id="clean-body"):
            with Vertical(id="clean-left"):
                yield Steps(id="clean-steps", ascii=ascii, row_style=row_style)
                yield Static(id="clean-note", markup=False)
            yield BeforeAfter(ascii=ascii)
        yield Touched(ascii=ascii)

    def find(self, text: str) -> None:
        """Find a step by its name or columns."""
        self.table.find(text)

    @on(CursorMoved, "#clean-steps")
    def _moved(self) -> None:
        self.at = 0
        self.bench.later("clean.step", self.tell_step, 0.05)

    @on(OptionList.OptionHighlighted, "#clean-fixes")
    def _suggested(self, event: Any) -> None:
        event.stop()
        self.bench.later("clean.step", self.tell_step, 0.05)

    @on(FrameTable.RowSelected, "#clean-steps")
    def _chosen(self) -> None:
        self.action_edit()

    # Moving about

    def action_column(self, step: int) -> None:
        """Show another column that the step works on."""
        self.at += step
        self.tell_column()

    def action_fixes(self) -> None:
        """To the suggestions, and back."""
        suggestions = self.query_one(Suggestions)
        if suggestions.has_focus or not suggestions.fixes:
            if not suggestions.fixes:
                self.bench.status.say("No open alerts." if self.store.opened else "Not known yet.")
            self.table.focus()
        else:
            suggestions.focus()
        self.call_after_refresh(self.tell_step)

    def on_suggestions_left(self, event: Suggestions.Left) -> None:
        """Back to the steps."""
        self.action_fixes()
