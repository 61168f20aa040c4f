"""Guesses whether text that is not UTF-8 is Western European, and how certain that is."""

from __future__ import annotations

import codecs
import re
from itertools import chain
from pathlib import Path

from segtui.data.files.compression import blocks_of

_SIGNS = set("€£¥§°©®™«»“”„‘’‚–—…·•¡¿ºª²³¹½¼¾±×µ\xa0´")
_WORD = re.compile(r"[^\W\d_]++(?:[^\x00-\x7f\w][^\W\d_]*+)?|[^\x00-\x7f][^\W\d_]*+")
"""A word, with or around a sign beyond ASCII, or such a sign alone; nothing is tried twice, however long the word."""


def sound_and_broken(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII are sound UTF-8, and how many bytes are not UTF-8."""
    sound = broken = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        for block in chain(blocks_of(file), [None]):
            text = decoder.decode(block or b"", final=block is None)
            if not text.isascii():
                broken += text.count("\ufffd")
                sound += sum(map(len, re.findall(r"[^\x00-\x7f\ufffd\ufeff]+", text)))
    return sound, broken


def plausible(path: Path, enough: int = 100_000) -> tuple[int, int]:
    """Of the characters beyond ASCII, how many are a Western sign or a letter in a mostly ASCII word."""
    fitting = total = 0
    with path.open("rb") as file:
        for block in blocks_of(file):
            if block.isascii() or total > enough:
                continue
            for word in _WORD.findall(block.decode("utf-8", errors="ignore")):
                if word.isascii():
                    continue
                foreign = sum(not c.isascii() for c in word)
                total += foreign
                if word in _SIGNS or (len(word) > 1 and foreign <= len(word) / 2):
                    fitting += foreign
    return fitting, total
