"""Decodes the bytes of a text file block by block, and optionally repairs bytes that are not UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from segtui.data.files.compression import blocks_of
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say

_AT_LINE_START = re.compile("(?<=[\n\r])[\0\ufeff]+")
_AT_LINE_END = re.compile("\0+(?=[\n\r])")
_PADDING = "\0\ufeff\x1a"
_ESCAPED = re.compile("[\udc80-\udcff]+")


class UnfitByte(Exception):  # noqa: N818 - it is caught and explained or overcome, never seen
    """A byte that the encoding does not allow, at an offset into the file; `at_end`: the end cuts its character."""

    def __init__(self, offset: int, error: UnicodeDecodeError) -> None:
        super().__init__(offset)
        self.offset, self.value = offset, error.object[error.start]
        self.at_end = "end" in error.reason or "truncated" in error.reason


@dataclass
class DecodingRepairs:
    """What was repaired: the lines with bytes read as Windows-1252, and whether the end of the file cut a character."""

    lines: list[int] = field(default_factory=list)
    cut: bool = False


def texts(place: InputFile, encoding: str, mending: DecodingRepairs | None = None) -> Iterator[str]:
    """The file's text in blocks, as the encoding has it; plain ASCII passes at the speed of reading.

    A byte that does not fit raises UnfitByte; with `mending`, it becomes what Windows-1252 has for it (U+FFFD where
    that has nothing), and a character that the end of the file cuts is left out.
    """
    errors = "strict" if mending is None else "surrogateescape"
    decoder, offset, line = codecs.getincrementaldecoder(encoding)(errors), 0, 1
    with place.path.open("rb") as file:
        for block in blocks_of(file):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                raise UnfitByte(offset - pending + error.start, error) from error
            if mending is not None:
                text, line = _mended(text, line, mending)
            yield text
            offset += len(block)
    pending = len(decoder.getstate()[0])
    if mending is not None:
        mending.cut = pending > 0
    elif pending:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise UnfitByte(offset - pending + error.start, error) from error


def _mended(text: str, line: int, mending: DecodingRepairs) -> tuple[str, int]:
    """The text without surrogates, and the number of its last line."""
    counted = 0

    def western(found: re.Match[str]) -> str:
        nonlocal line, counted
        line += text.count("\n", counted, found.start())
        counted = found.start()
        if mending.lines[-1:] != [line]:
            mending.lines.append(line)
        return found[0].encode("utf-8", "surrogateescape").decode("windows-1252", errors="replace")

    mended = text if text.isascii() else _ESCAPED.sub(western, text)
    return mended, line + text.count("\n", counted)


def tidied(blocks: Iterator[str], place: InputFile) -> Iterator[str]:
    """Text without byte order marks and zero padding at the ends of lines and of the whole.

    Raises DataError, with the line, for a zero in the midst of a line.
    """
    held, line, starts = "", 1, True
    for block in blocks:
        text = held + block
        end = len(text.rstrip(_PADDING))
        text, held = text[:end], "".join(dict.fromkeys(text[end:]))
        if text:
            yield (clean := _clean(text, place, line, starts=starts))
            line += clean.count("\n")
            starts = text[-1] in "\n\r"


def _clean(text: str, place: InputFile, line: int, *, starts: bool) -> str:
    if "\0" not in text and "\ufeff" not in text:
        return text
    clean = _AT_LINE_END.sub("", _AT_LINE_START.sub("", ("\n" if starts else " ") + text))[1:]
    zero = clean.find("\0")
    if zero >= 0:
        raise DataError(
            say("a zero byte within text: is this a binary file?"),
            where=say("{name}, line {line:,}", name=place.name, line=line + clean.count(chr(10), 0, zero)),
            fix=say("give the right file, or its encoding"),
        )
    return clean
