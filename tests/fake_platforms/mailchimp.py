"""Mailchimp: an audience with tags, 500 members a call, errors beside those that went well, ten calls at a time.

Written from https://mailchimp.com/developer/marketing/api/lists/batch-subscribe-or-unsubscribe/ and those beside it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

_MEMBER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["email_address", "status"],
    "properties": {
        "email_address": {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"},
        "email_type": {"enum": ["html", "text"]},
        "status": {"enum": ["subscribed", "unsubscribed", "cleaned", "pending", "transactional"]},
        "merge_fields": {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z0-9_]{1,10}$"},
            "additionalProperties": {"type": ["string", "number"]},
        },
        "language": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
_BATCH = {
    "type": "object",
    "additionalProperties": False,
    "required": ["members"],
    "properties": {
        "members": {"type": "array", "minItems": 1, "maxItems": 500, "items": _MEMBER},
        "update_existing": {"type": "boolean"},
        "sync_tags": {"type": "boolean"},
    },
}
_EMAILS = {"type": "array", "maxItems": 500, "items": {"type": "string"}}
_SEGMENT = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {"members_to_add": _EMAILS, "members_to_remove": _EMAILS},
}
_OPERATIONS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["operations"],
    "properties": {
        "operations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 500,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["method", "path", "body"],
                "properties": {
                    "method": {"const": "PATCH"},
                    "path": {"type": "string", "pattern": "^/lists/[^/]+/members/[0-9a-f]{32}$"},
                    "body": {"type": "string"},
                },
            },
        }
    },
}
_PATCH = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "merge_fields": _MEMBER["properties"]["merge_fields"],  # type: ignore[index]
        "email_address": {"type": "string"},
        "status_if_new": {"type": "string"},
        "status": {"type": "string"},
        "language": {"type": "string"},
    },
}


class Mailchimp(FakePlatform):
    """`list_id` is the audience and one of its tags; members who are `choosy` refuse fields."""

    name = "mailchimp"
    list_id = "a1b2c3d4e5/49"
    key = "secret4711-us19"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.choosy: set[str] = set()
        self.archived: set[str] = set()
        self._batches: dict[str, list[int]] = {}

    def allowed(self, call: Call) -> bool:
        """Basic, with any name and the key as its password."""
        _, _, given = call.headers.get("authorization", "").partition("Basic ")
        return base64.b64decode(given).decode().partition(":")[2] == self.key

    def denial(self) -> Reply:
        """A problem document."""
        return _problem(401, "API Key Invalid", "Your API key may be invalid.")

    def throttle(self) -> Reply:
        """It has no headers about its limits."""
        return _problem(429, "TooManyRequests", "You have exceeded the limit of 10 simultaneous connections.")

    def unsubscribe(self, email: str) -> None:
        """Such a member stays in the audience as unsubscribed."""
        super().unsubscribe(email)
        self.people.setdefault(self.identity(email), {})

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs."""
        audience, _, tag = self.list_id.partition("/")
        match [call.method, *call.path.strip("/").split("/")]:
            case ["GET", "3.0", "lists", list_id] if list_id == audience:
                return Reply(200, {"id": list_id, "name": "Customers"})
            case ["GET", "3.0", "lists", list_id, "segments", segment] if (list_id, segment) == (audience, tag):
                return Reply(200, {"id": int(tag), "name": "Loyal", "type": "static"})
            case ["GET", "3.0", "lists", list_id, "segments", segment, "members"] if (list_id, segment) == (
                audience,
                tag,
            ):
                size, at = int(call.query.get("count", "10")), int(call.query.get("offset", "0"))
                there = sorted(self.members())[at : at + min(size, 1000)]
                return Reply(200, {"members": [{"email_address": who} for who in there]})
            case ["POST", "3.0", "lists", list_id] if list_id == audience:
                return self._batch(call)
            case ["POST", "3.0", "lists", list_id, "segments", segment] if (list_id, segment) == (audience, tag):
                return self._segment(call)
            case ["POST", "3.0", "batches"]:
                return self._batches_of(call)
            case ["GET", "3.0", "batches", batch] if batch in self._batches:
                known = self._batches[batch]
                known[1] += 1
                status = "finished" if known[1] > 1 else "started"
                return Reply(200, {"id": batch, "status": status, "errored_operations": known[0]})
            case ["PUT" | "PATCH", "3.0", "lists", list_id, "members", hashed] if list_id == audience:
                return self._member(call, hashed)
            case ["DELETE", "3.0", "lists", list_id, "members", hashed] if list_id == audience:
                return self._archive(hashed)
            case ["POST", "3.0", "lists", list_id, "members", hashed, "actions", "delete-permanent"] if (
                list_id == audience
            ):
                return self._delete(hashed)
        return _problem(404, "Resource Not Found", "The requested resource could not be found.")

    def _batch(self, call: Call) -> Reply:
        self.check(call, _BATCH)
        update, new, errors, updated = call.body.get("update_existing", False), [], [], []
        for member in call.body["members"]:
            who = member["email_address"].lower()
            if who in self.refused:
                errors.append(
                    _failure(member, "looks fake or invalid, please enter a real email address.", "ERROR_GENERIC")
                )
            elif who in self.people and not update:
                errors.append(_failure(member, "is already a list member", "ERROR_CONTACT_EXISTS"))
            else:
                if who in self.unsubscribed and member["status"] != "unsubscribed":
                    self.complain(f"{who} has unsubscribed and was set to {member['status']}")
                (updated if who in self.people else new).append(member)
                self.archived.discard(who)
                self.people.setdefault(who, {}).update(member.get("merge_fields", {}))
        counts = {"total_created": len(new), "total_updated": len(updated), "error_count": len(errors)}
        return Reply(200, {"new_members": new, "updated_members": updated, "errors": errors, **counts})

    def _segment(self, call: Call) -> Reply:
        self.check(call, _SEGMENT)
        add, remove = call.body.get("members_to_add", []), call.body.get("members_to_remove", [])
        there = self._members[self.list_id]
        known = [each for each in add if each.lower() in self.people]
        there.update(each.lower() for each in known)
        gone = [each for each in remove if each.lower() in there]
        there.difference_update(each.lower() for each in gone)
        errors = [
            {"email_addresses": [e], "error": "Email addresses are not on the list"} for e in add if e not in known
        ]
        told = {"members_added": [{"email_address": e} for e in known], "total_added": len(known), "errors": errors}
        removed = {"members_removed": [{"email_address": e} for e in gone], "total_removed": len(gone)}
        return Reply(200, {**told, **removed, "error_count": len(errors)})

    def _member(self, call: Call, hashed: str) -> Reply:
        self.check(call, _PATCH)
        who = self._who(hashed)
        if who is None and call.method == "PATCH":
            return _problem(404, "Resource Not Found", "The requested resource could not be found.")
        who = who or call.body["email_address"].lower()
        if who in self.choosy and call.body.get("merge_fields"):
            return _problem(400, "Invalid Resource", f"{who}: LTV: please enter a number")
        if who in self.unsubscribed and call.body.get("status", "unsubscribed") != "unsubscribed":
            self.complain(f"{who} has unsubscribed and was set to {call.body['status']}")
        self.people.setdefault(who, {}).update(call.body.get("merge_fields", {}))
        return Reply(200, {"id": hashed, "status": "unsubscribed" if who in self.unsubscribed else "subscribed"})

    def _batches_of(self, call: Call) -> Reply:
        self.check(call, _OPERATIONS)
        failed = 0
        for each in call.body["operations"]:
            _, _, _, _, hashed = each["path"].split("/")
            done = self._member(replace(call, method=each["method"], body=json.loads(each["body"])), hashed)
            failed += done.status >= 400
        batch = f"b{len(self._batches) + 1}"
        self._batches[batch] = [failed, 0]
        return Reply(200, {"id": batch, "status": "pending", "total_operations": len(call.body["operations"])})

    def _archive(self, hashed: str) -> Reply:
        who = self._who(hashed)
        if who is None or who in self.archived:
            return _problem(404, "Resource Not Found", "The requested resource could not be found.")
        self.archived.add(who)
        self._members[self.list_id].discard(who)
        return Reply(204)

    def _delete(self, hashed: str) -> Reply:
        who = self._who(hashed)
        if who is None:
            return _problem(404, "Resource Not Found", "The requested resource could not be found.")
        self.people.pop(who)
        self._members[self.list_id].discard(who)
        self.deleted.append(who)
        return Reply(204)

    def _who(self, hashed: str) -> str | None:
        return next(
            (w for w in self.people if hashlib.md5(w.encode(), usedforsecurity=False).hexdigest() == hashed), None
        )


def _failure(member: dict[str, Any], why: str, code: str) -> dict[str, str]:
    email = member["email_address"]
    return {"email_address": email, "error": f"{email} {why}", "error_code": code, "field": "", "field_message": ""}


def _problem(status: int, title: str, detail: str) -> Reply:
    return Reply(
        status, {"type": "https://mailchimp.com/developer/", "title": title, "status": status, "detail": detail}
    )
