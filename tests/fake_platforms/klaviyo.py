"""Klaviyo: import jobs that are polled, profiles found by a filter, memberships of a list taken away by profile id.

Written from https://developers.klaviyo.com/en/reference (revision 2026-04-15).
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

_TEXT = {"type": "string", "maxLength": 10_000}
_PROFILE = {
    "type": "object",
    "required": ["type", "attributes"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "profile"},
        "id": _TEXT,
        "meta": {"type": "object"},
        "attributes": {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "anyOf": [{"required": ["email"]}, {"required": ["phone_number"]}, {"required": ["external_id"]}],
            "properties": {
                **dict.fromkeys(
                    ("email", "external_id", "anonymous_id", "_kx", "first_name", "last_name", "organization"), _TEXT
                ),
                **dict.fromkeys(("locale", "title", "image"), _TEXT),
                "phone_number": {"type": "string", "pattern": r"^\+[1-9]\d{6,14}$"},
                "location": {"type": "object"},
                "properties": {"type": "object"},
            },
        },
    },
}
_LIST = {
    "type": "object",
    "required": ["type", "id"],
    "properties": {"type": {"const": "list"}, "id": _TEXT},
}
_JOB = {
    "type": "object",
    "required": ["data"],
    "additionalProperties": False,
    "properties": {
        "data": {
            "type": "object",
            "required": ["type", "attributes"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "profile-bulk-import-job"},
                "attributes": {
                    "type": "object",
                    "required": ["profiles"],
                    "properties": {
                        "profiles": {
                            "type": "object",
                            "required": ["data"],
                            "properties": {
                                "data": {"type": "array", "minItems": 1, "maxItems": 10_000, "items": _PROFILE}
                            },
                        }
                    },
                },
                "relationships": {
                    "type": "object",
                    "properties": {
                        "lists": {
                            "type": "object",
                            "required": ["data"],
                            "properties": {"data": {"type": "array", "items": _LIST}},
                        }
                    },
                },
            },
        }
    },
}
_MEMBERS = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
                "type": "object",
                "required": ["type", "id"],
                "properties": {"type": {"const": "profile"}, "id": _TEXT},
            },
        }
    },
}
_DELETION = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "object",
            "required": ["type", "attributes"],
            "properties": {
                "type": {"const": "data-privacy-deletion-job"},
                "attributes": {"type": "object", "required": ["profile"]},
            },
        }
    },
}


class Klaviyo(FakePlatform):
    """A job is `processing` when it is asked for the first time and `complete` the second."""

    name = "klaviyo"
    list_id = "Y6nRLr"
    key = "pk_secret4711"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._jobs: dict[str, dict[str, Any]] = {}

    def allowed(self, call: Call) -> bool:
        """`Authorization: Klaviyo-API-Key …`."""
        return call.headers.get("authorization") == f"Klaviyo-API-Key {self.key}"

    def denial(self) -> Reply:
        """As every error of it."""
        return _error(401, "not_authenticated", "Authentication credentials were not provided.")

    def throttle(self) -> Reply:
        """As every error of it."""
        reply = _error(429, "throttled", "Request was throttled.")
        return Reply(429, reply.body, {"Retry-After": "0"})

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs, and those that it must leave alone."""
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", call.headers.get("revision", "")):
            return _error(400, "invalid", "The revision header is missing")
        if re.search("subscription-bulk-create|suppression-bulk-delete", call.path):
            self.complain(f"{call.method} {call.path} subscribes people")
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "api", "profile-bulk-import-jobs"]:
                return self._import(call)
            case ["GET", "api", "profile-bulk-import-jobs", job]:
                return self._status(job)
            case ["GET", "api", "profile-bulk-import-jobs", job, "import-errors"]:
                return Reply(200, {"data": self._jobs[job]["errors"], "links": {"next": None}})
            case ["GET", "api", "lists", list_id] if list_id in self._members:
                return Reply(200, {"data": {"type": "list", "id": list_id}})
            case ["GET", "api", "lists", list_id, "profiles"] if list_id in self._members:
                return self._listed(call, list_id)
            case ["GET", "api", "profiles"]:
                return self._profiles(call)
            case ["DELETE", "api", "lists", list_id, "relationships", "profiles"]:
                self.check(call, _MEMBERS)
                gone = {each["id"] for each in call.body["data"]}
                self._members[list_id] -= {who for who, there in self.people.items() if there["id"] in gone}
                return Reply(204)
            case ["POST", "api", "data-privacy-deletion-jobs"]:
                return self._delete(call)
        return _error(404, "not_found", "Not found")

    def _import(self, call: Call) -> Reply:
        self.check(call, _JOB)
        data = call.body["data"]
        if call.size > 5_000_000:
            return _error(413, "invalid", "Payload too large")
        lists = [each["id"] for each in data.get("relationships", {}).get("lists", {}).get("data", ())]
        if any(each not in self._members for each in lists):
            return _error(404, "not_found", "A list with this id does not exist")
        errors = []
        for at, profile in enumerate(data["attributes"]["profiles"]["data"]):
            attributes = profile["attributes"]
            who = str(attributes.get("email") or attributes.get("phone_number") or attributes["external_id"]).lower()
            if "subscriptions" in attributes or "subscriptions" in attributes.get("properties", {}):
                self.complain("a profile was sent with subscriptions")
            if who in self.refused:
                errors.append(_import_error(at, profile))
                continue
            known = self.people.setdefault(who, {"id": f"01H{len(self.people):06}"})
            properties = {**known.get("properties", {}), **attributes.get("properties", {})}
            known.update(attributes, properties=properties)
            for each in lists:
                self._members[each].add(who)
        job = f"job{len(self._jobs) + 1}"
        total = len(data["attributes"]["profiles"]["data"])
        self._jobs[job] = {"errors": errors, "total": total, "asked": 0}
        return Reply(202, self._job(job, "queued"))

    def _status(self, job: str) -> Reply:
        if job not in self._jobs:
            return _error(404, "not_found", "Not found")
        self._jobs[job]["asked"] += 1
        return Reply(200, self._job(job, "complete" if self._jobs[job]["asked"] > 1 else "processing"))

    def _job(self, job: str, status: str) -> dict[str, Any]:
        known = self._jobs[job]
        failed = len(known["errors"])
        attributes = {"status": status, "created_at": "2026-11-30T00:00:00+00:00", "total_count": known["total"]}
        attributes |= {"completed_count": known["total"] - failed, "failed_count": failed}
        return {"data": {"type": "profile-bulk-import-job", "id": job, "attributes": attributes, "links": {"self": ""}}}

    def _profiles(self, call: Call) -> Reply:
        asked = re.fullmatch(r'(?:any|equals)\((email|phone_number|external_id),(\[.*\]|".*")\)', call.query["filter"])
        if not asked:
            return _error(400, "invalid", "Invalid filter")
        wanted = json.loads(asked[2])
        wanted = {str(each).lower() for each in (wanted if isinstance(wanted, list) else [wanted])}
        if len(wanted) > 100:
            self.complain("a filter names more than 100 profiles")
        size = int(call.query.get("page[size]", "20"))
        found = [
            {"type": "profile", "id": there["id"], "attributes": {k: v for k, v in there.items() if k != "id"}}
            for who, there in self.people.items()
            if who in wanted
        ]
        if len(found) > size:
            self.complain(f"{len(found)} profiles were asked for and {size} would be shown")
        return Reply(200, {"data": found[:size], "links": {"next": None}})

    def _listed(self, call: Call, list_id: str) -> Reply:
        size, at = int(call.query.get("page[size]", "20")), int(call.query.get("page[cursor]", "0"))
        there = sorted(self._members[list_id])
        data = [{"type": "profile", "id": self.people[who]["id"], "attributes": {"email": who}} for who in there]
        following = f"{self.url}{call.path}?page%5Bsize%5D={size}&page%5Bcursor%5D={at + size}"
        return Reply(
            200, {"data": data[at : at + size], "links": {"next": following if at + size < len(data) else None}}
        )

    def _delete(self, call: Call) -> Reply:
        self.check(call, _DELETION)
        attributes = call.body["data"]["attributes"]["profile"]["data"]["attributes"]
        who = str(next(iter(attributes.values()))).lower()
        self.people.pop(who, None)
        for there in self._members.values():
            there.discard(who)
        self.deleted.append(who)
        return Reply(202)


def _import_error(at: int, profile: dict[str, Any]) -> dict[str, Any]:
    attributes = {"code": "invalid", "title": "Invalid profile", "detail": "Invalid email address"}
    attributes |= {"source": {"pointer": f"/data/attributes/profiles/data/{at}/attributes/email"}}
    return {
        "type": "import-error",
        "id": f"e{at}",
        "attributes": {**attributes, "original_payload": profile["attributes"]},
    }


def _error(status: int, code: str, detail: str) -> Reply:
    return Reply(status, {"errors": [{"id": "1", "status": status, "code": code, "title": detail, "detail": detail}]})
