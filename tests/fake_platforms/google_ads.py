"""Google's Data Manager API: members ingested and removed 10,000 a request, and how that went is asked for later.

Written from https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

_ACCOUNT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["accountType", "accountId"],
    "properties": {"accountType": {"const": "GOOGLE_ADS"}, "accountId": {"type": "string", "pattern": "^[0-9]+$"}},
}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_WORDS = ("GRANTED", "DENIED", "STATUS_UNSPECIFIED")
_CONSENT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"enum": [f"CONSENT_{word}" for word in _WORDS]} for name in ("adUserData", "adPersonalization")
    },
}
_IDENTIFIER = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "emailAddress": _HASH,
        "phoneNumber": _HASH,
        "address": {
            "type": "object",
            "additionalProperties": False,
            "required": ["givenName", "familyName", "regionCode", "postalCode"],
            "properties": {
                "givenName": _HASH,
                "familyName": _HASH,
                "regionCode": {"type": "string", "pattern": "^[A-Z]{2}$"},
                "postalCode": {"type": "string", "minLength": 1},
            },
        },
    },
}
_MEMBER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["userData"],
    "properties": {
        "userData": {
            "type": "object",
            "additionalProperties": False,
            "required": ["userIdentifiers"],
            "properties": {
                "userIdentifiers": {"type": "array", "minItems": 1, "maxItems": 10, "items": _IDENTIFIER},
            },
        },
        "consent": _CONSENT,
    },
}
_SHARED = {
    "destinations": {
        "type": "array",
        "minItems": 1,
        "maxItems": 10,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["operatingAccount", "productDestinationId"],
            "properties": {
                "operatingAccount": _ACCOUNT,
                "loginAccount": _ACCOUNT,
                "linkedAccount": _ACCOUNT,
                "productDestinationId": {"type": "string"},
            },
        },
    },
    "audienceMembers": {"type": "array", "minItems": 1, "maxItems": 10_000, "items": _MEMBER},
    "encoding": {"const": "HEX"},
    "validateOnly": {"type": "boolean"},
}
_REMOVE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["destinations", "audienceMembers", "encoding"],
    "properties": _SHARED,
}
_INGEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["destinations", "audienceMembers", "encoding", "termsOfService"],
    "properties": {
        **_SHARED,
        "consent": _CONSENT,
        "termsOfService": {
            "type": "object",
            "required": ["customerMatchTermsOfServiceStatus"],
            "properties": {"customerMatchTermsOfServiceStatus": {"const": "ACCEPTED"}},
        },
    },
}


class GoogleAds(FakePlatform):
    """A person is the hash of their e-mail. `slow` requests stay in processing for as many questions."""

    name = "google-ads"
    list_id = "1234567890/8765"
    key = "ya29.secret4711"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._requests: dict[str, dict[str, Any]] = {}
        self.slow = 1

    def allowed(self, call: Call) -> bool:
        """A bearer token."""
        return call.headers.get("authorization") == f"Bearer {self.key}"

    def identity(self, email: str) -> str:
        """Only the hash is known; of gmail.com without dots and what follows a plus."""
        small = email.strip().lower()
        local, _, domain = small.partition("@")
        if domain in ("gmail.com", "googlemail.com"):
            small = f"{local.partition('+')[0].replace('.', '')}@{domain}"
        return hashlib.sha256(small.encode()).hexdigest()

    def denial(self) -> Reply:
        """An expired or wrong token."""
        return _error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")

    def throttle(self) -> Reply:
        """A quota."""
        reply = _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded")
        return Reply(429, reply.body, {"Retry-After": "0"})

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs."""
        match (call.method, call.path):
            case ("POST", "/v1/audienceMembers:ingest"):
                self.check(call, _INGEST)
                return self._take(call, "audienceMembersIngestionStatus")
            case ("POST", "/v1/audienceMembers:remove"):
                self.check(call, _REMOVE)
                return self._take(call, "audienceMembersRemovalStatus")
            case ("GET", "/v1/requestStatus:retrieve"):
                return self._status(call.query["requestId"])
        return _error(404, "NOT_FOUND", "Method not found.")

    def _take(self, call: Call, kind: str) -> Reply:
        [destination] = call.body["destinations"]
        list_id = f"{destination['operatingAccount']['accountId']}/{destination['productDestinationId']}"
        if list_id not in self._members:
            return _error(400, "INVALID_ARGUMENT", "Invalid destination", reason="INVALID_DESTINATION")
        there, failed = self._members[list_id], 0
        for member in call.body["audienceMembers"]:
            identifiers = member["userData"]["userIdentifiers"]
            who = next((each["emailAddress"] for each in identifiers if "emailAddress" in each), str(identifiers))
            if who in self.refused:
                failed += 1
            elif kind == "audienceMembersIngestionStatus":
                there.add(who)
                self.people[who] = {"consent": member.get("consent", call.body.get("consent", {}))}
            else:
                there.discard(who)
                self.people.pop(who, None)
        request = f"126365e1-{len(self._requests)}"
        self._requests[request] = {
            "kind": kind,
            "total": len(call.body["audienceMembers"]),
            "failed": failed,
            "asked": 0,
        }
        return Reply(200, {"requestId": request})

    def _status(self, request: str) -> Reply:
        known = self._requests.get(request)
        if known is None:
            return _error(400, "INVALID_ARGUMENT", "Invalid request id")
        known["asked"] += 1
        told: dict[str, Any] = {"requestStatus": "PROCESSING"}
        if known["asked"] > self.slow:
            failed = known["failed"]
            told["requestStatus"] = (
                "SUCCESS" if not failed else "PARTIAL_SUCCESS" if failed < known["total"] else "FAILED"
            )
            told[known["kind"]] = {"userDataIngestionStatus": {"recordCount": str(known["total"])}}
            if failed:
                counts = {"recordCount": str(failed), "reason": "PROCESSING_ERROR_REASON_INVALID_IDENTIFIER"}
                told["errorInfo"] = {"errorCounts": [counts]}
        return Reply(200, {"requestStatusPerDestination": [told]})


def _error(status: int, code: str, message: str, reason: str = "") -> Reply:
    details = (
        [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": re.sub(r"\W", "", reason)}] if reason else []
    )
    return Reply(status, {"error": {"code": status, "message": message, "status": code, "details": details}})
