"""The moment that `as_of` names."""

from __future__ import annotations

from datetime import UTC, datetime

from segtui.errors import UsageError
from segtui.language.sentences import say


def moment(text: str, where: str) -> datetime:
    """A day (its last moment, in UTC) or a time as ISO 8601 writes them; UsageError for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            say('as_of is not a date: "{text}"', text=text), where=where, fix=say("such as 2026-11-01")
        ) from None
    if len(text) == len("2026-11-01"):
        found = found.replace(hour=23, minute=59, second=59, microsecond=999_000)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
