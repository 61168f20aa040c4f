"""Makes sure that a text file is UTF-8: checks every byte, and converts files in another encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segtui.data.files.compression import save
from segtui.data.files.decoding import DecodingRepairs, UnfitByte, texts, tidied
from segtui.data.files.western_encodings import plausible, sound_and_broken
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.listings import line_numbers
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True)
class Decoded:
    """A file whose bytes are UTF-8, the encoding that it was in, and the lines with bytes that did not fit."""

    place: InputFile
    encoding: str
    notes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def repaired(self) -> int:
        """How many lines had bytes that did not fit."""
        return len(self.lines)


def decode(place: InputFile, wanted: str | None = None) -> Decoded:
    """The file in UTF-8: itself when it is that already, else a copy in the workspace.

    Without `wanted`: a byte order mark tells, then the zero bytes of UTF-16, then every byte is tried as UTF-8. Where
    most characters beyond ASCII are UTF-8 the others are read as Windows-1252, one by one; else the whole file is,
    with a note that says how sure that is. Zero padding and byte order marks within are taken out. Raises DataError
    with line and byte for a byte that does not fit, for zero bytes in the midst of a line, and for an unknown encoding.
    """
    with place.path.open("rb") as file:
        head = file.read(1 << 16)
    marked = _marked(head)
    name = _known(wanted, place) if wanted else marked or _without_mark(head)
    if name == "utf-8":
        return _checked(place, sure=bool(wanted or marked))
    if name in ("utf-16", "utf-32"):
        name = marked if marked and marked.startswith(name) else f"{name}-le"
    return _rewritten(place, name)


def encoding_of(head: bytes) -> str:
    """The encoding indicated by the first bytes: a byte order mark, or the zeros of UTF-16; else utf-8, to be
    checked."""
    padding = (len(head) - len(head.lstrip(b"\0"))) // 2 * 2
    return _marked(head) or _without_mark(head[padding:])


def _marked(head: bytes) -> str | None:
    name = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    return None if name in ("utf-16-le", "utf-16-be") and _is_utf_8(head[2:]) else name


def _is_utf_8(rest: bytes) -> bool:
    """Whether a mark of UTF-16 before this is stray: UTF-16 has a zero in each comma, digit and line end."""
    try:
        return bool(codecs.getincrementaldecoder("utf-8")().decode(rest)) and b"\0" not in rest
    except UnicodeDecodeError:
        return False


def _known(wanted: str, place: InputFile) -> str:
    try:
        name = codecs.lookup(wanted).name
        b"".decode(name)
    except LookupError as error:
        raise DataError(
            say('unknown encoding "{wanted}"', wanted=wanted),
            where=place.name,
            fix=say("for example utf-8, utf-16 or windows-1252"),
        ) from error
    return {"utf-8-sig": "utf-8", "ascii": "utf-8", "cp1252": "windows-1252"}.get(name, name)


def _without_mark(head: bytes) -> str:
    """Text in UTF-16 has zeros at even places or at odd ones, never at both: in nearly all of them if it is Western."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few = max(len(head) // 40, 1)
    if odd > few and even < 0.02 * odd:
        return "utf-16-le"
    return "utf-16-be" if even > few and odd < 0.02 * even else "utf-8"


def _checked(place: InputFile, sure: bool) -> Decoded:
    try:
        untidy = _is_untidy(place)
    except UnfitByte as unfit:
        sound, broken = sound_and_broken(place.path)
        if broken <= sound or (unfit.at_end and broken == 1):
            return _mended(place)
        if sure:
            raise _explained(unfit, place, "UTF-8") from unfit
        if sound and (mended := _mended(place)) and _is_western(mended.place):
            return mended
        return _western(place, unfit)
    return _rewritten(place, "utf-8") if untidy else Decoded(place, "utf-8")


def _is_untidy(place: InputFile) -> bool:
    """Whether there are zeros, byte order marks after the first line, or the old sign for the end of a file."""
    untidy, before = False, ""
    for text in texts(place, "utf-8"):
        if "\0" in text or not text.isascii():
            untidy = untidy or "\0" in text or "\n\ufeff" in before + text or "\r\ufeff" in before + text
        before = text[-1:]
    return untidy or before == "\x1a"


