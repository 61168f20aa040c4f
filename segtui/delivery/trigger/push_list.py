"""The list of a push, onto which a trigger puts people: each is on the ledger of the list as soon as they are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from segtui.delivery.push.audience import said_of
from segtui.delivery.push.config import Push
from segtui.delivery.push.open_side import open_side
from segtui.delivery.push.platform import Audience
from segtui.delivery.push.push_ledger import PushLedger
from segtui.delivery.push.send import Chunk, chunks_of
from segtui.delivery.trigger.payload import Call
from segtui.errors import UnreachableError
from segtui.language.sentences import say


@dataclass
class ListStay:
    """Where a trigger puts people: the list of an `order`, by its ledger, until when, and of which run that was.

    `unnamed` is how many of them the platform refused without saying whom, `pending` what it calls the work where it
    is still looking at them.
    """

    order: Push
    ledger: PushLedger
    run: str
    until: dt.datetime | None
    unnamed: int = 0
    pending: list[str] = field(default_factory=list)


class TriggerList:
    """The platform of a push. Who is there already, with the same said of them, is not sent again."""

    def __init__(self, order: Push, where: str, stay: ListStay | None = None) -> None:
        self._stay, self._where = stay, where
        self._side, kind = open_side(order, where), order.platform()
        self._platform = kind(self._side, Audience(order.list or "", order.audience or ""))
        self._checked = False

    @property
    def most(self) -> int:
        """As many as go in a call."""
        return self._platform.chunk

    def deliver(self, calls: Sequence[Call]) -> Mapping[str, UnreachableError]:
        """Put them on the list, and on its ledger; those whom the platform refuses, with its reason."""
        assert self._stay is not None
        stay, there, new = self._stay, Chunk(), Chunk()
        refused: dict[str, UnreachableError] = {}
        keys: dict[str, str] = {}
        for call in calls:
            assert call.member is not None
            who, what = stay.ledger.hashed(call.member.key()), stay.ledger.hashed(said_of(call.member))
            keys[call.member.who] = call.key
            (there if stay.ledger.sent.get(who) == what else new).append((who, what, call.member))
        self._note(there)
        if new and not self._checked:
            self._platform.check()
            self._checked = True
        for chunk in chunks_of(iter(new), self._platform):
            outcome = self._platform.add([member for _, _, member in chunk])
            self._note([one for one in chunk if one[2].who not in outcome.refused])
            stay.unnamed += outcome.unnamed
            stay.pending += [outcome.pending] if outcome.pending else []
            refused |= {keys[who]: self._refusal(reason) for who, reason in outcome.refused.items() if who in keys}
        if new:
            self._platform.finish()
        return refused

    def close(self) -> None:
        """Let go of the connections."""
        self._side.close()

    def _note(self, people: Chunk) -> None:
        assert self._stay is not None
        self._stay.ledger.triggered_onto([(who, what) for who, what, _ in people], self._stay.run, self._stay.until)

    def _refusal(self, reason: str) -> UnreachableError:
        told = say("{platform} did not take a person: {reason}", platform=self._platform.title, reason=reason)
        return UnreachableError(told, where=self._where)
