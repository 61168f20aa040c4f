"""Keeps passwords out of what is shown and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

_PASSWORD = re.compile(
    r"://[^?#\s]*:[^?#\s]*@"
    r"|[?&;](?:[\w.-]*(?:password|passwd|passphrase|passcode|pwd|token|secret|pkcs8_value|(?:api|account|access)_?key)"
    r"|sig|x-(?:amz|goog)-(?:signature|credential))=[^&;\s]+",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"[a-z][a-z0-9+.-]*://[^/?#@:\s\[]*:(?!\d*(?:,[^/?#@]*)?(?:[/?#]|$))(?P<password>[^@]*)@(?P<host>[^/?#]*)",
    re.IGNORECASE,
)
"""User and password before an @, also where the password has signs in it that should be written otherwise; no port."""
_FIX = "name a connection of connections.toml instead: `segtui guide databases`"
_PLACES = ("driver", "dsn", "server", "servername", "host", "hostname", "port", "socket", "database", "dbq")
_HIDDEN = "•••"


def has_password(text: str) -> bool:
    """Whether an address has a password in it, before the @ or among its settings."""
    first = _FIRST.match(text)
    if first and first["password"]:
        return True
    return any(not found[0].endswith(":@") for found in _PASSWORD.finditer(text))


def is_ambiguous(url: str) -> bool:
    """Whether the password in a URL has a sign in it that ends what it is in, so that a driver would show the rest."""
    found = _FIRST.match(url)
    return bool(found and (re.search(r"[/?#\s]", found["password"]) or "@" in found["host"]))


def without_password(text: str) -> str:
    """The text as it is; ValueError, which does not repeat it, for an address with a password."""
    if has_password(text):
        raise ValueError(f"the address has a password in it; {_FIX}")
    return text


def address_of(url: str) -> str:
    """A URL without its user, password and settings, but those that say where an ODBC driver connects to."""
    head, sign, rest = url.partition("?")[0].partition("://")
    place = f"{head}{sign}{rest.rpartition('@')[2]}"
    settings = re.split("[;&]", url.partition("?")[2]) if head == "odbc" else []
    told = [setting for setting in settings if setting.partition("=")[0].strip().lower() in _PLACES]
    return f"{place}?{';'.join(told)}" if told else place


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """A text of a library without what looks like a password in an address, and without these secrets in any form."""
    for secret in sorted({form for one in secrets if one for form in (one, quote(one, safe=""), unquote(one))}):
        text = text.replace(secret, _HIDDEN)
    return _PASSWORD.sub(
        lambda found: f"://{_HIDDEN}@" if found[0].startswith("://") else f"{found[0][0]}{_HIDDEN}", text
    )
