"""The cohort tables of the plan: add one, change one, delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import key_of

if TYPE_CHECKING:
    from segtui.plan.model import Cohort, Plan
    from segtui.workbench.bench import Bench

_ORDERS = ("path", "id", "date", "amount", "order")
"""What a maker that reads orders and a cohort table name alike."""


async def edit_cohorts(bench: Bench) -> None:
    """Ask for a cohort table, or which of the plan's to change or delete."""
    plan = bench.store.plan
    assert plan is not None
    if not plan.cohort:
        await _ask(bench, plan, len(plan.cohort))
        return
    from segtui.workbench.screens.clean.step_dialogs import Kinds

    called = [told(cohort) for cohort in plan.cohort]
    offered = [(f"edit {number}", what) for number, what in enumerate(called, start=1)]
    offered += [("add", "another cohort table")]
    offered += [(f"delete {number}", what) for number, what in enumerate(called, start=1)]
    chosen = await bench.push_screen_wait(Kinds("Cohort tables", offered))
    if chosen is None:
        return
    if chosen <= len(called):
        await _ask(bench, plan, chosen)
    else:
        at = chosen - len(called) - 1
        _change(bench, f"delete cohorts: {called[at]}", (*plan.cohort[:at], *plan.cohort[at + 1 :]))


def told(cohort: Cohort) -> str:
    """What a cohort table measures, in a few words."""
    split = " by segment" if cohort.split else ""
    first = "order" if cohort.of_orders else "event"
    return f"{cohort.measure} by {cohort.by} of first {first}{split}, from {cohort.path}"


def proposed(plan: Plan) -> dict[str, object]:
    """A first cohort table: of the orders or events that a derive of the plan reads already, by segment."""
    for maker in plan.derive:
        known = {name: getattr(maker, name) for name in _ORDERS if isinstance(getattr(maker, name, None), str)}
        if isinstance(time := getattr(maker, "time", None), str):
            known["date"] = time
        if {"path", "id", "date"} <= known.keys():
            return {**known, "split": "segment"}
    return {"split": "segment"}


async def _ask(bench: Bench, plan: Plan, at: int) -> None:
    """Ask for the settings of the plan's cohort table at this place, or of a new one after the last."""
    from segtui.plan.model import Cohort
    from segtui.workbench.parts.form import Form

    new = at == len(plan.cohort)
    given = proposed(plan) if new else plan.cohort[at]
    made = await bench.push_screen_wait(Form("Cohorts: who comes back", Cohort, given))
    if isinstance(made, Cohort):
        said = f"{'add' if new else 'edit'} cohorts: {told(made)}"
        _change(bench, said, (*plan.cohort[:at], made, *plan.cohort[at + 1 :]))


def _change(bench: Bench, said: str, cohorts: tuple[Cohort, ...]) -> None:
    if bench.store.edit(said, cohort=cohorts):
        shown = f" {key_of('segments.turn')} goes to their view," if cohorts else ""
        bench.status.say(f"{said[:1].upper()}{said[1:]}.{shown} {key_of('app.undo')} undoes it.")
