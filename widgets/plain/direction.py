"""Phrases written from right to left in a line from left to right: what follows them keeps its place and order."""

from __future__ import annotations

import re

MARK = "\u200e"
"""A letter of no width that is read from left to right."""

_RIGHT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_PHRASE = re.compile(rf"[{_RIGHT}](?:[{_RIGHT}]|[ '\"’־-](?=[{_RIGHT}]))*")


def ended(text: str, mark: str = MARK) -> str:
    """The text with a `mark` after each phrase that is written from right to left.

    Without it a reader's program takes the signs and figures behind such a phrase for a part of it, and shows
    `name <= -0.8` as `0.8- => name`.
    """
    return text if text.isascii() else _PHRASE.sub(lambda found: found[0] + mark, text)
