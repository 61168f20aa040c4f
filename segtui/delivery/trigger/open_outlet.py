"""Opens where a trigger goes to."""

from __future__ import annotations

from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.outlet import Outlet
from segtui.delivery.trigger.webhook import TriggerWebhook


def open_outlet(trigger: Trigger, where: str, ledger: str = "") -> Outlet:
    """The outlet of a trigger whose ledger has this key; `where` names the trigger in errors.

    Nothing is connected to yet. Raises UsageError where a key, a connection or a library is missing.
    """
    if trigger.destination.kind == "webhook":
        return TriggerWebhook(trigger, where)
    from segtui.delivery.trigger.topic import TriggerTopic  # which loads what brokers are

    return TriggerTopic(trigger, where, ledger)
