"""Answers how a run follows its stream: the new lines of its follow.health.ndjson, and never more than a part of it."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import HealthRead, ReadHealth
from segtui.engine.transport.messages.payloads import BatchFacts, MoveFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import DataError, system_words
from segtui.language.sentences import say

HEALTH = "follow.health.ndjson"
_MOST = 1_048_576
"""Bytes that are read at a time; a batch takes some 300."""


def read_health(question: ReadHealth, cache: SessionCache, reporter: ProgressReporter) -> HealthRead:
    """The batches that were written since the last look; of a file that was not looked at yet, the last of them."""
    place = Path(question.run) / HEALTH
    try:
        with place.open("rb") as file:
            told = os.fstat(file.fileno())
            same = told.st_ino == question.file and question.at <= told.st_size
            first = max(question.at if same else 0, told.st_size - _MOST)
            file.seek(first)
            text = file.read(_MOST)
    except (FileNotFoundError, NotADirectoryError):
        return HealthRead(question.ticket, question.run, False, [], anew=bool(question.file))
    except OSError as error:
        raise DataError(say("can't be read: {why}", why=system_words(error)), where=str(place)) from None
    whole = text[: text.rfind(b"\n") + 1]  # the last line may still be written
    cut = first > (question.at if same else 0)
    lines = whole.split(b"\n")[1 if cut else 0 :]
    batches = [batch for line in lines if (batch := _batch(line))]
    at, names = first + len(whole), {} if same else _names(Path(question.run))
    cut = cut or (not same and any(batch["batch"] for batch in batches) and _first(batches) > 1)
    return HealthRead(question.ticket, question.run, True, batches, told.st_ino, at, not same, cut, names)


def _first(batches: list[BatchFacts]) -> int:
    """The number of the first batch; the follower leaves out old ones of a file that has become large."""
    return next(batch["batch"] for batch in batches if batch["batch"])


def _names(run: Path) -> dict[str, str]:
    """What the run calls its segments; nothing of one that can't be read."""
    try:
        known = json.loads((run / "model" / "model.json").read_bytes())["segments"]
        return {str(segment["segment"]): str(segment["name"]) for segment in known}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _batch(line: bytes) -> BatchFacts | None:
    """The facts of a line; None for one that a crash has torn."""
    try:
        known = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(known, dict) or not isinstance(known.get("at"), str):
        return None
    return BatchFacts(
        at=known["at"],
        batch=_whole(known.get("batch")),
        events=_whole(known.get("events")),
        rejected=_whole(known.get("rejected")),
        late=_whole(known.get("late")),
        lag=None if known.get("lag") is None else _whole(known["lag"]),
        oldest_event=_text(known.get("oldest_event")),
        seconds=_number(known.get("seconds")),
        rate=_number(known.get("rate")),
        customers=_whole(known.get("customers")),
        moved=list(_moves(known.get("moved"))),
        triggered=_counts(known.get("triggered")),
        sinks=_counts(known.get("sinks")),
        state=_text(known.get("state")) or "",
    )


def _moves(given: Any) -> Iterator[MoveFacts]:
    for move in given if isinstance(given, list) else ():
        if isinstance(move, dict):
            yield MoveFacts(start=_text(move.get("from")), end=_text(move.get("to")), count=_whole(move.get("count")))


def _counts(given: Any) -> dict[str, int]:
    """Counts by name; one alone has none."""
    if isinstance(given, dict):
        return {str(name): _whole(count) for name, count in given.items()}
    return {"": _whole(given)} if given else {}


def _text(given: Any) -> str | None:
    return None if given is None else str(given)


def _whole(given: Any) -> int:
    return round(_number(given))


def _number(given: Any) -> float:
    known = isinstance(given, (int, float)) and math.isfinite(given)
    return float(given) if known else 0.0
