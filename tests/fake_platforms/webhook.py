"""A server of one's own that takes people by a webhook, as the guide asks of it."""

from __future__ import annotations

from typing import Any

from tests.fake_platforms.server import Call, FakePlatform, Reply

_BODY = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "list": {"type": "string"},
        "audience": {"type": "string"},
        "add": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["id"]}},
        "remove": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "forget": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    },
}


class Webhook(FakePlatform):
    """Knows people by their ids; the same call with the same Idempotency-Key is one."""

    name = "webhook"
    list_id = "loyal"
    key = "hook-secret4711"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._done: dict[str, Reply] = {}

    def allowed(self, call: Call) -> bool:
        """A bearer token."""
        return call.headers.get("authorization") == f"Bearer {self.key}"

    def answer(self, call: Call) -> Reply:
        """Take the people, and say whom it does not."""
        self.check(call, _BODY)
        known = call.headers.get("idempotency-key", "")
        if call.body.get("list", self.list_id) not in self._members:
            return Reply(404, {"message": "no such list"})
        if known in self._done:
            return self._done[known]
        there, refused = self._members[self.list_id], []
        for each in call.body.get("add", ()):
            if each["id"] in self.refused:
                refused.append({"id": each["id"], "reason": f"{each['id']} is no customer"})
            else:
                there.add(each["id"])
                self.people[each["id"]] = each
        there.difference_update(call.body.get("remove", ()))
        for each in call.body.get("forget", ()):
            there.discard(each)
            self.people.pop(each, None)
            self.deleted.append(each)
        self._done[known] = Reply(200, {"refused": refused})
        return self._done[known]
