"""Meta's custom audiences: hashed rows in sessions, 10,000 a call, counts of what could not be read.

Written from https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

KEYS = ("EMAIL", "PHONE", "FN", "LN", "FI", "ZIP", "CT", "ST", "COUNTRY", "GEN", "DOBY", "DOBM", "DOBD")
_PLAIN = ("MADID", "EXTERN_ID", "LOOKALIKE_VALUE")
_USERS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["payload"],
    "properties": {
        "session": {
            "type": "object",
            "additionalProperties": False,
            "required": ["session_id", "batch_seq", "last_batch_flag"],
            "properties": {
                "session_id": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
                "batch_seq": {"type": "integer", "minimum": 1},
                "last_batch_flag": {"type": "boolean"},
                "estimated_num_total": {"type": "integer"},
            },
        },
        "payload": {
            "type": "object",
            "additionalProperties": False,
            "required": ["schema", "data"],
            "properties": {
                "schema": {"type": "array", "minItems": 1, "items": {"enum": [*KEYS, *_PLAIN]}},
                "data": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 10_000,
                    "items": {"type": "array", "items": {"type": ["string", "number"]}},
                },
            },
        },
    },
}
_HASH = re.compile("[0-9a-f]{64}|")


class Meta(FakePlatform):
    """A person is the hash of their e-mail. Limits are told as errors of status 400 with a code."""

    name = "meta"
    list_id = "23851234567890"
    key = "EAAGsecret4711"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.sessions: dict[int, list[tuple[int, bool]]] = {}
        self.is_blocked = False

    def allowed(self, call: Call) -> bool:
        """A bearer token, never in the address."""
        if "access_token" in call.query:
            self.complain("the token stands in the address")
        return call.headers.get("authorization") == f"Bearer {self.key}"

    def identity(self, email: str) -> str:
        """Only the hash is known."""
        return hashlib.sha256(email.strip().lower().encode()).hexdigest()

    def denial(self) -> Reply:
        """An expired or wrong token."""
        return _error(401, 190, "Error validating access token: Session has expired")

    def throttle(self) -> Reply:
        """Too many calls are an error of status 400."""
        return _error(400, 80003, "There have been too many calls to this ad-account.")

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs."""
        if call.method == "GET" and call.path.rpartition("/")[2] in self._members:
            status = {"code": 471 if self.is_blocked else 200, "description": ""}
            return Reply(200, {"id": call.path.rpartition("/")[2], "operation_status": status})
        found = re.fullmatch(r"/v\d+\.0/(\d+)/users", call.path)
        if not found or call.method not in ("POST", "DELETE") or found[1] not in self._members:
            return _error(400, 100, "Unsupported request. Object does not exist")
        if self.is_blocked:
            return _error(
                400, 100, "Invalid parameter", error_subcode=1713230, error_user_title="Audience Upload Blocked"
            )
        self.check(call, _USERS)
        self._follow_session(call)
        schema, rows = call.body["payload"]["schema"], call.body["payload"]["data"]
        there, invalid = self._members[found[1]], []
        for row in rows:
            cells = dict(zip(schema, row, strict=True))
            if any(not _HASH.fullmatch(str(cells.get(key, ""))) for key in KEYS):
                self.complain(f"a key that is not hashed: {sorted(cells)}")
            who = str(cells.get("EMAIL") or cells.get("PHONE") or cells.get("MADID"))
            if who in self.refused:
                invalid.append(row)
            elif call.method == "POST":
                there.add(who)
            else:
                there.discard(who)
        told = {"audience_id": found[1], "num_received": len(rows), "num_invalid_entries": len(invalid)}
        samples = {str(at): row[0] for at, row in enumerate(invalid[:10])}
        return Reply(200, {**told, "session_id": "1", "invalid_entry_samples": samples})

    def _follow_session(self, call: Call) -> None:
        session = call.body.get("session")
        if session is None:
            return
        batches = self.sessions.setdefault(session["session_id"], [])
        number = session["batch_seq"]
        if number not in (len(batches), len(batches) + 1):  # the same again is a call whose answer was lost
            self.complain(f"batch {number} of a session that has {len(batches)}")
        if any(last for _, last in batches if number > len(batches)):
            self.complain("a batch after the last one of its session")
        if number == len(batches) + 1:
            batches.append((number, session["last_batch_flag"]))


def _error(status: int, code: int, message: str, **more: Any) -> Reply:
    return Reply(status, {"error": {"message": message, "type": "OAuthException", "code": code, **more}})
