"""Klaviyo: profiles are imported in jobs that put them on a list, and taken off it by their ids there.

https://developers.klaviyo.com/en/reference/bulk_import_profiles: 10,000 profiles and 5 MB a job, 10 calls a second and
150 a minute. An import changes no one's consent, and a suppressed profile stays suppressed. Nulls clear nothing, so
that fields without a value are not sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from segtui.delivery.export.target import OptOut, Part, Target, TargetColumn, TargetPlace
from segtui.delivery.http.answer import plainly
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.errors import UnreachableError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_REVISION = "2026-04-15"
_JSON = "application/vnd.api+json"
_JOBS = "/api/profile-bulk-import-jobs"
_PAGE = 100
_OWN = ("email", "phone_number", "external_id", "first_name", "last_name")
_FIELDS = {"email": "email", "phone": "phone_number"}


class Klaviyo(Platform):
    """Klaviyo, by private API keys with the scopes lists, profiles and, for `segtui forget`, data-privacy."""

    name: ClassVar[str] = "klaviyo"
    title: ClassVar[str] = "Klaviyo"
    address: ClassVar[str] = "https://a.klaviyo.com"
    target: ClassVar[Target] = Target(
        name="klaviyo",
        title="Klaviyo",
        columns=(
            TargetColumn("email", "email"),
            TargetColumn("phone_number", "phone"),
            TargetColumn("external_id", "external_id", asked=True),
            TargetColumn("first_name", "first_name"),
            TargetColumn("last_name", "last_name"),
        ),
        needs=("email", "phone"),
        unique=("email", "phone"),
        segment=TargetPlace("segment"),
        optouts=(OptOut("email", "email"),),
    )
    identity: ClassVar[tuple[Part, ...]] = ("email", "phone")
    limits: ClassVar[tuple[Limit, ...]] = (Limit(10, 1), Limit(150, 60))
    chunk: ClassVar[int] = 5_000
    chunk_removed: ClassVar[int] = 1_000
    most_bytes: ClassVar[int] = 4_500_000
    list_is: ClassVar[str] = to_translate("the id of the list, such as Y6nRLr, at the end of its address in Klaviyo")
    forgets: ClassVar[str] = "deletes the profile"
    traps: ClassVar[str] = "Profiles that unsubscribed stay so: being on a list does not count as consent at Klaviyo."

    @classmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """A private key."""
        return {"Authorization": f"Klaviyo-API-Key {key}", "revision": _REVISION, "Accept": _JSON}

    def check(self) -> None:
        """The key is right and the list is there."""
        self.side.call("GET", f"/api/lists/{self._list}")

    def payload(self, people: Sequence[Member]) -> Any:
        """A job."""
        data = [{"type": "profile", "attributes": _profile(person)} for person in people]
        lists = {"data": [{"type": "list", "id": self.audience.list}]}
        attributes = {"profiles": {"data": data}}
        job = {"type": "profile-bulk-import-job", "attributes": attributes, "relationships": {"lists": lists}}
        return {"data": job}

    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Import them and wait for the job, then read of whom it made nothing."""
        answer = self._call("POST", _JOBS, self.payload(people))
        job = _text(answer, "data", "id")
        if not job:
            raise self.side.unexpected(answer)
        failed = self.side.until(lambda: self._failed(job), say("the import"))
        return CallOutcome(self._refused(job, people) if failed else {})

    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Look up their ids, then take those off the list; who has no profile is on no list."""
        ids = [id for kind in _FIELDS for id, _ in self._profiles(kind, [p.who for p in people if p.kind == kind])]
        if ids:
            gone = {"data": [{"type": "profile", "id": id} for id in ids]}
            self._call("DELETE", f"/api/lists/{self._list}/relationships/profiles", gone, expected=(404,))
        return CallOutcome()

    def members(self) -> Iterator[Member]:
        """The profiles of the list, page by page, under each thing they are known by."""
        fields = ",".join(_FIELDS.values())
        page = f"/api/lists/{self._list}/profiles?fields%5Bprofile%5D={fields}&page%5Bsize%5D={_PAGE}"
        for profile in self._pages(page):
            attributes = profile.get("attributes") or {}
            for kind, name in _FIELDS.items():
                if value := attributes.get(name):
                    who = str(value).lower()
                    yield Member(who, kind, {name: who})

    def forget(self, person: Member) -> bool:
        """Klaviyo deletes a profile with all that it knows, within its own time."""
        profile = {"type": "profile", "attributes": {_FIELDS[person.kind]: person.who}}
        attributes = {"profile": {"data": profile}}
        job = {"data": {"type": "data-privacy-deletion-job", "attributes": attributes}}
        self._call("POST", "/api/data-privacy-deletion-jobs", job, expected=(404,))
        return True

    @property
    def _list(self) -> str:
        return quote(self.audience.list, safe="")

    def _call(self, method: str, path: str, content: Any = None, expected: Sequence[int] = ()) -> Any:
        kind = {"Content-Type": _JSON} if content is not None else {}
        return self.side.call(method, path, content, headers=kind, expected=expected)

    def _failed(self, job: str) -> int | None:
        """How many profiles a job could not take; None while it is running."""
        answer = self._call("GET", f"{_JOBS}/{quote(job, safe='')}")
        status = _text(answer, "data", "attributes", "status")
        if status == "cancelled":
            what = say("the import was cancelled at the platform")
            raise UnreachableError(what, where=self.side.where, fix=say("push again"))
        if status not in ("complete", "queued", "processing"):
            raise self.side.unexpected(answer)
        failed = answer.json()["data"]["attributes"].get("failed_count") or 0
        return int(failed) if status == "complete" else None

    def _refused(self, job: str, people: Sequence[Member]) -> dict[str, str]:
        """Whom a job did not take, and why: its errors name the profile by its place or by its fields."""
        known = {value.lower(): person.who for person in people for value in _identifying(person)}
        refused = {}
        for error in self._pages(f"{_JOBS}/{quote(job, safe='')}/import-errors"):
            told = error.get("attributes") or {}
            payload = told.get("original_payload") or {}
            values = [str(payload.get(name) or "").lower() for name in _FIELDS.values()]
            who = next((known[value] for value in values if value in known), None) or _at(told, people)
            if who:
                refused[who] = plainly(str(told.get("detail") or told.get("title") or ""))
        return refused

    def _profiles(self, kind: str, whose: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The ids of profiles by what they are known by."""
        for first in range(0, len(whose), _PAGE):
            listed = [json.dumps(who, ensure_ascii=False) for who in whose[first : first + _PAGE]]
            sought = quote(f"any({_FIELDS[kind]},[{','.join(listed)}])", safe="")
            page = f"/api/profiles?filter={sought}&fields%5Bprofile%5D={_FIELDS[kind]}&page%5Bsize%5D={_PAGE}"
            for profile in self._pages(page):
                yield str(profile["id"]), str((profile.get("attributes") or {}).get(_FIELDS[kind]))

    def _pages(self, path: str) -> Iterator[Mapping[str, Any]]:
        """What a listing has, over all of its pages."""
        while path:
            answer = self._call("GET", path)
            found = answer.json()
            if not isinstance(found, dict) or not isinstance(found.get("data"), list):
                raise self.side.unexpected(answer)
            yield from (one for one in found["data"] if isinstance(one, dict))
            path = str((found.get("links") or {}).get("next") or "")


def _profile(person: Member) -> dict[str, Any]:
    own = {name: value for name, value in person.fields.items() if name in _OWN}
    more = {name: value for name, value in person.fields.items() if name not in _OWN}
    return {**own, **({"properties": more} if more else {})}


def _identifying(person: Member) -> list[str]:
    return [person.fields[name] for name in _FIELDS.values() if name in person.fields]


def _at(told: Mapping[str, Any], people: Sequence[Member]) -> str | None:
    """The member at the place that an error points to: /data/attributes/profiles/data/7/…"""
    pointer = str((told.get("source") or {}).get("pointer") or "")
    number = next((part for part in pointer.split("/") if part.isdecimal() and len(part) < 9), "")
    return people[int(number)].who if number and int(number) < len(people) else None


def _text(answer: Any, *keys: str) -> str:
    """A text within the answer's JSON; empty where there is none."""
    found = answer.json()
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
