"""Pseudonyms: ids as HMAC-SHA-256 with a key from the environment."""

from __future__ import annotations

import hashlib
import hmac
import os

import polars as pl

from segtui.errors import UsageError
from segtui.language.sentences import say

VARIABLE = "SEGTUI_ID_KEY"
_SHORTEST = 16


def id_key() -> bytes | None:
    """The key from the environment, None if there is none; raises UsageError if it has under 16 bytes."""
    key = os.environ.get(VARIABLE, "").encode(errors="surrogateescape")
    if not key:
        return None
    if len(key) < _SHORTEST:
        what = say(
            "the key has {key} bytes; a key under {shortest} bytes can be guessed", key=len(key), shortest=_SHORTEST
        )
        raise UsageError(what, where=VARIABLE, fix=_how())
    return key


def needed_key() -> bytes:
    """The key; raises UsageError if the environment has none."""
    if (key := id_key()) is None:
        raise UsageError(say("pseudonyms need a key, but the environment has none"), where=VARIABLE, fix=_how())
    return key


def pseudonyms(ids: pl.Series, key: bytes) -> pl.Series:
    """Each id's text in UTF-8 as HMAC-SHA-256, 64 lower-case hexadecimal digits; null stays null."""
    texts = ids.cast(pl.String).to_list()
    return pl.Series(ids.name, [None if text is None else keyed(text, key) for text in texts], dtype=pl.String)


def keyed(text: str, key: bytes) -> str:
    """HMAC-SHA-256 of a text in UTF-8 (RFC 2104), in lower-case hexadecimal."""
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def _how() -> str:
    return say(
        "create a key, store it safely, and set it: export {variable}=$(openssl rand -hex 32)", variable=VARIABLE
    )
