"""Brevo: imports that run in the background and are asked for, 150 removals a call.

Written from https://developers.brevo.com/reference/import-contacts and those beside it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from tests.fake_platforms.server import Call, FakePlatform, Reply

_IMPORT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["jsonBody", "listIds"],
    "properties": {
        "jsonBody": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "anyOf": [{"required": ["email"]}, {"required": ["ext_id"]}, {"required": ["attributes"]}],
                "properties": {
                    "email": {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"},
                    "ext_id": {"type": "string"},
                    "attributes": {
                        "type": "object",
                        "propertyNames": {"pattern": "^[A-Z0-9_]+$"},
                        "additionalProperties": {"type": ["string", "number", "boolean"]},
                    },
                },
            },
        },
        "listIds": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
        "emailBlacklist": {"type": "boolean"},
        "smsBlacklist": {"type": "boolean"},
        "updateExistingContacts": {"type": "boolean"},
        "emptyContactsAttributes": {"type": "boolean"},
        "disableNotification": {"type": "boolean"},
        "notifyUrl": {"type": "string"},
    },
}
_REMOVE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["emails"],
    "properties": {"emails": {"type": "array", "minItems": 1, "maxItems": 150, "items": {"type": "string"}}},
}


class Brevo(FakePlatform):
    """A process is `in_process` when it is asked for the first time and `completed` the second.

    Of those whom an import refuses it tells only how many there are, by a file behind a link.
    """

    name = "brevo"
    list_id = "27"
    key = "xkeysib-secret4711"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._asked: dict[str, int] = {}
        self._invalid: dict[str, int] = {}

    def allowed(self, call: Call) -> bool:
        """The header `api-key`."""
        return call.headers.get("api-key") == self.key

    def denial(self) -> Reply:
        """As documented."""
        return Reply(401, {"code": "unauthorized", "message": "Key not found"})

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs."""
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "v3", "contacts", "import"]:
                return self._import(call)
            case ["GET", "v3", "processes", process]:
                return self._process(process)
            case ["POST", "v3", "contacts", "lists", list_id, "contacts", "remove"]:
                return self._remove(call, list_id)
            case ["GET", "v3", "contacts", "lists", list_id] if list_id in self._members:
                return Reply(
                    200, {"id": int(list_id), "name": "Loyal", "totalSubscribers": len(self._members[list_id])}
                )
            case ["GET", "v3", "contacts", "lists", list_id, "contacts"] if list_id in self._members:
                size, at = int(call.query.get("limit", "50")), int(call.query.get("offset", "0"))
                there = sorted(self._members[list_id])[at : at + min(size, 500)]
                contacts = [{"email": who, "emailBlacklisted": who in self.unsubscribed} for who in there]
                return Reply(200, {"contacts": contacts, "count": len(self._members[list_id])})
            case ["GET", "v3", "contacts", who]:
                return self._contact(unquote(who).lower())
            case ["DELETE", "v3", "contacts", who]:
                return self._delete(unquote(who).lower())
        return Reply(404, {"code": "document_not_found", "message": "Not found"})

    def _import(self, call: Call) -> Reply:
        self.check(call, _IMPORT)
        if call.size > 10_000_000:
            return Reply(413, {"code": "bad_request", "message": "File body is too large"})
        if call.body.get("emailBlacklist") is not None or call.body.get("smsBlacklist") is not None:
            self.complain("an import says who is blacklisted, and so who is not")
        if any(str(each) not in self._members for each in call.body["listIds"]):
            return Reply(400, {"code": "invalid_parameter", "message": "listIds does not exist"})
        invalid = 0
        for row in call.body["jsonBody"]:
            who = row["email"].lower()
            if who in self.refused:
                invalid += 1
                continue
            known = self.people.setdefault(who, {})
            if call.body.get("updateExistingContacts", True) or not known:
                known.update(row.get("attributes", {}))
            for each in call.body["listIds"]:
                self._members[str(each)].add(who)
        process = str(78 + len(self._asked))
        self._asked[process], self._invalid[process] = 0, invalid
        return Reply(202, {"processId": int(process)})

    def _process(self, process: str) -> Reply:
        if process not in self._asked:
            return Reply(404, {"code": "document_not_found", "message": "Process ID does not exist"})
        self._asked[process] += 1
        done = self._asked[process] > 1
        told: dict[str, Any] = {"id": int(process), "status": "completed" if done else "in_process"}
        told["name"] = "IMPORTUSER"
        if done and self._invalid[process]:
            told["info"] = {"import": {"invalid_emails": "https://import-files.example/invalid.csv"}}
        return Reply(200, told)

    def _remove(self, call: Call, list_id: str) -> Reply:
        self.check(call, _REMOVE)
        there = self._members[list_id]
        asked = call.body["emails"]
        gone = [each for each in asked if each.lower() in there]
        there.difference_update(each.lower() for each in gone)
        failed = [each for each in asked if each not in gone]
        if not gone:  # as it does
            return Reply(
                400, {"code": "invalid_parameter", "message": "Contact already removed from list and/or does not exist"}
            )
        return Reply(201, {"contacts": {"success": gone, "failure": failed}})

    def _contact(self, who: str) -> Reply:
        if who not in self.people:
            return Reply(404, {"code": "document_not_found", "message": "Contact does not exist"})
        lists = [int(each) for each, there in self._members.items() if who in there]
        told = {"email": who, "emailBlacklisted": who in self.unsubscribed, "listIds": lists}
        return Reply(200, {**told, "attributes": self.people[who]})

    def _delete(self, who: str) -> Reply:
        if not re.search("@", who):
            return Reply(400, {"code": "invalid_parameter", "message": "Invalid identifier"})
        if self.people.pop(who, None) is None:
            return Reply(404, {"code": "document_not_found", "message": "Contact does not exist"})
        for there in self._members.values():
            there.discard(who)
        self.deleted.append(who)
        return Reply(204)
