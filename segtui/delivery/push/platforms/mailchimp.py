"""Mailchimp: members of an audience, and of one of its tags.

https://mailchimp.com/developer/marketing/api/lists/batch-subscribe-or-unsubscribe/: 500 members a call, ten calls open
at a time; who has more may get 403 without a body. An answer 200 has errors in it. New people are subscribed, because
they consented. Members are never given a status: who unsubscribed there stays so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace
from segtui.delivery.http.answer import HttpAnswer, plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_EMAIL = "email_address"
_EXISTS = "ERROR_CONTACT_EXISTS"
_PAGE = 1_000
_TAG_LENGTH = 10
_FEW = 20
"""From this many updates on they go as a batch, which Mailchimp works off by itself."""


def _merge_tag(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")[:_TAG_LENGTH]


class Mailchimp(Platform):
    """Mailchimp, by an API key."""

    name: ClassVar[str] = "mailchimp"
    title: ClassVar[str] = "Mailchimp"
    target: ClassVar[Target] = Target(
        name="mailchimp",
        title="Mailchimp",
        columns=(
            TargetColumn(_EMAIL, "email"),
            TargetColumn("FNAME", "first_name"),
            TargetColumn("LNAME", "last_name"),
        ),
        needs=("email",),
        unique=("email",),
        segment=TargetPlace("SEGMENT"),
        attribute=_merge_tag,
        most_cell_bytes=255,
        optouts=(OptOut(_EMAIL, "email"),),
    )
    limits: ClassVar[tuple[Limit, ...]] = (Limit(10, 1),)
    chunk: ClassVar[int] = 500
    list_is: ClassVar[str] = to_translate(
        "the id of the audience, or of the audience and one of its tags: a1b2c3d4e5/49"
    )
    list_form: ClassVar[str] = r"[A-Za-z0-9]{4,32}(?:/[1-9]\d{0,17})?"
    forgets: ClassVar[str] = "deletes the member permanently"
    traps: ClassVar[str] = (
        "Name a tag too: without one, who leaves the segments is archived. "
        "The connection's url has the region of the key, such as https://us19.api.mailchimp.com."
    )

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """Any name, and the key as its password."""
        return {"Authorization": "Basic " + base64.b64encode(f"segtui:{key}".encode()).decode()}

    @classmethod
    def throttled(cls, answer: HttpAnswer) -> bool:
        """403 without a body is from before the interface itself."""
        return answer.status == 403 and not answer.body

    def check(self) -> None:
        """The key is right, the audience is there, and the tag is one."""
        answer = self.side.call("GET", f"{self._audience}/segments/{self._tag}" if self._tag else self._audience)
        told = answer.json()
        if self._tag and isinstance(told, dict) and told.get("type") != "static":
            what = say("{list} is not a tag: its members follow from conditions", list=self.audience.list)
            raise UsageError(what, where=self.side.where, fix=say("make a tag at Mailchimp and give its number"))

    def payload(self, people: Sequence[Member]) -> Any:
        """A batch of new members."""
        return {"members": [_member(person) for person in people], "update_existing": False}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Subscribe who is new, update the fields of who is not, and give all of them the tag."""
        refused, known = self._subscribe(people)
        refused |= self._update([person for person in known if _merge_fields(person)])
        if self._tag:
            refused |= self._tagged([person.who for person in people if person.who not in refused], "members_to_add")
        return CallOutcome(refused)

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Take the tag away; without a tag, archive them."""
        if self._tag:
            self._tagged([person.who for person in people], "members_to_remove")
        else:
            for person in people:
                self.side.call("DELETE", self._path(person), expected=(404, 405))  # 405 for who is archived already
        return CallOutcome()

    def members(self) -> Iterator[Member]:
        """The members that have the tag, or all of the audience, page by page."""
        part, at = f"{self._audience}/segments/{self._tag}" if self._tag else self._audience, 0
        while True:
            answer = self.side.call("GET", f"{part}/members?fields=members.email_address&count={_PAGE}&offset={at}")
            told = answer.json()
            found = told.get("members") if isinstance(told, dict) else None
            if not isinstance(found, list):
                raise self.side.unexpected(answer)
            emails = [str(one[_EMAIL]).lower() for one in found if isinstance(one, dict) and one.get(_EMAIL)]
            yield from (Member(email, "email", {_EMAIL: email}) for email in emails)
            at += _PAGE
            if len(found) < _PAGE:
                return

    def forget(self, person: Member) -> bool:
        """Delete the member permanently: nobody can import them again."""
        self.side.call("POST", f"{self._path(person)}/actions/delete-permanent", expected=(404,))
        return True

    @property
    def _audience(self) -> str:
        return f"/3.0/lists/{self.audience.list.partition('/')[0]}"

    @property
    def _tag(self) -> str:
        return self.audience.list.partition("/")[2]

    def _subscribe(self, people: Sequence[Member]) -> tuple[dict[str, str], list[Member]]:
        """Subscribe people: who was refused and why, and who is in the audience already."""
        answer = self.side.call("POST", self._audience, self.payload(people))
        by_email = {person.who: person for person in people}
        refused: dict[str, str] = {}
        known: list[Member] = []
        for error in self._errors(answer):
            # Some addresses come with escaped quotes around them.
            person = by_email.get(str(error.get(_EMAIL, "")).strip("\\\"' ").lower())
            if person and error.get("error_code") == _EXISTS:
                known.append(person)
            elif person:
                refused[person.who] = plainly(str(error.get("error") or "")) or say("no reason was given")
        return refused, known

    def _update(self, people: Sequence[Member]) -> dict[str, str]:
        """Update the fields of members, without a status: who was refused and why.

        Many go as one batch, whose result has only the number of those refused: then each is asked for.
        """
        if len(people) >= _FEW and not self._batch_fails(people):
            return {}
        refused = {}
        for person in people:
            fields = {"merge_fields": _merge_fields(person)}
            answer = self.side.call("PATCH", self._path(person), fields, expected=(400, 404))
            if not answer.accepted:
                refused[person.who] = answer.words() or say("no reason was given")
        return refused

    def _batch_fails(self, people: Sequence[Member]) -> int:
        """How many updates of a batch were refused."""
        operations = [
            {
                "method": "PATCH",
                "path": self._path(person).removeprefix("/3.0"),
                "body": json.dumps({"merge_fields": _merge_fields(person)}, ensure_ascii=False),
            }
            for person in people
        ]
        answer = self.side.call("POST", "/3.0/batches", {"operations": operations})
        told = answer.json()
        batch = told.get("id") if isinstance(told, dict) else None
        if not isinstance(batch, str):
            raise self.side.unexpected(answer)
        return self.side.until(lambda: self._finished(batch), say("the update of members"))

    def _finished(self, batch: str) -> int | None:
        """How many of a batch were refused; None while it is running."""
        answer = self.side.call("GET", f"/3.0/batches/{quote(batch, safe='')}?fields=status,errored_operations")
        told = answer.json()
        errors = told.get("errored_operations") if isinstance(told, dict) else None
        if not isinstance(errors, int) or not isinstance(told.get("status"), str):
            raise self.side.unexpected(answer)
        return errors if told["status"] == "finished" else None

    def _tagged(self, emails: Sequence[str], how: str) -> dict[str, str]:
        """Give the tag or take it: who was refused and why."""
        if not emails:
            return {}
        answer = self.side.call("POST", f"{self._audience}/segments/{self._tag}", {how: list(emails)})
        told = ((email, error) for error in self._errors(answer) for email in error.get("email_addresses") or ())
        why = {str(email).lower(): plainly(str(error.get("error") or "")) for email, error in told}
        return {email: why[email] or say("no reason was given") for email in emails if email in why}

    def _errors(self, answer: HttpAnswer) -> list[dict[str, Any]]:
        told = answer.json()
        errors = told.get("errors") if isinstance(told, dict) else None
        if not isinstance(errors, list):
            raise self.side.unexpected(answer)
        return [error for error in errors if isinstance(error, dict)]

    def _path(self, person: Member) -> str:
        # Mailchimp's name for a member is this hash of the address; it protects nothing.
        hashed = hashlib.md5(person.who.encode(), usedforsecurity=False).hexdigest()
        return f"{self._audience}/members/{hashed}"


def _member(person: Member) -> dict[str, Any]:
    fields = _merge_fields(person)
    found = {_EMAIL: person.fields[_EMAIL], "status": "subscribed"}
    return {**found, **({"merge_fields": fields} if fields else {})}


def _merge_fields(person: Member) -> dict[str, str]:
    return {name: cell for name, cell in person.fields.items() if name != _EMAIL}
