"""Brevo: contacts are imported into a list by a process, and taken off it by their e-mails.

https://developers.brevo.com/reference/import-contacts: 10 MB a call, 8 advised; 10 calls a second; 150 removals a call.
A process tells of contacts that it refused only by a file behind a link, so that such a chunk is imported again in
halves until they are found. Nothing says who is blacklisted: an import that does would lift that for all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace
from segtui.delivery.http.answer import plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.narrow import narrowed
from segtui.delivery.push.platform import Platform
from segtui.errors import UnreachableError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_EMAIL, _OWN = "EMAIL", ("EMAIL", "EXT_ID")
_PAGE = 500
_RUNNING = ("queued", "in_process")


def _attribute(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


class Brevo(Platform):
    """Brevo, by an API key."""

    name: ClassVar[str] = "brevo"
    title: ClassVar[str] = "Brevo"
    address: ClassVar[str] = "https://api.brevo.com"
    target: ClassVar[Target] = Target(
        name="brevo",
        title="Brevo",
        columns=(
            TargetColumn(_EMAIL, "email"),
            TargetColumn("FIRSTNAME", "first_name"),
            TargetColumn("LASTNAME", "last_name"),
            TargetColumn("SMS", "phone"),
            TargetColumn("EXT_ID", "external_id", asked=True),
        ),
        needs=("email",),
        unique=("email",),
        segment=TargetPlace("SEGMENT"),
        attribute=_attribute,
        optouts=(OptOut(_EMAIL, "email"),),
    )
    limits: ClassVar[tuple[Limit, ...]] = (Limit(10, 1),)
    chunk: ClassVar[int] = 5_000
    chunk_removed: ClassVar[int] = 150
    most_bytes: ClassVar[int] = 8_000_000
    list_is: ClassVar[str] = to_translate("the number of the list")
    list_form: ClassVar[str] = r"[1-9]\d{0,17}"
    forgets: ClassVar[str] = "deletes the contact"
    traps: ClassVar[str] = "Attributes that the account does not have are ignored: make SEGMENT there first."

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """An API key."""
        return {"api-key": key}

    def check(self) -> None:
        """The key is right and the list is there."""
        self.side.call("GET", f"/v3/contacts/lists/{self._list}")

    def payload(self, people: Sequence[Member]) -> Any:
        """An import."""
        return {
            "jsonBody": [_contact(person) for person in people],
            "listIds": [self._list],
            "updateExistingContacts": True,
            "emptyContactsAttributes": False,
            "disableNotification": True,
        }

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Import them, and wait for the process to end."""
        return narrowed(people, self._import)

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Take them off the list; the contacts stay."""
        emails = [person.who for person in people]
        path = f"/v3/contacts/lists/{self._list}/contacts/remove"
        answer = self.side.call("POST", path, {"emails": emails}, expected=(400,))
        if not answer.accepted:  # so it says, too, that none of them is on the list
            for person in people:
                if self._list in self._lists_of(person):
                    what = say("would not take people off the list: {words}", words=answer.words())
                    raise UnreachableError(
                        what, where=self.side.where, fix=say("look at the platform, then push again")
                    )
        return CallOutcome()

    def members(self) -> Iterator[Member]:
        """The contacts of the list, page by page."""
        at = 0
        while True:
            answer = self.side.call("GET", f"/v3/contacts/lists/{self._list}/contacts?limit={_PAGE}&offset={at}")
            told = answer.json()
            found = told.get("contacts") if isinstance(told, dict) else None
            if not isinstance(found, list):
                raise self.side.unexpected(answer)
            emails = [str(one["email"]).lower() for one in found if isinstance(one, dict) and one.get("email")]
            yield from (Member(email, "email", {_EMAIL: email}) for email in emails)
            at += _PAGE
            if len(found) < _PAGE:
                return

    def forget(self, person: Member) -> bool:
        """Delete the contact."""
        self.side.call("DELETE", f"/v3/contacts/{quote(person.who, safe='')}?identifierType=email_id", expected=(404,))
        return True

    @property
    def _list(self) -> int:
        return int(self.audience.list)

    def _import(self, people: Sequence[Member]) -> CallOutcome:
        answer = self.side.call("POST", "/v3/contacts/import", self.payload(people))
        told = answer.json()
        process = told.get("processId") if isinstance(told, dict) else None
        if not isinstance(process, int):
            raise self.side.unexpected(answer)
        ended = self.side.until(lambda: self._ended(process), say("the import"))
        details = ended.get("info")
        found = details.get("import") if isinstance(details, dict) else None
        return CallOutcome(unnamed=1 if isinstance(found, dict) and found.get("invalid_emails") else 0)

    def _ended(self, process: int) -> dict[str, Any] | None:
        """What is told of a process that has ended; None while it is running."""
        answer = self.side.call("GET", f"/v3/processes/{process}")
        told = answer.json()
        status = told.get("status") if isinstance(told, dict) else None
        if status in _RUNNING:
            return None
        if status != "completed":
            what = say("the import ended as {status}", status=plainly(str(status)))
            raise UnreachableError(what, where=self.side.where, fix=say("look at the platform, then push again"))
        return dict(told)

    def _lists_of(self, person: Member) -> list[int]:
        answer = self.side.call("GET", f"/v3/contacts/{quote(person.who, safe='')}", expected=(404,))
        told = answer.json() if answer.accepted else None
        return list(told.get("listIds") or ()) if isinstance(told, dict) else []


def _contact(person: Member) -> dict[str, Any]:
    attributes = {name: cell for name, cell in person.fields.items() if name not in _OWN}
    own = {"email": person.fields[_EMAIL]}
    if "EXT_ID" in person.fields:
        own["ext_id"] = person.fields["EXT_ID"]
    return {**own, **({"attributes": attributes} if attributes else {})}
