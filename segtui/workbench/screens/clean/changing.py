"""Changes of the steps: adding, editing, moving, switching off; what a step touches is seen before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from segtui.errors import SegtuiError
from segtui.workbench.screens.clean.fixes import Suggestions
from segtui.workbench.screens.clean.steps import columns_before, label
from segtui.workbench.screens.clean.touched import Proposal, Touched
from segtui.workbench.screens.profile.fixing import carry_out
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.engine.messages import Previewed
    from segtui.plan.fixes import Fix
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan
    from segtui.workbench.pane import Pane

    Base = Pane
else:
    Base = object


_ACTIONS = ("add", "edit", "delete", "switch", "preview", "fixes", "move", "column")


class CleanChanges(Base):
    """The part of the Clean screen that changes the plan."""

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
        from segtui.workbench.screens.clean.asking import ask_which

        kind = await ask_which(self.bench)
        if kind is not None:
            await self._ask(kind, {}, None)

    def action_edit(self) -> None:
        """Change the settings of the step at the cursor."""
        step = self.step
        if step is not None:
            place = self._place()
            self.run_worker(self._ask(type(step), step, place), group="clean.ask", exclusive=True)

    async def _ask(self, kind: type[Step], given: Step | dict[str, Any], place: int | None) -> None:
        """Ask for the settings, then show what the step touches; `place` (from 0) is None for a new step."""
        from segtui.workbench.screens.clean.asking import ask_settings

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
        self._look(Proposal(at + 1, label(step), {"clean": tuple(steps)}, said, step, place))

    def action_preview(self) -> None:
        """Show what the step at the cursor touches."""
        step = self.step
        if step is not None:
            place = self._place()
            self._look(Proposal(place + 1, label(step), {}, "", step, place))

    def _look(self, proposal: Proposal) -> None:
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
        self.bench.ask_preview(proposal.number, dump(plan))

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
            self._go(proposal.number - 1)
            self._said(f"{proposal.label} is step {proposal.number}")

    def on_touched_dropped(self) -> None:
        """Leave the plan as it was."""
        dropped = self.proposal is not None and bool(self.proposal.label)
        self.leave_preview()
        if dropped:
            self.bench.status.say("Dropped; the plan is as it was.")

    def on_touched_again(self) -> None:
        """Change the settings before the step is kept."""
        proposal = self.proposal
        if proposal is not None and proposal.step is not None:
            work = self._ask(type(proposal.step), proposal.step, proposal.old)
            self.run_worker(work, group="clean.ask", exclusive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is looked at first, the steps behind it stay as they are."""
        return self.proposal is None or action not in _ACTIONS

    # Without a look

    def action_delete(self) -> None:
        """Take the step at the cursor out."""
        plan, step = self.store.plan, self.step
        if plan is not None and step is not None:
            place = self._place()
            steps = (*plan.clean[:place], *plan.clean[place + 1 :])
            if self.store.edit(f"delete {label(step)}", clean=steps):
                self._said(f"Step {place + 1}, {label(step)}, is deleted")

    def action_switch(self) -> None:
        """Switch the step at the cursor off, or on again."""
        plan, step = self.store.plan, self.step
        if plan is not None and step is not None:
            place, word = self._place(), "on" if step.off else "off"
            other = step.model_copy(update={"off": not step.off})
            steps = (*plan.clean[:place], other, *plan.clean[place + 1 :])
            if self.store.edit(f"switch {label(step)} {word}", clean=steps):
                self._said(f"Step {place + 1}, {label(step)}, is {word}")

    def action_move(self, by: int) -> None:
        """Carry the step at the cursor out earlier or later."""
        plan, step = self.store.plan, self.step
        if plan is None or step is None:
            return
        place = self._place()
        to = place + by
        if not 0 <= to < len(plan.clean):
            return
        steps = [s for i, s in enumerate(plan.clean) if i != place]
        steps.insert(to, step)
        if self.store.edit(f"move {label(step)} {'down' if by > 0 else 'up'}", clean=tuple(steps)):
            self._go(to)

    def on_suggestions_chosen(self, event: Suggestions.Chosen) -> None:
        """Put a suggestion into the plan, or show what it would touch."""
        event.stop()
        plan, fix = self.store.plan, event.fix
        number = _changed_step(plan, fix) if plan is not None and not fix.asks else 0
        if event.first_look and number:
            self._look(Proposal(number, fix.label, dict(fix.values), f"fix {fix.column}: {fix.label}"))
        elif event.first_look:
            self.bench.status.say(f"It touches no cells: {fix.said}. Enter applies it.")
        else:
            self.run_worker(carry_out(self.bench, fix), group="clean.fix", exclusive=True)

    def _place(self) -> int:
        return self.query_one("#clean-steps", FrameTable).row or 0

    def _go(self, row: int) -> None:
        self.query_one("#clean-steps", FrameTable).move_cursor(row, 0)

    def _said(self, text: str) -> None:
        self.bench.status.say(f"{text[:1].upper()}{text[1:]}. u undoes it.")


def changed(plan: Plan | None, values: dict[str, Any]) -> Plan:
    """The plan with other top-level keys; raises PlanError with every fault."""
    from pydantic import ValidationError

    from segtui.errors import PlanError
    from segtui.plan.faults import faults

    assert plan is not None
    model = type(plan)
    try:
        return model.model_validate({**{n: getattr(plan, n) for n in model.model_fields}, **values})
    except ValidationError as error:
        raise PlanError(faults(error, model)) from None


def _changed_step(plan: Plan, fix: Fix) -> int:
    """The first step (from 1) that a fix adds or changes, 0 where it changes none."""
    steps = fix.values.get("clean", plan.clean)
    if fix.step is None or len(steps) < len(plan.clean):
        return 0
    old = [*plan.clean, None]
    return next((i for i, step in enumerate(steps, 1) if step != old[min(i - 1, len(old) - 1)]), 0)
