r"""Text as a terminal may show it: every character that steers, turns the line around or hides is written out.

One convention everywhere, that of Python's and JSON's own escapes: `\x1b`, `\u202e`, `\n`, `\ud83d`.
"""

from __future__ import annotations

import re

_FORMAT = (  # Unicode's general category Cf
    r"\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0001\U000e0020-\U000e007f"
)
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_BLANK = (  # letters and marks that are drawn as nothing, and places that Unicode keeps for more of them
    r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\ufffe\uffff"
    r"\U000e0000-\U000e0fff"
)
HIDDEN = re.compile(f"[{_CONTROL}{_FORMAT}{_BLANK}]")
"""A character that no terminal should get and no reader would see."""

_LETTER = r"\u0600-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\U00010000-\U0001efff"
_EMOJI = r"\u200d\u203c-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
_NEEDED = re.compile(
    # Scripts that join their letters part them by this one; it is no wider than nothing on every terminal.
    rf"(?P<kept>(?<=[{_LETTER}])\u200c(?=[{_LETTER}]))"
    # What joins and colours emoji, on whose width terminals disagree: a family of four is two cells here and eight
    # there. Left out, the same people stand side by side everywhere, and nothing is hidden.
    rf"|(?P<left>(?<=[{_EMOJI}{_LETTER}])(?:\u200d(?=[{_EMOJI}{_LETTER}])|[\ufe0e\ufe0f])"
    rf"|(?<=[0-9#*])\ufe0f(?=\u20e3)|(?<=[\u261d-\u270d\U0001f385-\U0001faff\ufe0f])[\U0001f3fb-\U0001f3ff])"
    rf"|{HIDDEN.pattern}"
)
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text in one line of characters that each show: `visible("a\x1b[2J")` is `a\x1b[2J` with a backslash.

    With `lines` line feeds stay, for text that was laid out in lines by us. What an emoji or a script that joins its
    letters needs is not a fault: it is kept, or left out where terminals differ on its width.
    """
    if text.isascii() and text.isprintable():
        return text
    if not lines:
        return _NEEDED.sub(_shown, text)
    return "\n".join(_NEEDED.sub(_shown, line) for line in text.split("\n"))


def escaped(character: str) -> str:
    r"""The escape of one character: `\n`, `\x1b`, `\u202e`, `\U000e0041`."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _shown(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    return "" if found["left"] else escaped(found[0])
