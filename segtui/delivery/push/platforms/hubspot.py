"""HubSpot: contacts by e-mail, and the members of a static list.

https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide: 100 contacts a call, 100 calls in ten seconds.
A list holds record ids: contacts are updated first, which gives theirs, and looked up before they are taken off. What
people said about messages is not touched: who opted out stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import OptOut, Target, TargetColumn
from segtui.delivery.http.answer import HttpAnswer, plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_CONTACTS = "/crm/v3/objects/contacts"
_CALL, _PAGE = 100, 250


def _property(name: str) -> str:
    """A column as HubSpot names properties: small letters and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


class HubSpot(Platform):
    """HubSpot, by the token of a private app."""

    name: ClassVar[str] = "hubspot"
    title: ClassVar[str] = "HubSpot"
    address: ClassVar[str] = "https://api.hubapi.com"
    target: ClassVar[Target] = Target(
        name="hubspot",
        title="HubSpot",
        columns=(
            TargetColumn("email", "email"),
            TargetColumn("firstname", "first_name"),
            TargetColumn("lastname", "last_name"),
        ),
        needs=("email",),
        unique=("email",),
        attribute=_property,
        optouts=(OptOut("email", "email"),),
    )
    limits: ClassVar[tuple[Limit, ...]] = (Limit(100, 10),)
    chunk: ClassVar[int] = _CALL
    list_is: ClassVar[str] = to_translate("the number of a static list")
    list_form: ClassVar[str] = r"[1-9]\d{0,17}"
    forgets: ClassVar[str] = "deletes the contact for good with all that belongs to it, and blocks the address"
    traps: ClassVar[str] = (
        "Additional columns need properties of the same name there, or HubSpot refuses the call. "
        "The token needs the scopes crm.objects.contacts.write and crm.lists.write."
    )

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A bearer token."""
        return {"Authorization": f"Bearer {key}"}

    def check(self) -> None:
        """The key is right, and the list is there and static."""
        told = self.side.call("GET", f"/crm/v3/lists/{self.audience.list}").json()
        found = told.get("list") if isinstance(told, dict) else None
        if isinstance(found, dict) and found.get("processingType") == "DYNAMIC":
            what = say("the list {list} fills itself by filters: nobody can be put on it", list=self.audience.list)
            raise UsageError(what, where=self.side.where, fix=say("make a static list at HubSpot and give its number"))

    def payload(self, people: Sequence[Member]) -> Any:
        """A batch of contacts."""
        inputs = [
            {"id": person.who, "idProperty": "email", "objectWriteTraceId": str(at), "properties": dict(person.fields)}
            for at, person in enumerate(people)
        ]
        return {"inputs": inputs}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Create or update the contacts, then put on the list whom HubSpot took."""
        answer = self.side.call("POST", f"{_CONTACTS}/batch/upsert", self.payload(people))
        records: dict[str, str] = {}
        for result in self._results(answer):
            if who := _whose(result, people):
                records[who] = str(result.get("id"))
        why = _reasons(answer.json())
        left = [person.who for person in people if person.who not in records]
        refused = {who: why.get(who) or say("no reason was given") for who in left}
        if records:
            missing = self._change("add", list(records.values()))
            refused |= {who: say("not known there") for who, record in records.items() if record in missing}
        return CallOutcome(refused)

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Look up their record ids, and take those off the list; the contacts stay."""
        found = self._read([person.who for person in people], "email")
        if records := [str(one["id"]) for one in found if "id" in one]:
            self._change("remove", records)
        return CallOutcome()

    def members(self) -> Iterator[Member]:
        """The contacts on the list, page by page."""
        after = ""
        while True:
            more = f"&after={quote(after, safe='')}" if after else ""
            answer = self.side.call("GET", f"/crm/v3/lists/{self.audience.list}/memberships?limit={_PAGE}{more}")
            records = [str(one.get("recordId")) for one in self._results(answer)]
            for at in range(0, len(records), _CALL):
                for one in self._read(records[at : at + _CALL]):
                    if email := _email(one):
                        yield Member(email, "email", {"email": email})
            paging = answer.json().get("paging")
            following = paging.get("next") if isinstance(paging, dict) else None
            after = str(following.get("after") or "") if isinstance(following, dict) else ""
            if not after:
                return

    def forget(self, person: Member) -> bool:
        """Delete the contact as the GDPR wants it."""
        content = {"objectId": person.who, "idProperty": "email"}
        self.side.call("POST", f"{_CONTACTS}/gdpr-delete", content, expected=(404,))
        return True

    def _read(self, ids: Sequence[str], known_by: str = "") -> list[dict[str, Any]]:
        """Contacts by these ids, or by what they are `known_by`; those that there are."""
        asked: dict[str, Any] = {"inputs": [{"id": id} for id in ids], "properties": ["email"]}
        asked |= {"idProperty": known_by} if known_by else {}
        answer = self.side.call("POST", f"{_CONTACTS}/batch/read", asked, expected=(404,))
        return self._results(answer) if answer.accepted else []

    def _change(self, how: str, records: Sequence[str]) -> set[str]:
        """Change the list; those of the records that are not there."""
        path = f"/crm/v3/lists/{self.audience.list}/memberships/{how}"
        told = self.side.call("PUT", path, list(records)).json()
        return set(map(str, told.get("recordIdsMissing") or ())) if isinstance(told, dict) else set()

    def _results(self, answer: HttpAnswer) -> list[dict[str, Any]]:
        told = answer.json()
        results = told.get("results") if isinstance(told, dict) else None
        if not isinstance(results, list):
            raise self.side.unexpected(answer)
        return [one for one in results if isinstance(one, dict)]


def _email(result: Mapping[str, Any]) -> str:
    properties = result.get("properties")
    return str(properties.get("email") or "").lower() if isinstance(properties, Mapping) else ""


def _whose(result: Mapping[str, Any], people: Sequence[Member]) -> str:
    """Whose result it is: by the trace that was sent along, else by the address."""
    trace = str(result.get("objectWriteTraceId") or "")
    if trace.isdecimal() and len(trace) < 9 and int(trace) < len(people):
        return people[int(trace)].who
    email = _email(result)
    return next((person.who for person in people if person.who == email), "")


def _reasons(told: Any) -> dict[str, str]:
    """Why contacts were refused, by the addresses that an error names."""
    found = {}
    for error in (told.get("errors") or ()) if isinstance(told, dict) else ():
        context = error.get("context") if isinstance(error, dict) else None
        for email in (context.get("ids") or ()) if isinstance(context, dict) else ():
            found[str(email).lower()] = plainly(str(error.get("message") or ""))
    return found
