"""Tells from its shape what a cell may be: good enough to find delimiters and headers, not to convert."""

from __future__ import annotations

import re

from segtui.data.types.digits import plain

_NUMBER = re.compile(
    r"[-+(]?\s?[$€£¥]?\s?[-+]?(\d{1,3}([ .,'\u00a0\u202f]\d{3})+|\d+)?([.,]\d+)?([eE][-+]?\d+)?\s?[%$€£¥)]?"
)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([AaPp][Mm]|Z|[-+]\d{2}:?\d{2})?)?"
)
_LONGEST = 500
"""No number and no date has more letters, and a text of millions is not looked through."""
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def shape(cell: str) -> str:
    """`empty`, `number`, `date` (or a time of day), else `text`."""
    if len(cell) > _LONGEST and (len(cell := cell.strip()) > _LONGEST):
        return "text"
    text = plain(cell.strip())
    if not text:
        return "empty"
    if any(c.isdigit() for c in text):
        if _NUMBER.fullmatch(text):
            return "number"
        if _DATE.fullmatch(text) or _TIME.fullmatch(text):
            return "date"
    return "text"


def is_value(cell: str) -> bool:
    """Whether the cell is a number or a date."""
    return shape(cell) in ("number", "date")
