"""Keeps passwords out of what is shown and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

_PASSWORD = re.compile(
    r"://[^?#\s]*:[^?#\s]*@"
    r"|[?&;](?:(?:ssl)?password|pwd|sig|x-(?:amz|goog)-(?:signature|credential|security-token))=[^&;\s]+",
    re.IGNORECASE,
)
_FIX = "name a connection of connections.toml instead: `segtui guide databases`"
_HIDDEN = "•••"


def has_password(text: str) -> bool:
    """Whether an address has a password in it, before the @ or among its settings."""
    return any(not found[0].endswith(":@") for found in _PASSWORD.finditer(text))


def without_password(text: str) -> str:
    """The text as it is; ValueError, which does not repeat it, for an address with a password."""
    if has_password(text):
        raise ValueError(f"the address has a password in it; {_FIX}")
    return text


def address_of(url: str) -> str:
    """A URL without its user, password and settings."""
    head, sign, rest = url.partition("?")[0].partition("://")
    return f"{head}{sign}{rest.rpartition('@')[2]}"


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """A text of a library without what looks like a password in an address, and without these secrets in any form."""
    for secret in sorted({form for one in secrets if one for form in (one, quote(one, safe=""), unquote(one))}):
        text = text.replace(secret, _HIDDEN)
    return _PASSWORD.sub(
        lambda found: f"://{_HIDDEN}@" if found[0].startswith("://") else f"{found[0][0]}{_HIDDEN}", text
    )
