"""A step is previewed before it is kept: it is asked for, what it changes is shown, then it goes into the plan or "
"not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from segtui.engine.transport.messages import Preview
from segtui.errors import SegtuiError
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.clean.steps import columns_before, label
from segtui.workbench.screens.clean.touched_cells import Proposal, Touched
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Previewed
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan

_ACTIONS = ("add", "edit", "delete", "switch", "preview", "fixes", "move", "column")


class LookFirst(Pane):
    """The part of the Clean screen where a change is looked at before it is kept."""

    proposal: Proposal | None = None
    """The change that is looked at before it is kept."""

    @property
    def step(self) -> Step | None:
        """The step at the cursor."""
        plan, row = self.store.plan, self.query_one("#clean-steps", FrameTable).row
        return plan.clean[row] if plan is not None and row is not None and row < len(plan.clean) else None

    def action_add(self) -> None:
        """Add a step at the end."""
        if self.store.plan is not None:
            self.run_worker(self._add(), group="clean.ask", exclusive=True)

    async def _add(self) -> None:
        from segtui.workbench.screens.clean.step_dialogs import ask_which

        kind = await ask_which(self.bench)
        if kind is not None:
            await self._ask(kind, {}, None)

    def action_edit(self) -> None:
        """Change the settings of the step at the cursor."""
        step = self.step
        if step is not None:
            place = self.place
            self.run_worker(self._ask(type(step), step, place), group="clean.ask", exclusive=True)

    async def _ask(self, kind: type[Step], given: Step | dict[str, Any], place: int | None) -> None:
        """Ask for the settings, then show what the step touches; `place` (from 0) is None for a new step."""
        from segtui.workbench.screens.clean.step_dialogs import ask_settings

        plan = self.store.plan
        assert plan is not None
        at = len(plan.clean) if place is None else place
        names = [c["name"] for c in self.store.opened.profile["columns"]] if self.store.opened else []
        made = await ask_settings(self.bench, kind, given, columns_before(plan, names, at + 1))
        if made is None:
            return
        step = cast("Step", made)
        if place is not None:
            step = step.model_copy(update={"off": plan.clean[place].off})
            if step == plan.clean[place]:
                self.leave_preview()
                return
        steps = [*plan.clean[:at], step, *plan.clean[at + (place is not None) :]]
        said = f"{'add' if place is None else 'edit'} {label(step)}"
        self.look(Proposal(at + 1, label(step), {"clean": tuple(steps)}, said, step, place))

    def action_preview(self) -> None:
        """Show what the step at the cursor touches."""
        step = self.step
        if step is not None:
            place = self.place
            self.look(Proposal(place + 1, label(step), {}, "", step, place))

    def look(self, proposal: Proposal) -> None:
        """Show what a change of the plan would do to the data."""
        try:
            plan = changed(self.store.plan, proposal.values)
        except SegtuiError as error:
            self.bench.trouble(error.describe())
            return
        from segtui.plan.dump import dump

        self.proposal = proposal
        self.add_class("-preview")
        self.query_one(Touched).wait(proposal)
        self.bench.ask(Preview, step=proposal.number, plan=dump(plan))

    def previewed(self, message: Previewed) -> None:
        """Show what came."""
        if self.proposal is not None:
            self.query_one(Touched).show(self.proposal, message)

    def leave_preview(self) -> None:
        """Back to the steps."""
        self.proposal = None
        self.remove_class("-preview")
        if self.in_front:
            self.query_one("#clean-steps").focus()

    def on_touched_kept(self) -> None:
        """Put the change that was looked at into the plan."""
        proposal = self.proposal
        self.leave_preview()
        if proposal and proposal.label and self.store.edit(proposal.label, **proposal.values):
            self.go(proposal.number - 1)
            self.said(f"{proposal.label} is step {proposal.number}")

    def on_touched_dropped(self) -> None:
        """Leave the plan as it was."""
        dropped = self.proposal is not None and bool(self.proposal.label)
        self.leave_preview()
        if dropped:
            self.bench.status.say("Discarded; the plan is unchanged.")

    def on_touched_again(self) -> None:
        """Change the settings before the step is kept."""
        proposal = self.proposal
        if proposal is not None and proposal.step is not None:
            work = self._ask(type(proposal.step), proposal.step, proposal.old)
            self.run_worker(work, group="clean.ask", exclusive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is looked at first, the steps behind it stay as they are."""
        return self.proposal is None or action not in _ACTIONS

    @property
    def place(self) -> int:
        """Where the cursor is, from 0."""
        return self.query_one("#clean-steps", FrameTable).row or 0

    def go(self, row: int) -> None:
        """Put the cursor on a step."""
        self.query_one("#clean-steps", FrameTable).move_cursor(row, 0)

    def said(self, text: str) -> None:
        """Say what was changed, and that it can be undone."""
        self.bench.status.say(f"{text[:1].upper()}{text[1:]}. {key_of('app.undo')} undoes it.")


def changed(plan: Plan | None, values: dict[str, Any]) -> Plan:
    """The plan with other top-level keys; raises PlanError with every fault."""
    from pydantic import ValidationError

    from segtui.errors import PlanError
    from segtui.plan.validation import faults

    assert plan is not None
    model = type(plan)
    try:
        return model.model_validate({**{n: getattr(plan, n) for n in model.model_fields}, **values})
    except ValidationError as error:
        raise PlanError(faults(error, model)) from None
