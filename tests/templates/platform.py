"""The platform's lists, with where its interface is described and what it takes a call.

A template: copy it to segtui/delivery/push/platforms/NAME.py and fill in what is yours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import Target, TargetColumn
from segtui.delivery.http.answer import plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform


class Template(Platform):
    """A platform whose list takes its members by their e-mails, and says in its answer whom it does not take."""

    name: ClassVar[str] = "template"
    title: ClassVar[str] = "Template"
    address: ClassVar[str] = "https://api.template.example"
    target: ClassVar[Target] = Target(
        name="template",
        title="Template",
        columns=(TargetColumn("email", "email"), TargetColumn("name", "first_name")),
        needs=("email",),
        unique=("email",),
    )
    limits: ClassVar[tuple[Limit, ...]] = (Limit(10, 1),)
    chunk: ClassVar[int] = 200
    list_is: ClassVar[str] = "the number of the list"
    list_form: ClassVar[str] = r"[1-9]\d{0,17}"
    forgets: ClassVar[str] = "deletes the person"
    traps: ClassVar[str] = "Lists are made there."

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A bearer token."""
        return {"Authorization": f"Bearer {key}"}

    def check(self) -> None:
        """The key is right and the list is there."""
        self.side.call("GET", self._members)

    def payload(self, people: Sequence[Member]) -> Any:
        """The members with their fields."""
        return {"members": [dict(person.fields) for person in people]}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """One call, which says who shall be there: made again it changes nothing, and nobody is subscribed by it."""
        answer = self.side.call("PUT", self._members, self.payload(people))
        told = answer.json()
        if not isinstance(told, dict) or not isinstance(told.get("refused"), dict):
            raise self.side.unexpected(answer)
        return CallOutcome({str(who): plainly(str(why)) for who, why in told["refused"].items()})

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """One call; who isn't there is no fault."""
        self.side.call("DELETE", self._members, {"emails": [person.who for person in people]})
        return CallOutcome()

    def forget(self, person: Member) -> bool:
        """The platform deletes the person."""
        self.side.call("DELETE", f"/people/{quote(person.who, safe='')}", expected=(404,))
        return True

    @property
    def _members(self) -> str:
        return f"/lists/{self.audience.list}/members"
