"""HubSpot: contacts upserted and read 100 a call, lists that hold record ids, opt-outs that no import touches.

Written from https://developers.hubspot.com/docs/api-reference (CRM v3: contacts, lists).
"""

from __future__ import annotations

from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

_UPSERT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["inputs"],
    "properties": {
        "inputs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "idProperty", "properties"],
                "properties": {
                    "id": {"type": "string", "pattern": "@"},
                    "idProperty": {"const": "email"},
                    "objectWriteTraceId": {"type": "string"},
                    "properties": {
                        "type": "object",
                        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                        "additionalProperties": {"type": "string"},
                    },
                },
            },
        }
    },
}
_READ = {
    "type": "object",
    "additionalProperties": False,
    "required": ["inputs", "properties"],
    "properties": {
        "inputs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 100,
            "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        },
        "idProperty": {"type": "string"},
        "properties": {"type": "array", "items": {"type": "string"}},
        "propertiesWithHistory": {"type": "array", "items": {"type": "string"}},
    },
}
_IDS = {"type": "array", "maxItems": 100_000, "items": {"type": "string", "pattern": "^[0-9]+$"}}
_GDPR = {
    "type": "object",
    "additionalProperties": False,
    "required": ["objectId"],
    "properties": {"objectId": {"type": "string"}, "idProperty": {"const": "email"}},
}


class HubSpot(FakePlatform):
    """A contact has a record id; a list holds such ids. What a batch refuses stands beside what it took, status 207."""

    name = "hubspot"
    list_id = "317"
    key = "pat-eu1-secret4711"

    def allowed(self, call: Call) -> bool:
        """A bearer token."""
        return call.headers.get("authorization") == f"Bearer {self.key}"

    def denial(self) -> Reply:
        """As documented."""
        return Reply(401, {"status": "error", "category": "INVALID_AUTHENTICATION", "message": "Authentication failed"})

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs, and those that it must leave alone."""
        if "communication-preferences" in call.path:
            self.complain(f"{call.method} {call.path} changes what people said about messages")
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "crm", "v3", "objects", "contacts", "batch", "upsert"]:
                return self._upsert(call)
            case ["POST", "crm", "v3", "objects", "contacts", "batch", "read"]:
                return self._read(call)
            case ["GET", "crm", "v3", "lists", list_id] if list_id in self._members:
                return Reply(200, {"list": {"listId": list_id, "processingType": "MANUAL", "objectTypeId": "0-1"}})
            case ["GET", "crm", "v3", "lists", list_id, "memberships"] if list_id in self._members:
                return self._listed(call, list_id)
            case ["PUT", "crm", "v3", "lists", list_id, "memberships", "add" | "remove" as what]:
                return self._memberships(call, list_id, what)
            case ["POST", "crm", "v3", "objects", "contacts", "gdpr-delete"]:
                return self._delete(call)
        return Reply(404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Not found"})

    def _upsert(self, call: Call) -> Reply:
        self.check(call, _UPSERT)
        results, errors = [], []
        inputs = call.body["inputs"]
        if len({each["id"].lower() for each in inputs}) < len(inputs):
            return Reply(
                400,
                {"status": "error", "category": "VALIDATION_ERROR", "message": "Duplicate IDs found in batch input"},
            )
        for each in inputs:
            who = each["id"].lower()
            if any("optout" in name or name == "hs_marketable_status" for name in each["properties"]):
                self.complain("a contact was sent with its opt-outs")
            if who in self.refused:
                context = {"ids": [each["id"]]}
                errors.append(
                    {"status": "error", "category": "VALIDATION_ERROR", "message": "invalid", "context": context}
                )
                continue
            is_new = who not in self.people
            known = self.people.setdefault(who, {"hs_object_id": str(1000 + len(self.people))})
            known.update(each["properties"], email=who)
            answer = {"id": known["hs_object_id"], "new": is_new, "properties": {"email": who}}
            if "objectWriteTraceId" in each:
                answer["objectWriteTraceId"] = each["objectWriteTraceId"]
            results.append(answer)
        return _batch(results, errors)

    def _read(self, call: Call) -> Reply:
        self.check(call, _READ)
        results, missing = [], []
        for each in call.body["inputs"]:
            by_id = {there["hs_object_id"]: there for there in self.people.values()}
            known = (self.people if "idProperty" in call.body else by_id).get(each["id"].lower())
            if known is None:
                missing.append(each["id"])
            else:
                wanted = {name: known.get(name) for name in call.body["properties"]}
                results.append({"id": known["hs_object_id"], "properties": wanted})
        error = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some CONTACT objects"}
        return _batch(results, [{**error, "context": {"ids": missing}}] if missing else [])

    def _memberships(self, call: Call, list_id: str, what: str) -> Reply:
        self.check(call, _IDS)
        if list_id not in self._members:
            return Reply(404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "List does not exist"})
        by_id = {there["hs_object_id"]: who for who, there in self.people.items()}
        known = [each for each in call.body if each in by_id]
        there, people = self._members[list_id], {by_id[each] for each in known}
        if what == "add":
            there |= people
        else:
            there -= people
        added, removed = (known, []) if what == "add" else ([], known)
        missing = [each for each in call.body if each not in by_id]
        return Reply(200, {"recordsIdsAdded": added, "recordIdsRemoved": removed, "recordIdsMissing": missing})

    def _listed(self, call: Call, list_id: str) -> Reply:
        size, at = min(int(call.query.get("limit", "100")), 250), int(call.query.get("after", "0"))
        there = [self.people[who]["hs_object_id"] for who in sorted(self._members[list_id])]
        told: dict[str, Any] = {"results": [{"recordId": each} for each in there[at : at + size]]}
        if at + size < len(there):
            told["paging"] = {"next": {"after": str(at + size)}}
        return Reply(200, told)

    def _delete(self, call: Call) -> Reply:
        self.check(call, _GDPR)
        who = call.body["objectId"].lower()
        self.people.pop(who, None)
        for there in self._members.values():
            there.discard(who)
        self.deleted.append(who)
        return Reply(204)


def _batch(results: list[dict[str, Any]], errors: list[dict[str, Any]]) -> Reply:
    told: dict[str, Any] = {"status": "COMPLETE", "results": results}
    if errors:
        told |= {"errors": errors, "numErrors": len(errors)}
    return Reply(207 if errors else 200, told)
