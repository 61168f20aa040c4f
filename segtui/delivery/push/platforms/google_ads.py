"""Google's customer lists, by its Data Manager API.

https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest: 10,000 members a request, which
is checked there for minutes or hours; how that went is asked for a while. Of members that it refuses it gives only the
number. People of Europe are sent with their consent to personalized ads, others without a word about it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import Part, Target
from segtui.delivery.export.targets.google_ads import TARGET
from segtui.delivery.http.answer import plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.errors import UnreachableError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_SINGLE = {"Email": "emailAddress", "Phone": "phoneNumber"}
_ADDRESS = {"First Name": "givenName", "Last Name": "familyName", "Country": "regionCode", "Zip": "postalCode"}
_CONSENT = "Consent"
_AGREED = {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_GRANTED"}
_TERMS = {"customerMatchTermsOfServiceStatus": "ACCEPTED"}
_ENDED = ("SUCCESS", "PARTIAL_SUCCESS", "FAILED")
_PATIENCE = 30.0
"""Seconds for which a request is asked how it went; after that it goes on by itself."""


class GoogleAds(Platform):
    """Google Ads, by an OAuth token with the scope datamanager."""

    name: ClassVar[str] = "google-ads"
    title: ClassVar[str] = "Google Ads"
    address: ClassVar[str] = "https://datamanager.googleapis.com"
    target: ClassVar[Target] = replace(TARGET, needs=("email", "phone"))
    identity: ClassVar[tuple[Part, ...]] = ("email", "phone")
    limits: ClassVar[tuple[Limit, ...]] = (Limit(5, 1),)
    chunk: ClassVar[int] = 10_000
    list_is: ClassVar[str] = to_translate(
        "the customer's number and the list's, 123-456-7890/8765, with a manager's number before them"
    )
    list_form: ClassVar[str] = r"(?:[\d-]{8,14}/)?[\d-]{8,14}/[1-9]\d{0,17}"
    consent_field: ClassVar[str] = _CONSENT
    forgets: ClassVar[str] = "takes the person out of the list"
    traps: ClassVar[str] = (
        "Tokens live for an hour: let password_command print a fresh one, such as gcloud auth print-access-token. "
        "The id of a request that is still being checked is shown, to be looked up later."
    )

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A bearer token."""
        return {"Authorization": f"Bearer {key}"}

    def payload(self, people: Sequence[Member]) -> Any:
        """A request to ingest."""
        return {**self._request([_member(person, add=True) for person in people]), "termsOfService": _TERMS}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Ingest them, and ask for a while how that went."""
        return self._send("ingest", self.payload(people), len(people))

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Take them out of the list; nothing is wrong with who was not in it."""
        done = self._send("remove", self._request([_member(person) for person in people]), len(people))
        return CallOutcome(pending=done.pending)

    def forget(self, person: Member) -> bool:
        """Take the person out: Google knows them by nothing else from here."""
        self.remove([person])
        return True

    def _request(self, members: Sequence[dict[str, Any]]) -> dict[str, Any]:
        *manager, customer, audience = self.audience.list.split("/")
        destination: dict[str, Any] = {"operatingAccount": _account(customer), "productDestinationId": audience}
        if manager:
            destination["loginAccount"] = _account(manager[0])
        return {"destinations": [destination], "audienceMembers": list(members), "encoding": "HEX"}

    def _send(self, how: str, content: Any, count: int) -> CallOutcome:
        answer = self.side.call("POST", f"/v1/audienceMembers:{how}", content)
        told = answer.json()
        request = told.get("requestId") if isinstance(told, dict) else None
        if not isinstance(request, str):
            raise self.side.unexpected(answer)
        over = time.monotonic() + _PATIENCE
        status = self.side.until(
            lambda: self._status(request) or ({} if time.monotonic() > over else None), say("the request")
        )
        if not status:
            return CallOutcome(pending=plainly(request))
        failed = _failed(status)
        if status["requestStatus"] == "FAILED" and failed < count:
            what = say("the request {request} failed", request=plainly(request))
            raise UnreachableError(what, where=self.side.where, fix=say("look at the platform, then push again"))
        return CallOutcome(unnamed=failed)

    def _status(self, request: str) -> dict[str, Any] | None:
        """How a request went; None while it is being checked."""
        answer = self.side.call("GET", f"/v1/requestStatus:retrieve?requestId={quote(request, safe='')}")
        told = answer.json()
        statuses = told.get("requestStatusPerDestination") if isinstance(told, dict) else None
        if not isinstance(statuses, list):
            raise self.side.unexpected(answer)
        return next((s for s in statuses if isinstance(s, dict) and s.get("requestStatus") in _ENDED), None)


def _account(number: str) -> dict[str, str]:
    return {"accountType": "GOOGLE_ADS", "accountId": number.replace("-", "")}


def _member(person: Member, *, add: bool = False) -> dict[str, Any]:
    cells = person.fields
    identifiers: list[dict[str, Any]] = [{name: cells[header]} for header, name in _SINGLE.items() if header in cells]
    if all(header in cells for header in _ADDRESS):
        identifiers.append({"address": {name: cells[header] for header, name in _ADDRESS.items()}})
    consent = {"consent": _AGREED} if add and _CONSENT in cells else {}
    return {"userData": {"userIdentifiers": identifiers}, **consent}


def _failed(status: Mapping[str, Any]) -> int:
    """How many members it refused."""
    told = status.get("errorInfo")
    counts = told.get("errorCounts") if isinstance(told, dict) else None
    return sum(int(each.get("recordCount", 0)) for each in counts or () if isinstance(each, dict))
