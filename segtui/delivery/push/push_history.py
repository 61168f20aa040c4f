"""What was pushed to a list before: how many, when and from which run, as its ledger has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from segtui.delivery.ledger.ledger import read_ledger
from segtui.delivery.push.config import Push
from segtui.delivery.push.push_ledger import ledger_place

_ONE_PUSH = timedelta(minutes=5)
"""Calls of one run that follow each other faster are one push."""


@dataclass(frozen=True)
class EarlierPush:
    """One push: when it ended (UTC), of which run, and how many people it sent, removed and forgot."""

    at: str
    run: str
    added: int = 0
    removed: int = 0
    forgotten: int = 0

    def facts(self) -> dict[str, Any]:
        """In JSON types."""
        return asdict(self)


_COUNTED = {"add": "added", "remove": "removed", "forget": "forgotten"}


def earlier_pushes(folder: Path, order: Push) -> Sequence[EarlierPush]:
    """The pushes of an order's list from runs beside the folder of ledgers, the latest first; triggers are none.

    Raises what `read_ledger` raises.
    """
    ledger = read_ledger(ledger_place(folder, order))
    found: list[EarlierPush] = []
    for line in ledger.lines if ledger else ():
        name, at, run = _COUNTED.get(str(line.get("do"))), str(line.get("at", "")), str(line.get("run", ""))
        people = line.get("people")
        if name is None or "until" in line or not isinstance(people, list):
            continue
        last = found[-1] if found else None
        if last is None or last.run != run or not _follows(last.at, at):
            found.append(last := EarlierPush(at, run))
        found[-1] = replace(last, at=at, **{name: getattr(last, name) + len(people)})
    return tuple(reversed(found))


def _follows(before: str, after: str) -> bool:
    try:
        return datetime.fromisoformat(after) - datetime.fromisoformat(before) <= _ONE_PUSH
    except (ValueError, TypeError):
        return False