def _mended(place: InputFile) -> Decoded:
    """UTF-8 in which a few bytes are not: those are read as Windows-1252, line by line reported."""
    mending = DecodingRepairs()
    copied = _saved(tidied(texts(place, "utf-8", mending), place), place)
    notes = []
    if found := mending.lines:
        notes.append(
            say_counted(
                "The text is UTF-8, but {count:,} line has bytes that are not and were read as Windows-1252 ({where}).",
                "The text is UTF-8, but {count:,} lines have bytes that are not and were read as Windows-1252 "
                "({where}).",
                len(found),
                where=line_numbers(found),
            )
        )
    if mending.cut:
        notes.append(say("The file ends within a character, which was left out."))
    return Decoded(copied, "utf-8", tuple(notes), tuple(found))


def _is_western(place: InputFile) -> bool:
    fitting, total = plausible(place.path)
    return fitting >= 0.95 * total


def _western(place: InputFile, unfit: UnfitByte) -> Decoded:
    try:
        copied = _rewritten(place, "windows-1252")
    except DataError as error:
        raise DataError(
            say("the text is neither UTF-8 nor Windows-1252: is this a binary file?"),
            where=_where(unfit, place),
            fix=say('give the right file, or its encoding: [source] encoding = "…"'),
        ) from error
    fitting, total = plausible(copied.place.path)
    sure = to_translate(
        "The text is not UTF-8 and was read as Windows-1252, which is probably right: {fitting:,} of {total:,} "
        "non-ASCII characters are where Western European text has them."
    )
    guess = to_translate(
        "The text is not UTF-8 and was read as Windows-1252, which is a guess: set the encoding if names look wrong: "
        "{fitting:,} of {total:,} non-ASCII characters are where Western European text has them."
    )
    note = say(sure if fitting >= 0.95 * total else guess, fitting=fitting, total=total)
    return Decoded(copied.place, "windows-1252", (note,))


def _rewritten(place: InputFile, encoding: str) -> Decoded:
    """A copy in UTF-8; a character that the end of the file cuts is left out."""
    cut: list[UnfitByte] = []
    try:
        copied = _saved(tidied(_but_the_end(place, encoding, cut), place), place)
    except UnfitByte as unfit:
        raise _explained(unfit, place, encoding) from unfit
    notes = (say("The file ends within a character, which was left out."),) if cut else ()
    return Decoded(copied, encoding.removesuffix("-le").removesuffix("-be"), notes)


def _but_the_end(place: InputFile, encoding: str, cut: list[UnfitByte]) -> Iterator[str]:
    try:
        yield from texts(place, encoding)
    except UnfitByte as unfit:
        if not unfit.at_end:
            raise
        if unfit.value:  # half a character of zero padding is ignored
            cut.append(unfit)


def _saved(blocks: Iterator[str], place: InputFile) -> InputFile:
    return place.at(save((text.encode() for text in blocks), place.copy("utf-8"), place.name))


def _where(unfit: UnfitByte, place: InputFile) -> str:
    return say(
        "{name}, line {path:,}, byte {offset:,}",
        name=place.name,
        path=line_at(place.path, unfit.offset),
        offset=unfit.offset,
    )


def _explained(unfit: UnfitByte, place: InputFile, encoding: str) -> DataError:
    what = say("the byte 0x{value:02X} is not valid {encoding}", value=unfit.value, encoding=encoding)
    if unfit.at_end:
        what = say("{what}: the file ends within a character", what=what)
    return DataError(
        what,
        where=_where(unfit, place),
        fix=say('name the file\'s encoding, such as [source] encoding = "windows-1252"'),
    )


def line_at(path: Path, offset: int) -> int:
    """The number of the line, from 1, that holds the byte at `offset`."""
    left, line = offset, 1
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 22))):
            line += block.count(b"\n")
            left -= len(block)
    return line
