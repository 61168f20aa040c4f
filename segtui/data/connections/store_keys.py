"""What a connection to an object store may have in connections.toml beside its URL and its secret."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from segtui.errors import UsageError
from segtui.language.sentences import say

Kind = Literal["s3", "azure", "gcs"]

STORES: Mapping[str, Kind] = MappingProxyType(
    {"s3": "s3", "s3a": "s3", "az": "azure", "abfs": "azure", "abfss": "azure", "gs": "gcs"}
)
"""Whose store it is, by what stands before `://`."""
STORE_KEYS = ("endpoint", "region", "account", "access_key_id", "access")
_ACCESS = ("keys", "public", "machine")


def is_store(url: str) -> bool:
    """Whether a connection's URL is that of a store, or of Delta tables on one."""
    return url.partition("://")[0].removeprefix("delta+") in STORES


def store_settings(given: Mapping[str, Any], where: str) -> dict[str, str]:
    """The settings of a store among those of a connection; UsageError for a wrong one."""
    found = {key: given[key] for key in STORE_KEYS if key in given}
    for key, value in found.items():
        if not isinstance(value, str) or not value:
            raise UsageError(say("{key} is not a text, or empty", key=key), where=where)
    if found.get("access", "keys") not in _ACCESS:
        raise UsageError(say("access is one of {access}", access=", ".join(_ACCESS)), where=where)
    return found
