"""The platform that the template of tests/templates/platform.py sends to."""

from __future__ import annotations

from urllib.parse import unquote

from tests.fake_platforms.server import Call, FakePlatform, Reply

_EMAIL = {"type": "string", "pattern": "@"}
_MEMBERS = {
    "type": "object",
    "required": ["members"],
    "properties": {
        "members": {
            "type": "array",
            "maxItems": 200,
            "items": {"type": "object", "required": ["email"], "properties": {"email": _EMAIL}},
        }
    },
}


class Template(FakePlatform):
    """Lists of people by their e-mails."""

    name = "template"
    list_id = "12"

    def allowed(self, call: Call) -> bool:
        """A bearer token."""
        return call.headers.get("authorization") == f"Bearer {self.key}"

    def answer(self, call: Call) -> Reply:
        """The calls that a sender needs."""
        match [call.method, *call.path.strip("/").split("/")]:
            case ["GET", "lists", list_id, "members"] if list_id in self._members:
                return Reply(200, {})
            case ["PUT", "lists", list_id, "members"] if list_id in self._members:
                self.check(call, _MEMBERS)
                emails = [each["email"].lower() for each in call.body["members"]]
                self._members[list_id].update(email for email in emails if email not in self.refused)
                return Reply(200, {"refused": {email: f"{email} bounces" for email in emails if email in self.refused}})
            case ["DELETE", "lists", list_id, "members"] if list_id in self._members:
                self._members[list_id].difference_update(call.body["emails"])
                return Reply(204)
            case ["DELETE", "people", who]:
                self._members[self.list_id].discard(unquote(who))
                self.deleted.append(unquote(who))
                return Reply(204)
        return Reply(404, {"message": "not found"})
