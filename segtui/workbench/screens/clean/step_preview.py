"""Previews a step: asks for its settings, shows what it changes, then adds it to the plan or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from segtui.engine.transport.messages import Preview
from segtui.errors import SegtuiError
from segtui.language.sentences import say, tell
from segtui.language.translation import _
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.clean.shown_steps import CleanView
from segtui.workbench.screens.clean.step_list import columns_before, label
from segtui.workbench.screens.clean.touched_cells import Proposal, Touched

if TYPE_CHECKING:
    from segtui.engine.transport.messages import PeopleRecognized, Previewed
    from segtui.engine.transport.messages.payloads import WayFacts
    from segtui.plan.model import AnyStep as Step


class StepPreview(PanePart):
    """Shows what a change of the steps would do to the data."""

    def __init__(self, view: CleanView) -> None:
        super().__init__(view.pane)
        self._view = view
        self.proposal: Proposal | None = None
        """The change that is previewed."""
        self._ways: list[WayFacts] = []

    def add(self) -> None:
        """Add a step at the end."""
        if self.store.plan is not None:
            self.pane.run_worker(self._ask_new(), group="clean.ask", exclusive=True)

    async def _ask_new(self) -> None:
        from segtui.workbench.screens.clean.step_dialogs import ask_which

        kind = await ask_which(self.bench)
        if kind is not None:
            await self._ask(kind, {}, None)

    def edit(self) -> None:
        """Change the settings of the step at the cursor."""
        step = self._view.step
        if step is not None:
            place = self._view.place
            self.pane.run_worker(self._ask(type(step), step, place), group="clean.ask", exclusive=True)

    async def _ask(self, kind: type[Step], given: Step | dict[str, Any], place: int | None) -> None:
        """Ask for the settings, then preview the step; `place` (from 0) is None for a new step."""
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
                self.leave()
                return
        steps = [*plan.clean[:at], step, *plan.clean[at + (place is not None) :]]
        said = say("add {step}" if place is None else "edit {step}", step=label(step))
        self.look(Proposal(at + 1, label(step), {"clean": tuple(steps)}, said, step, place))

    def recognized(self, message: PeopleRecognized) -> None:
        """Fill in the settings of a new match step, where they are asked for."""
        from segtui.workbench.screens.clean.match_form import MatchForm

        if isinstance(form := self.pane.app.screen, MatchForm):
            form.recognized(message.on)

    def look_at_step(self) -> None:
        """Show what the step at the cursor touches."""
        step = self._view.step
        if step is not None:
            place = self._view.place
            self.look(Proposal(place + 1, label(step), {}, "", step, place))

    def look(self, proposal: Proposal) -> None:
        """Show what a change of the plan would do to the data."""
        try:
            plan = self.store.edited(**proposal.values)
        except SegtuiError as error:
            self.bench.trouble(error.describe())
            return
        from segtui.plan.dump import dump

        self.proposal, self._ways = proposal, []
        self.pane.add_class("-preview")
        self.pane.query_one(Touched).wait(proposal)
        self.bench.engine.ask(Preview, plan=dump(plan), step=proposal.number)

    def show(self, message: Previewed) -> None:
        """Show what came."""
        if self.proposal is not None:
            self._ways = message.ways
            self.pane.query_one(Touched).show(self.proposal, message)

    def next_way(self) -> None:
        """Preview the next way to do the step."""
        proposal = self.proposal
        if proposal is None or not self._ways:
            return
        at = next((at for at, way in enumerate(self._ways) if way["taken"]), -1)
        settings = self._ways[(at + 1) % len(self._ways)]["settings"]
        steps = list(self.store.edited(**proposal.values).clean)
        step = steps[proposal.number - 1].model_copy(update=settings)
        steps[proposal.number - 1] = step
        other = replace(proposal, values={**proposal.values, "clean": tuple(steps)})
        if proposal.step is not None:
            other = replace(other, step=step)
        self.look(replace(other, label=proposal.label or say("edit {step}", step=label(step))))

    def fail(self, what: str) -> bool:
        """Say why the change can't be previewed; False if there is no preview."""
        if self.proposal is not None:
            self.pane.query_one(Touched).fail(self.proposal, what)
        return self.proposal is not None

    def leave(self) -> None:
        """Back to the steps."""
        self.proposal = None
        self.pane.remove_class("-preview")
        if self.pane.in_front:
            self.pane.query_one("#clean-steps").focus()

    def keep(self) -> None:
        """Add the previewed change to the plan."""
        proposal = self.proposal
        self.leave()
        if proposal and proposal.label and self.store.edit(proposal.label, **proposal.values):
            self._view.go(proposal.number - 1)
            self._view.said(tell("{label} is step {number}", label=proposal.label, number=proposal.number))

    def discard(self) -> None:
        """Leave the plan unchanged."""
        dropped = self.proposal is not None and bool(self.proposal.label)
        self.leave()
        if dropped:
            self.bench.status.say(_("Discarded; the plan is unchanged."))

    def ask_again(self) -> None:
        """Change the settings before the step is kept."""
        proposal = self.proposal
        if proposal is not None and proposal.step is not None:
            work = self._ask(type(proposal.step), proposal.step, proposal.old)
            self.pane.run_worker(work, group="clean.ask", exclusive=True)
