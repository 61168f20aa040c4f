"""Meta's custom audiences: hashed rows in sessions.

https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users: 10,000 rows a call, matched within a
day. Too many calls are errors of status 400 with a code. Meta blocks audiences whose names suggest what people earn or
owe (operation status 471), so names of segments do not leave; the audience is made there, with a neutral name.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from segtui.delivery.export.target import Part, Target
from segtui.delivery.export.targets.meta import TARGET
from segtui.delivery.http.answer import HttpAnswer
from segtui.delivery.http.pace import Limit
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.errors import UnreachableError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_VERSION = "v25.0"
_KEYS = {
    "email": "EMAIL",
    "phone": "PHONE",
    "fn": "FN",
    "ln": "LN",
    "zip": "ZIP",
    "ct": "CT",
    "st": "ST",
    "country": "COUNTRY",
    "gen": "GEN",
    "doby": "DOBY",
    "madid": "MADID",
    "uid": "EXTERN_ID",
}
"""What the interface calls the columns of a file; it has none for the whole date of birth and for the age."""
_TOO_OFTEN = {4, 17, 32, 613, 80000, 80003, 80004}
_RESTRICTED, _BLOCKED = 471, 1713230


class Meta(Platform):
    """Meta, by a token with the right ads_management."""

    name: ClassVar[str] = "meta"
    title: ClassVar[str] = "Meta"
    address: ClassVar[str] = "https://graph.facebook.com"
    target: ClassVar[Target] = replace(TARGET, columns=tuple(c for c in TARGET.columns if c.header in _KEYS))
    identity: ClassVar[tuple[Part, ...]] = ("email", "phone", "madid", "platform_id")
    limits: ClassVar[tuple[Limit, ...]] = (Limit(10, 1),)
    chunk: ClassVar[int] = 10_000
    list_is: ClassVar[str] = to_translate("the id of a custom audience made from a customer list")
    list_form: ClassVar[str] = r"[1-9]\d{0,24}"
    neutral_names: ClassVar[bool] = True
    forgets: ClassVar[str] = "takes the person out of the audience"
    traps: ClassVar[str] = (
        "Give the audience a neutral name there: Meta blocks those whose names suggest what people earn or owe. "
        "Below 100 people it is of little use."
    )

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A bearer token, which in an address would stand in logs."""
        return {"Authorization": f"Bearer {key}"}

    @classmethod
    def throttled(cls, answer: HttpAnswer) -> bool:
        """Errors whose code says that there were too many calls."""
        return answer.status in (400, 403) and _error(answer).get("code") in _TOO_OFTEN

    def check(self) -> None:
        """The token is right, and the audience is there and not blocked."""
        path = f"/{_VERSION}/{self.audience.list}?fields=id,operation_status"
        told = self.side.call("GET", path).json()
        status = told.get("operation_status") if isinstance(told, dict) else None
        if isinstance(status, dict) and status.get("code") == _RESTRICTED:
            raise self._blocked()

    def payload(self, people: Sequence[Member]) -> Any:
        """Rows of hashes under their keys."""
        used = [header for header in _KEYS if any(header in person.fields for person in people)]
        rows = [[person.fields.get(header, "") for header in used] for person in people]
        return {"payload": {"schema": [_KEYS[header] for header in used], "data": rows}}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Add these people: Meta says how many rows it could not read, and gives samples of them."""
        answer = self._send("POST", people)
        told = answer.json()
        invalid = told.get("num_invalid_entries") if isinstance(told, dict) else None
        if not isinstance(invalid, int):
            raise self.side.unexpected(answer)
        samples = _texts(told.get("invalid_entry_samples")) if invalid else set()
        refused = [person.who for person in people if samples.intersection(person.fields.values())][:invalid]
        return CallOutcome(dict.fromkeys(refused, say("not valid")), unnamed=invalid - len(refused))

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Take them out of the audience."""
        self._send("DELETE", people)
        return CallOutcome()

    def forget(self, person: Member) -> bool:
        """Take the person out: Meta knows them by nothing else from here."""
        self._send("DELETE", [person])
        return True

    def _send(self, method: str, people: Sequence[Member]) -> HttpAnswer:
        """One call, as a session that is complete in itself: whatever is sent again later is another."""
        session = {"session_id": secrets.randbelow(2**62) + 1, "batch_seq": 1, "last_batch_flag": True}
        content = {"session": {**session, "estimated_num_total": len(people)}, **self.payload(people)}
        try:
            return self.side.call(method, f"/{_VERSION}/{self.audience.list}/users", content)
        except RefusedError as refused:
            if _error(refused.answer).get("error_subcode") != _BLOCKED:
                raise
        raise self._blocked()

    def _blocked(self) -> UnreachableError:
        what = say("Meta has blocked the audience, often because its name suggests what people earn or owe")
        fix = say("appeal in Meta's Audience Manager, or make an audience with a neutral name")
        return UnreachableError(what, where=self.side.where, fix=fix)


def _texts(found: Any) -> set[str]:
    """All texts within an answer."""
    if isinstance(found, str):
        return {found}
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return {text for each in inner for text in _texts(each) if text}


def _error(answer: HttpAnswer) -> dict[str, Any]:
    told = answer.json()
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, dict) else {}
