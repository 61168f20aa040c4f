"""Signatures of what a trigger sends, so that the receiver knows who sent it, and when."""

from __future__ import annotations

import hashlib
import hmac
import os

from segtui.errors import UsageError
from segtui.language.sentences import say

HEADER = "X-Segtui-Signature"
_SHORTEST = 16


def signature(body: bytes, key: bytes, at: int) -> str:
    """The header of a body sent at a time in seconds since 1970: `t=1764547200,v1=…`.

    `v1` is HMAC-SHA-256 of the time in digits, a full stop and the body, in lower-case hexadecimal.
    """
    signed = hmac.digest(key, b"%d." % at + body, hashlib.sha256).hex()
    return f"t={at},v1={signed}"


def key_in(variable: str, where: str) -> bytes:
    """The key that a variable of the environment has; UsageError, without it, for none or one that can be guessed."""
    key = os.environ.get(variable, "").encode(errors="surrogateescape")
    fix = say("create a key, give it to the receiver, and set it: export {name}=$(openssl rand -hex 32)", name=variable)
    if not key:
        raise UsageError(say("the variable {name} is not set", name=variable), where=where, fix=fix)
    if len(key) < _SHORTEST:
        what = say(
            "the key in {name} has {count} bytes; one under {least} can be guessed",
            name=variable,
            count=len(key),
            least=_SHORTEST,
        )
        raise UsageError(what, where=where, fix=fix)
    return key
