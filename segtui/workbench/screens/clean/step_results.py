"""The state of the Clean screen: what each step did when last run, and the table before and after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts, StepLog
from segtui.libraries.columns import read_arrow
from segtui.workbench.screens.clean.before_after import distributions

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Cleaned, Prepared
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan
    from segtui.plan.stages import Parts
    from segtui.workbench.state.store import Store

_STEP_KEY = re.compile(r"clean\[(\d+)\]")
ColumnsByName = dict[str, ColumnFacts]


class StepResults:
    """The last answer, kept until a newer one arrives."""

    def __init__(self) -> None:
        self._logs: list[tuple[Step, StepLog]] = []
        self.prepared: Prepared | None = None
        self._ticket = 0
        self._done: list[StepLog] = []

    def take_step(self, store: Store, cleaned: Cleaned) -> None:
        """Keep what one step of the current plan did; later steps or the features may fail."""
        assert store.plan is not None
        if cleaned.ticket != self._ticket:
            self._ticket, self._done = cleaned.ticket, []
        self._done.append(cleaned.step)
        self._logs = list(zip(_on(store.plan), self._done, strict=False))

    def take(self, store: Store) -> None:
        """Keep the table prepared from the current plan."""
        assert store.plan is not None and store.prepared is not None
        self.prepared = store.prepared
        self._logs = list(zip(_on(store.plan), store.prepared.cleaning, strict=False))

    def forget(self, store: Store, parts: Parts) -> None:
        """Forget everything if the source changed."""
        if "source" in parts:
            self._logs, self.prepared = [], None
        elif store.prepared is not None:
            self.take(store)

    def logs(self, plan: Plan) -> list[StepLog | None]:
        """What each step of the plan did; None if unknown or off.

        Equal steps are matched in order.
        """
        left = list(self._logs)
        found: list[StepLog | None] = []
        for step in plan.clean:
            at = None if step.off else next((i for i, (known, _) in enumerate(left) if known == step), None)
            found.append(None if at is None else left.pop(at)[1])
        return found

    def lacks(self, plan: Plan) -> bool:
        """Whether the result of any step is unknown."""
        return any(log is None and not step.off for step, log in zip(plan.clean, self.logs(plan), strict=True))

    def failing(self, store: Store) -> int:
        """The step (from 1) that fails on the data, 0 for none."""
        failed = store.failed.get("Prepare")
        places = [_STEP_KEY.match(fault["key"]) for fault in failed.faults] if failed else []
        return next((int(place[1]) for place in places if place), 0)

    def profiles(self, store: Store) -> tuple[ColumnsByName, ColumnsByName]:
        """The columns before and after, by name."""
        of_source = store.plan is not None and store.plan.source is not None
        seen = (self.prepared.before if self.prepared else None) or (store.opened.profile if store.opened else None)
        before = seen["columns"] if seen and of_source else []
        after = self.prepared.profile["columns"] if self.prepared else []
        return {c["name"]: c for c in before}, {c["name"]: c for c in after}

    def frames(self, store: Store) -> tuple[str | None, str | None]:
        """The files of the table before and after."""
        of_source = store.plan is not None and store.plan.source is not None
        seen = (self.prepared.before_frame if self.prepared else None) or (store.opened.frame if store.opened else None)
        before = seen if of_source else None
        return before, self.prepared.frame if self.prepared else None

    @staticmethod
    def name_before(plan: Plan, name: str) -> str:
        """The name of a column in the source, before any rename."""
        for step in reversed(plan.clean):
            if not step.off:
                name = next((old for old, new in step.renames().items() if new == name), name)
        return name

    @staticmethod
    def distributions(frames: tuple[str | None, str | None], old: str, name: str) -> Any:
        """The column's distribution before and after, without text columns; None if the files are gone."""
        before, after = (_column(path, c) for path, c in zip(frames, (old, name), strict=True))
        if after is None:
            before, after = None, before
        return None if after is None else distributions(before, after)


def _on(plan: Plan) -> list[Step]:
    return [step for step in plan.clean if not step.off]


def _column(path: str | None, name: str) -> pl.Series | None:
    try:
        frame = read_arrow(path, [name]) if path else None
    except (OSError, pl.exceptions.PolarsError):
        return None
    return frame.to_series() if frame is not None else None
