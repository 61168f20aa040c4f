"""Changes of the steps without a preview: delete, switch off, move, apply a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import say, tell
from segtui.language.translation import to_translate
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.clean.shown_steps import CleanView
from segtui.workbench.screens.clean.step_list import label
from segtui.workbench.screens.clean.step_preview import StepPreview
from segtui.workbench.screens.clean.suggestions import Suggestions
from segtui.workbench.screens.clean.touched_cells import Proposal
from segtui.workbench.screens.profile.apply_fix import carry_out

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from segtui.plan.suggestions.suggest import Fix


class StepActions(PanePart):
    """Changes the steps of the plan at once."""

    def __init__(self, view: CleanView, preview: StepPreview) -> None:
        super().__init__(view.pane)
        self._view, self._preview = view, preview

    def delete(self) -> None:
        """Delete the step at the cursor."""
        plan, step = self.store.plan, self._view.step
        if plan is not None and step is not None:
            place = self._view.place
            steps = (*plan.clean[:place], *plan.clean[place + 1 :])
            if self.store.edit(say("delete {step}", step=label(step)), clean=steps):
                self._view.said(tell("Step {place}, {step}, is deleted", place=place + 1, step=label(step)))

    def switch(self) -> None:
        """Switch the step at the cursor off, or on again."""
        plan, step = self.store.plan, self._view.step
        if plan is not None and step is not None:
            place = self._view.place
            on, off = to_translate("switch {step} on"), to_translate("switch {step} off")
            other = step.model_copy(update={"off": not step.off})
            steps = (*plan.clean[:place], other, *plan.clean[place + 1 :])
            if self.store.edit(say(on if step.off else off, step=label(step)), clean=steps):
                on, off = to_translate("Step {place}, {step}, is on"), to_translate("Step {place}, {step}, is off")
                self._view.said(tell(on if step.off else off, place=place + 1, step=label(step)))

    def move(self, by: int) -> None:
        """Move the step at the cursor up or down."""
        plan, step = self.store.plan, self._view.step
        if plan is None or step is None:
            return
        place = self._view.place
        to = place + by
        if not 0 <= to < len(plan.clean):
            return
        steps = [s for i, s in enumerate(plan.clean) if i != place]
        steps.insert(to, step)
        down, up = to_translate("move {step} down"), to_translate("move {step} up")
        if self.store.edit(say(down if by > 0 else up, step=label(step)), clean=tuple(steps)):
            self._view.go(to)

    def take_suggestion(self, event: Suggestions.Chosen) -> None:
        """Add a suggestion to the plan, or preview it."""
        plan, fix = self.store.plan, event.fix
        number = _changed_step(plan, fix) if plan is not None and not fix.asks else 0
        if event.first_look and number:
            self._preview.look(
                Proposal(
                    number,
                    fix.label,
                    dict(fix.values),
                    say("fix {column}: {label}", column=fix.column, label=fix.label),
                )
            )
        elif event.first_look:
            self.bench.status.say(
                tell(
                    "It changes no cells: {said}. {apply} applies it.", said=fix.said, apply=key_of("suggestions.apply")
                )
            )
        else:
            self.pane.run_worker(carry_out(self.bench, fix), group="clean.fix.ask", exclusive=True)


def _changed_step(plan: Plan, fix: Fix) -> int:
    """The first step (from 1) that a fix adds or changes, 0 if it changes none."""
    steps = fix.values.get("clean", plan.clean)
    if fix.step is None or len(steps) < len(plan.clean):
        return 0
    old = [*plan.clean, None]
    return next((i for i, step in enumerate(steps, 1) if step != old[min(i - 1, len(old) - 1)]), 0)
