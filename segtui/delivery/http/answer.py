"""What the other side answered, and which of its words may be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from segtui.data.connections.secrets import scrubbed

_LONGEST = 200
HIDDEN = "•••"
"""What stands for a person or a secret."""
PERSON = re.compile(r"[^\s\"'<>(),;:=]+@[^\s\"'<>(),;:=]+|\+?\d[\d\s().-]{5,}\d|\b[0-9a-fA-F]{32,}\b")
"""What may be a person: an address, a phone number, the hash of one."""
_SETTINGS = re.compile(r"\?\S*")
_WORDS = ("detail", "message", "error_user_msg", "title", "error_description", "error", "errors", "reason", "status")
"""Under which keys platforms say what is wrong, the most telling first."""


@dataclass(frozen=True)
class HttpAnswer:
    """The status, the headers by their names in lower case, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def accepted(self) -> bool:
        """Whether the call succeeded as a whole; members may have been refused within."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """What the body says in JSON, None where it does not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def status_line(self) -> str:
        """The status as people know it: 429 Too Many Requests."""
        known = {one.value: one.phrase for one in HTTPStatus}
        return f"{self.status} {known.get(self.status, '')}".rstrip()

    def words(self, secrets: Iterable[str] = ()) -> str:
        """What the other side says of it, in one short line without people and secrets; empty where it says nothing."""
        return plainly(_said(self.json()), secrets)


def plainly(text: str, secrets: Iterable[str] = ()) -> str:
    """Words of the other side in one short line, without what may be a person, a secret or settings of an address."""
    line = " ".join(scrubbed(text[:10_000], secrets).split())
    line = _SETTINGS.sub("?", PERSON.sub(HIDDEN, line))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _said(found: Any, depth: int = 0) -> str:
    if isinstance(found, str):
        return found.strip(" .")
    if depth > 4:
        return ""
    if isinstance(found, Mapping):
        return next((said for key in _WORDS if (said := _said(found.get(key), depth + 1))), "")
    if isinstance(found, Sequence) and found:
        return _said(found[0], depth + 1)
    return ""
