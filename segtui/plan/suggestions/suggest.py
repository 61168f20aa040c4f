"""Suggestions for each alert of the profile: changes of the plan that resolve it, the best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from segtui.language.sentences import say
from segtui.plan.model import Plan
from segtui.plan.suggestions.build_steps import Remedy, remedies
from segtui.plan.suggestions.placement import PlacedStep, drop_column, place
from segtui.plan.suggestions.touched_columns import final_name, touches


@dataclass(frozen=True)
class Fix:
    """A change of the plan that resolves one alert of one column.

    `alert` is the alert from the profile, `label` says what the change does ("fill 24 empty cells with the median"),
    `said` what it adds to the plan and where ("step 3: impute Income"). `values` are the top-level keys to change, as
    `Store.edit(**values)` takes them; they are valid for the plan that the fix was made from. `step` is the cleaning
    step alone, as plain data; None if the fix is not a step. `asks` names the units whose rates must be given first,
    with `with_rates`; until then `values` is empty. `to` is the unit of the rates.
    """

    column: str
    alert: Mapping[str, Any]
    label: str
    said: str
    values: dict[str, Any] = field(default_factory=dict)
    step: dict[str, Any] | None = None
    asks: tuple[str, ...] = ()
    to: str = ""

    @property
    def code(self) -> str:
        """The alert's code."""
        return str(self.alert["code"])

    @property
    def reason(self) -> str:
        """The alert's message."""
        return str(self.alert["message"])

    def with_rates(self, plan: Plan, rates: Mapping[str, float]) -> Fix:
        """The fix with a rate above 0 for each unit that it asks for: the unit's value in `to`."""
        assert self.step is not None
        step = {**self.step, "rates": dict(rates)}
        placed = place(plan, [step], step["columns"][0])
        return replace(self, step=step, asks=(), values=placed.values, said=placed.said)


def fixes(profile: Mapping[str, Any], plan: Plan, column: str | None = None) -> list[Fix]:
    """The fixes for the alerts of a profile of the source (from `Profile.to_dict`), for all columns or one.

    In the order of the columns and their alerts, several for an alert where there are several ways. None for an alert
    that the plan already resolves (`mended`) or that needs no fix, such as that of the id; and none for a plan without
    a source, because its profile is of a log, while the steps clean what is derived from it.
    """
    found: list[Fix] = []
    if plan.source is None:
        return found
    for known in profile["columns"]:
        name = known["name"]
        here = final_name(plan, name)
        if column not in (None, name) or here is None:
            continue
        for alert in known["alerts"]:
            if not resolved_by(alert, name, plan):
                found += [_fix(m, name, here, alert, plan) for m in remedies(alert, known, here, plan)]
    return found


def resolved_by(alert: Mapping[str, Any], column: str, plan: Plan) -> str:
    """What in the plan already resolves an alert of a source column ("step 2, impute"), or None."""
    from segtui.features.column_roles import matches

    code = alert["code"]
    for number, step in touches(plan, column):
        gone = code == "impossible_date" and getattr(step, "action", "") in ("null", "drop")
        if gone or {code, "*"} & set(step.deals_with):
            return say("step {number}, {step}", number=number, step=step.called())
    name = final_name(plan, column)
    if code in ("skewed", "heavy_tail") and name and any(matches(p, name) for p in plan.features.log):
        return say("features, log")
    return ""


def _fix(remedy: Remedy, column: str, here: str, alert: Mapping[str, Any], plan: Plan) -> Fix:
    step = remedy.steps[0] if remedy.steps else None
    make = Fix(column, alert, remedy.label, "", {}, step, remedy.asks, remedy.to)
    if remedy.asks:
        return replace(make, said=say("a step convert on {column}, once the rates are given", column=here))
    placed = _placed(remedy, here, plan)
    return replace(make, values=placed.values, said=placed.said)


def _placed(remedy: Remedy, here: str, plan: Plan) -> PlacedStep:
    if remedy.log:
        log = (*plan.features.log, here)
        return PlacedStep(
            {"features": plan.features.model_copy(update={"log": log})}, say("features: log of {column}", column=here)
        )
    if remedy.unused:
        return PlacedStep(
            {"features": drop_column(here, plan)["features"]}, say("features: {column} is no longer used", column=here)
        )
    if remedy.decimal:
        assert plan.source is not None
        source = plan.source.model_copy(update={"decimal": remedy.decimal})
        return PlacedStep({"source": source}, say('source: decimal = "{mark}"', mark=remedy.decimal))
    if remedy.id:
        assert plan.source is not None
        return PlacedStep(
            {"source": plan.source.model_copy(update={"id": here})}, say("source: {column} is the id", column=here)
        )
    return place(plan, remedy.steps, here)
