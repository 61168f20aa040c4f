"""A person as a platform is told of them, and how they are shown: never by more than a hint."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

_HIDDEN = "•••"
_PERSON = re.compile(r"@|^[0-9a-f]{32,}$")
"""What is of a person by its looks: an address, a hash."""


@dataclass(frozen=True)
class Member:
    """`who` is the person's address, number or id as the platform keeps it, `kind` says which of these.

    `fields` are the cells by the headers of the platform's columns, those with a value only. Of somebody to be removed
    they are what identifies the person.
    """

    who: str
    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def key(self) -> str:
        """What a ledger keeps the hash of."""
        return f"{self.kind}:{self.who}"


@dataclass(frozen=True)
class CallOutcome:
    """What became of the members of one call: all are done but those that the platform did not take.

    `refused` are these by `who`, with its reason; `unnamed` is how many more it refused without saying whom. `pending`
    is what it calls the work where it took all and is still looking at them.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    unnamed: int = 0
    pending: str = ""


def masked(text: str) -> str:
    """A hint of a value: its first letter, what kind it is, and the end of its domain; of a number its last digits."""
    if "@" in text:
        local, _, domain = text.rpartition("@")
        return f"{local[:1]}{_HIDDEN}@{_HIDDEN}.{domain.rpartition('.')[2]}"
    if re.fullmatch(r"\+?[\d\s()-]{6,}", text):
        return f"{text[:3]}{_HIDDEN}{text[-2:]}"
    if re.fullmatch(r"[0-9a-f]{32,}", text):
        return f"{text[:4]}{_HIDDEN}"
    return f"{text[:1]}{_HIDDEN}"


def masked_payload(payload: Any, personal: Collection[str]) -> Any:
    """What would be sent, with every `personal` value in it masked, in whichever form it is."""
    return _masked_within(payload, {_plain(value) for value in personal})


def _masked_within(payload: Any, personal: Collection[str]) -> Any:
    if isinstance(payload, Mapping):
        return {name: _masked_within(value, personal) for name, value in payload.items()}
    if isinstance(payload, list | tuple):
        return [_masked_within(value, personal) for value in payload]
    if isinstance(payload, bool) or payload is None:
        return payload
    text = str(payload)
    return masked(text) if _plain(text) in personal or _PERSON.search(text) else payload


def _plain(text: str) -> str:
    """A value whatever its case, and a number whatever stands between its digits."""
    return re.sub(r"[\s()+-]", "", text).casefold()
