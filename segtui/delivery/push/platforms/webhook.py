"""A server of one's own: people by their ids, as JSON to the address of the connection.

A call has `audience` and `list`, and either `add`, a list of people with `id`, `segment` and the attributes, or
`remove`, a list of ids. The same call may come twice; where it is only tried again, with the same Idempotency-Key. An
answer may name those whom the server did not take: {"refused": [{"id": "7", "reason": "no such customer"}]}.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from segtui.delivery.export.target import Part, Target
from segtui.delivery.http.answer import HttpAnswer, plainly
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.language.sentences import say


class Webhook(Platform):
    """An address that takes people as JSON; the key goes as a bearer token."""

    name: ClassVar[str] = "webhook"
    title: ClassVar[str] = "Webhook"
    target: ClassVar[Target] = Target(name="webhook", title="Webhook", plain=True)
    identity: ClassVar[tuple[Part, ...]] = ()
    chunk: ClassVar[int] = 500
    list_is: ClassVar[str] = ""
    forgets: ClassVar[str] = "is asked to forget the id"
    traps: ClassVar[str] = "The same call may come twice: the server has to take it as one."

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A bearer token, where there is a key."""
        return {"Authorization": f"Bearer {key}"} if key else {}

    def payload(self, people: Sequence[Member]) -> Any:
        """The people with their fields."""
        return {**self._head(), "add": [dict(person.fields) for person in people]}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """One call."""
        return self._send(self.payload(people), people)

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """One call."""
        return self._send({**self._head(), "remove": [person.who for person in people]}, people)

    def forget(self, person: Member) -> bool:
        """The server is told to forget an id."""
        self._send({**self._head(), "forget": [person.who]}, [person])
        return True

    def _head(self) -> dict[str, str]:
        told = {"list": self.audience.list, "audience": self.audience.audience}
        return {name: value for name, value in told.items() if value}

    def _send(self, content: Any, people: Sequence[Member]) -> CallOutcome:
        # Not of the content: who comes back later is the same call, and must not be taken for the one of then.
        key = {"Idempotency-Key": secrets.token_hex(16)}
        return CallOutcome(_refused(self.side.call("POST", "", content, headers=key), people))


def _refused(answer: HttpAnswer, people: Sequence[Member]) -> dict[str, str]:
    found = answer.json()
    told = found.get("refused") if isinstance(found, dict) else None
    sent = {person.who for person in people}
    each = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    reasons = {str(one.get("id")): plainly(str(one.get("reason") or "")) for one in each}
    return {who: reason or say("no reason was given") for who, reason in reasons.items() if who in sent}
