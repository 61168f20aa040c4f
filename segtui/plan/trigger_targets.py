"""The pushes of a plan that its triggers name, onto whose lists people are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segtui.delivery.push.config import Push
from segtui.delivery.trigger.config import Trigger
from segtui.errors import Fault, PlanError, did_you_mean
from segtui.language.sentences import say
from segtui.plan.model import Plan


@dataclass(frozen=True)
class PushTarget:
    """A push of the plan that a trigger goes to; `key` is what the plan calls it."""

    key: str
    order: Push


def push_target(plan: Plan, trigger: Trigger) -> PushTarget | None:
    """The push whose list a trigger puts people on, None where it goes elsewhere; raises PlanError for no such push."""
    if trigger.destination.kind != "push":
        return None
    found = _called(plan, trigger.to)
    if len(found) != 1:
        number = next((i for i, each in enumerate(plan.trigger, start=1) if each == trigger), 0)
        raise PlanError([_fault(plan, trigger, f"trigger[{number}].to")])
    return found[0]


def trigger_faults(plan: Plan) -> list[Fault]:
    """Triggers that name a push that the plan has not, or has twice."""
    return [
        _fault(plan, each, f"trigger[{i}].to")
        for i, each in enumerate(plan.trigger, start=1)
        if each.destination.kind == "push" and len(_called(plan, each.to)) != 1
    ]


def _called(plan: Plan, name: str) -> Sequence[PushTarget]:
    each = (PushTarget(f"push[{i}]", order) for i, order in enumerate(plan.push, start=1))
    return [target for target in each if target.order.title == name]


def _fault(plan: Plan, trigger: Trigger, key: str) -> Fault:
    if _called(plan, trigger.to):
        what = say('two [[push]] of the plan are called "{name}"', name=trigger.to)
        return Fault(key, what, say("give each a name of its own"))
    what = say('no [[push]] of the plan is called "{name}"', name=trigger.to)
    meant = did_you_mean(trigger.to, [order.title for order in plan.push])
    return Fault(key, what, meant or say("name a push, or give an address with https://, or topic:NAME"))
