"""The cohort tables of the plan: add one, change one, delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import in_language, say, tell
from segtui.language.translation import _, to_translate_all
from segtui.workbench.keys.key_names import with_keys

if TYPE_CHECKING:
    from segtui.plan.model import Cohort, Plan
    from segtui.workbench.bench import Bench

MEASURES = {each: each for each in to_translate_all("customers", "revenue", "orders")}
PERIODS = {each: each for each in to_translate_all("day", "week", "month")}
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
    offered = [(tell("edit {number}", number=number), in_language(what)) for number, what in enumerate(called, start=1)]
    offered += [(_("add"), _("another cohort table"))]
    offered += [
        (tell("delete {number}", number=number), in_language(what)) for number, what in enumerate(called, start=1)
    ]
    chosen = await bench.push_screen_wait(Kinds(_("Cohort tables"), offered))
    if chosen is None:
        return
    if chosen <= len(called):
        await _ask(bench, plan, chosen)
    else:
        at = chosen - len(called) - 1
        _change(bench, say("delete cohorts: {table}", table=called[at]), (*plan.cohort[:at], *plan.cohort[at + 1 :]))


def told(cohort: Cohort) -> str:
    """What a cohort table measures, in a few words."""
    words = {"measure": say(MEASURES[cohort.measure]), "period": say(PERIODS[cohort.by]), "path": cohort.path}
    if cohort.of_orders:
        return say(
            "{measure} by {period} of first order by segment, from {path}"
            if cohort.split
            else "{measure} by {period} of first order, from {path}",
            **words,
        )
    return say(
        "{measure} by {period} of first event by segment, from {path}"
        if cohort.split
        else "{measure} by {period} of first event, from {path}",
        **words,
    )


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
    made = await bench.push_screen_wait(Form(_("Cohorts: who comes back"), Cohort, given))
    if isinstance(made, Cohort):
        said = say("add cohorts: {table}" if new else "edit cohorts: {table}", table=told(made))
        _change(bench, said, (*plan.cohort[:at], made, *plan.cohort[at + 1 :]))


def _change(bench: Bench, said: str, cohorts: tuple[Cohort, ...]) -> None:
    if bench.store.edit(said, cohort=cohorts):
        ways = _("{segments.turn} goes to their view, {app.undo} undoes it.") if cohorts else _("{app.undo} undoes it.")
        bench.status.say(f"{tell('{said:sentence}', said=said)} {with_keys(ways)}")
