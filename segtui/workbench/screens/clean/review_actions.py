"""Opens the review of a match step's pairs, and writes the decisions into the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages import ReviewPairs
from segtui.errors import PlanError
from segtui.language.sentences import in_language, in_sequence
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.clean.pair_decisions import decisions_of, said, with_decision
from segtui.workbench.screens.clean.pair_review import PairReview
from segtui.workbench.screens.clean.shown_steps import CleanView

if TYPE_CHECKING:
    from segtui.engine.transport.messages import PairsFound
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan


class ReviewActions(PanePart):
    """The review of the pairs of one step; `place` (from 0) is None while none is open."""

    def __init__(self, view: CleanView) -> None:
        super().__init__(view.pane)
        self._view = view
        self.place: int | None = None
        self._mine = False

    @property
    def _widget(self) -> PairReview:
        return self.pane.query_one(PairReview)

    @property
    def step(self) -> Step | None:
        """The step whose pairs are reviewed."""
        plan, place = self.store.plan, self.place
        there = plan is not None and place is not None and place < len(plan.clean) and matches(plan.clean[place])
        return plan.clean[place] if there and plan is not None and place is not None else None

    def open(self) -> None:
        """Review the step at the cursor, or the first that looks for people."""
        plan, here = self.store.plan, self._view.step
        if plan is None:
            return
        self.place = self._view.place if here is not None and matches(here) else first_match(plan)
        if self.place is None:
            return
        from segtui.plan.dump import dump

        self._view.go(self.place)
        self.pane.add_class("-review")
        self._widget.wait()
        self.bench.engine.ask(ReviewPairs, plan=dump(plan), step=self.place + 1)

    def show(self, message: PairsFound) -> None:
        """Show what came."""
        if self.step is not None:
            self._widget.show(message, decisions_of(self.step))

    def fail(self, what: str) -> bool:
        """Say why there are no pairs; False if nobody waits for them."""
        if self.place is not None:
            self._widget.fail(what)
        return self.place is not None

    def decide(self, event: PairReview.Decided) -> None:
        """Write a decision into the plan, unless it contradicts others."""
        plan, step, place = self.store.plan, self.step, self.place
        if plan is None or step is None or place is None:
            return
        changed = with_decision(step, event.pair, event.decision)
        steps = (*plan.clean[:place], changed, *plan.clean[place + 1 :])
        try:
            after = self.store.edited(clean=steps)
        except PlanError as error:
            self._widget.refuse(in_sequence([in_language(fault.what) for fault in error.faults]))
            return
        self._mine = True
        self.store.change(said(event.pair, event.decision), after)
        self._mine = False

    def plan_changed(self) -> None:
        """Show the decisions that stand now; close where the step is gone."""
        if self.step is None:
            self.leave()
        else:
            self._widget.decided(decisions_of(self.step), mine=self._mine)

    def leave(self) -> None:
        """Back to the steps, which run with the decisions."""
        self.place = None
        self.pane.remove_class("-review")
        if self.pane.in_front:
            self.pane.query_one("#clean-steps").focus()
            self._view.shown()


def matches(step: Step) -> bool:
    """Whether a step looks for rows of one person."""
    return step.called() == "match"


def first_match(plan: Plan) -> int | None:
    """The first step (from 0) that looks for rows of one person."""
    return next((place for place, step in enumerate(plan.clean) if matches(step)), None)
