"""How long a person is left alone after a trigger: "30d", or "ever"."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field

from segtui.features.log.durations import read_duration
from segtui.language.sentences import say

EVER = "ever"


def span_of(once: str) -> dt.timedelta | None:
    """The time in which a person is triggered once; None where that is for ever. Raises ValueError for other text."""
    if once == EVER:
        return None
    try:
        return read_duration(once)
    except ValueError as error:
        raise ValueError(say('{error}, and not "{ever}" either', error=error, ever=EVER)) from None


def _checked(text: str) -> str:
    span_of(text)
    return text


Once = Annotated[str, AfterValidator(_checked), Field(json_schema_extra={"pattern": "^(ever|[1-9][0-9]{0,5}[smhdw])$"})]
"""A length of time such as 12h, 30d or 52w, or ever."""


def is_due(last: dt.datetime | None, now: dt.datetime, once: str) -> bool:
    """Whether a person who was triggered `last` may be again, by the clock: one that was put back makes nobody due."""
    if last is None:
        return True
    span = span_of(once)
    return span is not None and now - last >= span


def recorded_at(now: dt.datetime, latest: dt.datetime | None) -> dt.datetime:
    """The time to put on record: never one before the `latest` there, else who is triggered under a clock that was put
    back would be due again as soon as it is right."""
    return now if latest is None else max(now, latest)
