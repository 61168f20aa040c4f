"""Opens where a trigger goes to."""

from __future__ import annotations

from segtui.delivery.push.config import Push
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.outlet import Outlet
from segtui.delivery.trigger.push_list import ListStay, TriggerList
from segtui.delivery.trigger.webhook import TriggerWebhook


def open_outlet(
    trigger: Trigger, where: str, ledger: str = "", push: Push | None = None, stay: ListStay | None = None
) -> Outlet:
    """The outlet of a trigger whose ledger has this key; `where` names the trigger in errors.

    One that puts people on the list of a `push` needs to know how they `stay` there before anybody is put there.
    Nothing is connected to yet. Raises UsageError where a key, a connection or a library is missing.
    """
    if trigger.destination.kind == "webhook":
        return TriggerWebhook(trigger, where)
    if push is not None:
        return TriggerList(push, where, stay)
    from segtui.delivery.trigger.topic import TriggerTopic  # which loads what brokers are

    return TriggerTopic(trigger, where, ledger)
