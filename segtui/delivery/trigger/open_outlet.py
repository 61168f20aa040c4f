"""Opens where a trigger goes to."""

from __future__ import annotations

from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.outlet import Outlet
from segtui.delivery.trigger.webhook import TriggerWebhook
from segtui.errors import UsageError
from segtui.language.sentences import say


def open_outlet(trigger: Trigger, where: str) -> Outlet:
    """The outlet of a trigger; `where` names it in errors. Raises UsageError where a key or a connection is missing."""
    if trigger.destination.kind == "webhook":
        return TriggerWebhook(trigger, where)
    raise UsageError(say("there is no way to {to} yet", to=trigger.to), where=where)
