"""Lengths of time as a plan writes them: "30m", "7d", "52w"."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, Field

from segtui.language.sentences import say

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_WRITTEN = re.compile(r"([1-9]\d{0,5})([smhdw])")
_LONGEST = dt.timedelta(days=36_525)


def read_duration(text: str) -> dt.timedelta:
    """The length of time; raises ValueError for what is not one, and for more than a century."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(say('"{text}" is not a length of time such as 30m, 12h, 7d or 52w', text=text))
    length = dt.timedelta(**{_UNITS[found[2]]: int(found[1])})
    if length > _LONGEST:
        raise ValueError(say('"{text}" is longer than a century', text=text))
    return length


def _checked(text: str) -> str:
    read_duration(text)
    return text


Duration = Annotated[str, AfterValidator(_checked), Field(json_schema_extra={"pattern": "^[1-9][0-9]{0,5}[smhdw]$"})]
"""A length of time: a whole number of seconds (s), minutes (m), hours (h), days (d) or weeks (w)."""
