"""The Clean screen: the steps in order, what each did, what one would do, and suggestions from the alerts."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList

from segtui.engine.transport.messages import (
    Cleaned,
    Failed,
    Message,
    Opened,
    PairsFound,
    PeopleRecognized,
    Prepared,
    Previewed,
)
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.clean.before_after import BeforeAfter
from segtui.workbench.screens.clean.pair_review import PairReview
from segtui.workbench.screens.clean.review_actions import ReviewActions, first_match
from segtui.workbench.screens.clean.shown_steps import CleanView
from segtui.workbench.screens.clean.step_actions import StepActions
from segtui.workbench.screens.clean.step_list import Steps, row_style
from segtui.workbench.screens.clean.step_preview import StepPreview
from segtui.workbench.screens.clean.suggestions import Suggestions
from segtui.workbench.screens.clean.touched_cells import Touched
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable
from widgets.plain.static import Static

_OF_A_STEP = ("edit", "delete", "switch", "preview", "move")
_ACTIONS = ("add", "edit", "delete", "switch", "preview", "fixes", "move", "column", "review")


class CleanPane(Pane):
    """The cleaning steps."""

    key = "clean"
    title = "Clean"
    HELP = """\
The steps that clean the data, run from the top, each with the rows and cells that it changed. Below, one column that
the step works on, before and after all of the cleaning; left and right show another one.
{clean.add} adds a step: choose what it does, set it, see every cell that it would change, then keep it. {clean.fixes}
goes to the suggestions, which come from the alerts of the profile: {suggestions.apply} puts one into the plan,
{suggestions.preview} previews what it would change. A step that is switched off stays in the plan and does nothing.
{clean.review} goes through the pairs that a match step finds doubtful, side by side, for you to decide.
{app.undo} undoes every change."""
    FIND = "a step"
    FOCUS = "#clean-steps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="clean.add", tooltip="Add a step at the end, after a preview of what it changes"),
        Binding("e,enter", "edit", "edit", id="clean.edit", tooltip="Change the settings of the step"),
        Binding("d,delete", "delete", "delete", id="clean.delete", tooltip="Delete the step from the plan"),
        Binding("space", "switch", "off", id="clean.switch", tooltip="Switch the step off or on"),
        Binding("f", "fixes", "fixes", id="clean.fixes", tooltip="Go to the suggested fixes for alerts, and back"),
        Binding("p", "preview", "look", id="clean.preview", tooltip="Show every cell and row that the step changes"),
        Binding(
            "r", "review", "review", id="clean.review", tooltip="Decide which doubtful pairs of rows are one person"
        ),
        Binding("J", "move(1)", "move down", id="clean.down", tooltip="Move the step one place later"),
        Binding("K", "move(-1)", "move up", id="clean.up", tooltip="Move the step one place earlier"),
        Binding("left,h", "column(-1)", "column", id="clean.left", show=False, tooltip="Previous column"),
        Binding("right,l", "column(1)", "column", id="clean.right", show=False, tooltip="Next column"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = CleanView(self)
        self.preview = StepPreview(self.view)
        self.actions = StepActions(self.view, self.preview)
        self.review = ReviewActions(self.view)

    def compose(self) -> ComposeResult:
        """A sentence if there is nothing; suggestions, steps, errors, the current column; a preview; a review."""
        ascii = self.bench.ascii
        yield Static(id="clean-message", markup=False)
        yield Static(id="clean-line")
        yield Suggestions()
        with Vertical(id="clean-body"):
            with Vertical(id="clean-left"):
                yield Steps(
                    id="clean-steps", ascii=ascii, row_style=row_style, formats={"state": lambda state: _(str(state))}
                )
                yield Static(id="clean-note", markup=False)
            yield BeforeAfter(ascii=ascii)
        yield Touched(ascii=ascii)
        yield PairReview(ascii=ascii)

    def find(self, text: str) -> None:
        """Find a step by its name or columns."""
        self.view.table.find(text)

    @on(CursorMoved, "#clean-steps")
    def _moved(self) -> None:
        self.view.at = 0
        self.bench.later("clean.step", self.view.tell_step, 0.05)

    @on(OptionList.OptionHighlighted, "#clean-fixes")
    def _suggested(self, event: Any) -> None:
        event.stop()
        self.bench.later("clean.step", self.view.tell_step, 0.05)

    @on(FrameTable.RowSelected, "#clean-steps")
    def _chosen(self) -> None:
        self.preview.edit()

    # What is known

    def shown(self) -> None:
        """Ask for what is missing or out of date, and draw."""
        self.view.shown()

    def plan_changed(self, parts: Parts) -> None:
        """The numbers of the steps, and any preview, are now from an older plan."""
        self.view.known.forget(self.store, parts)
        if self.preview.proposal and parts & {"clean", "source"}:
            self.preview.leave()
        if self.review.place is not None:
            self.review.plan_changed()
        elif self.in_front:
            self.shown()
        if self.in_front:
            self.refresh_bindings()

    def heard(self, message: Message) -> None:
        """Handle an answer."""
        if isinstance(message, Cleaned):
            self.view.known.take_step(self.store, message)
        if isinstance(message, Prepared):
            self.view.known.take(self.store)
        if isinstance(message, (Opened, Cleaned, Prepared)) and self.in_front:
            self.view.draw()
        if isinstance(message, Previewed):
            self.preview.show(message)
        if isinstance(message, PeopleRecognized):
            self.preview.recognized(message)
        if isinstance(message, PairsFound):
            self.review.show(message)

    def failed(self, kind: str, message: Failed) -> bool:
        """Show a failing step's error at the step; show a reading error in place of the steps."""
        if kind == "Preview" and self.preview.fail(message.what):
            return True
        if kind == "ReviewPairs" and self.review.fail(message.what):
            return True
        self.view.draw()
        return kind in ("Read", "Prepare")

    def busy_changed(self) -> None:
        """Whether the steps are running."""
        if self.in_front and self.store.plan is None:
            self.view.draw()
        elif self.in_front:
            self.view.say_line()

    # Keys

    def action_add(self) -> None:
        """Add a step at the end."""
        self.preview.add()

    def action_edit(self) -> None:
        """Change the settings of the step at the cursor."""
        self.preview.edit()

    def action_preview(self) -> None:
        """Show what the step at the cursor touches."""
        self.preview.look_at_step()

    def action_review(self) -> None:
        """Decide about the pairs of a match step."""
        self.review.open()

    def on_pair_review_decided(self, event: PairReview.Decided) -> None:
        """Write a decision into the plan."""
        self.review.decide(event)

    def on_pair_review_left(self) -> None:
        """Back to the steps."""
        self.review.leave()

    def action_delete(self) -> None:
        """Delete the step at the cursor."""
        self.actions.delete()

    def action_switch(self) -> None:
        """Switch the step at the cursor off, or on again."""
        self.actions.switch()

    def action_move(self, by: int) -> None:
        """Move the step at the cursor up or down."""
        self.actions.move(by)

    def on_touched_kept(self) -> None:
        """Add the previewed change to the plan."""
        self.preview.keep()

    def on_touched_dropped(self) -> None:
        """Leave the plan unchanged."""
        self.preview.discard()

    def on_touched_again(self) -> None:
        """Change the settings before the step is kept."""
        self.preview.ask_again()

    def on_touched_turned(self, event: Touched.Turned) -> None:
        """Preview the step done in another way."""
        self.preview.next_way()

    def on_suggestions_chosen(self, event: Suggestions.Chosen) -> None:
        """Add a suggestion to the plan, or preview it."""
        event.stop()
        self.actions.take_suggestion(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A previewed change leaves the steps behind it alone; without steps there is nothing to change."""
        if action in _OF_A_STEP and not (self.is_mounted and self.store.plan and self.store.plan.clean):
            return False
        if action == "review" and (self.store.plan is None or first_match(self.store.plan) is None):
            return False
        return (self.preview.proposal is None and self.review.place is None) or action not in _ACTIONS

    # Moving about

    def action_column(self, step: int) -> None:
        """Show another column that the step works on."""
        self.view.at += step
        self.view.tell_column()

    def action_fixes(self) -> None:
        """To the suggestions, and back."""
        suggestions = self.query_one(Suggestions)
        if suggestions.has_focus or not suggestions.fixes:
            if not suggestions.fixes:
                self.bench.status.say(_("No open alerts.") if self.store.opened else _("Alerts are not known yet."))
            self.view.table.focus()
        else:
            suggestions.focus()
        self.call_after_refresh(self.view.tell_step)

    def on_suggestions_left(self, event: Suggestions.Left) -> None:
        """Back to the steps."""
        self.action_fixes()
