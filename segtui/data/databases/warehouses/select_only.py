"""Warehouses have no read-only transactions: what is sent to them is looked at first."""

from __future__ import annotations

import re

from segtui.errors import DataError
from segtui.language.sentences import say

_ASIDE = re.compile(r"\s+|--[^\n]*|#[^\n]*|/\*.*?\*/|\(", re.DOTALL)
_WRITES = re.compile(r"\b(insert\s+(into|overwrite)|merge\s+into|delete\s+from|update\s+\S+\s+set)\b", re.IGNORECASE)


def refuse_changes(statement: str, where: str) -> None:
    """DataError where a statement is not a SELECT, or writes after its WITH."""
    at = 0
    while aside := _ASIDE.match(statement, at):
        at = aside.end()
    first = re.match(r"\w*", statement[at:])
    word = first[0].lower() if first else ""
    if word not in ("select", "with", "values") or (word == "with" and _WRITES.search(statement)):
        raise DataError(
            say("the query is not a SELECT"), where=where, fix=say("only a SELECT is read: it must change nothing")
        )
