"""Lines are not broken at a no-break space, as French has them before a % and between thousands."""

from __future__ import annotations

import re

import rich._wrap

from segtui.language.translation import language

_NO_BREAK = "\u00a0\u2007\u202f"
_WORD = re.compile(rf"[^\S{_NO_BREAK}]*[\S{_NO_BREAK}]+[^\S{_NO_BREAK}]*")


def keep_no_break_spaces() -> None:
    """From now on Rich takes such a space for part of a word, in a language that has them; it would break there."""
    if language() != "en":
        rich._wrap.re_word = _WORD
