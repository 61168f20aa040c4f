"""Makes sure that a text file is UTF-8: checks every byte, and rewrites what is in another encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segtui.data.compression import blocks_of, save
from segtui.data.raw import Place
from segtui.data.western import mostly_utf8, plausible
from segtui.errors import DataError

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True)
class Decoded:
    """A file whose bytes are UTF-8, and the encoding that it was in."""

    place: Place
    encoding: str
    notes: tuple[str, ...] = ()


def decode(place: Place, wanted: str | None = None) -> Decoded:
    """The file in UTF-8: itself when it is that already, else a copy in the workspace.

    Without `wanted`: a byte order mark tells, then the zero bytes of UTF-16, then every byte is tried as UTF-8; what
    is left is taken for Windows-1252, with a note that says how sure that is. Raises DataError with line and byte
    for a byte that does not fit, for zero bytes in the midst of text, and for an encoding that nobody knows.
    """
    with place.path.open("rb") as file:
        head = file.read(1 << 16)
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    name = _known(wanted, place) if wanted else marked or _without_mark(head)
    if name == "utf-8":
        return _checked(place, sure=bool(wanted or marked))
    if name in ("utf-16", "utf-32"):
        name = marked if marked and marked.startswith(name) else f"{name}-le"
    return Decoded(_rewritten(place, name), name.removesuffix("-le").removesuffix("-be"))


def _known(wanted: str, place: Place) -> str:
    try:
        name = codecs.lookup(wanted).name
        b"".decode(name)
    except LookupError as error:
        raise DataError(
            f'"{wanted}" is no known encoding', where=place.name, fix="for example utf-8, utf-16 or windows-1252"
        ) from error
    return {"utf-8-sig": "utf-8", "ascii": "utf-8", "cp1252": "windows-1252"}.get(name, name)


def _without_mark(head: bytes) -> str:
    """Western text in UTF-16 has a zero in nearly every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else "utf-8"


def _checked(place: Place, sure: bool) -> Decoded:
    try:
        for _ in _texts(place, "utf-8"):
            pass
    except _UnfitByte as unfit:
        if sure or mostly_utf8(place.path):
            raise unfit.explained(place, "UTF-8") from unfit
        return _western(place, unfit)
    return Decoded(place, "utf-8")


def _western(place: Place, unfit: _UnfitByte) -> Decoded:
    try:
        copied = _rewritten(place, "windows-1252")
    except DataError as error:
        with place.path.open("rb") as file:
            binary = b"\0" in file.read(1 << 16)
        raise DataError(
            "the text is neither UTF-8 nor Windows-1252" + (": is this a binary file?" if binary else ""),
            where=unfit.place(place),
            fix='name the right file, or its encoding: [source] encoding = "…"',
        ) from error
    fitting, total = plausible(copied.path)
    sure = "most likely right" if fitting >= 0.95 * total else "a guess, name the encoding if names look wrong"
    note = (
        f"The text is not UTF-8 and was read as Windows-1252, which is {sure}: {fitting:,} of {total:,} "
        "characters beyond ASCII stand where Western European text has them."
    )
    return Decoded(copied, "windows-1252", (note,))


def _rewritten(place: Place, encoding: str) -> Place:
    texts = (text.encode() for text in _texts(place, encoding))
    try:
        return place.at(save(texts, place.copy("utf-8"), place.name))
    except _UnfitByte as unfit:
        raise unfit.explained(place, encoding) from unfit


def _texts(place: Place, encoding: str) -> Iterator[str]:
    """The file's text in blocks, without byte order mark; plain ASCII passes at the speed of reading."""
    decoder, offset = codecs.getincrementaldecoder(encoding)(), 0
    with place.path.open("rb") as file:
        for block in blocks_of(file):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                raise _UnfitByte(offset - pending + error.start, error) from error
            zero = text.find("\0")
            if zero >= 0:
                raise _zero_byte(place, offset + len(text[:zero].encode(encoding)))
            yield text.removeprefix("\ufeff") if offset == 0 else text
            offset += len(block)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise _UnfitByte(offset - len(error.object) + error.start, error) from error


class _UnfitByte(Exception):  # noqa: N818 - it is caught here and explained or overcome, never seen
    """A byte that the encoding does not allow, at an offset into the file."""

    def __init__(self, offset: int, error: UnicodeDecodeError) -> None:
        super().__init__(offset)
        self.offset, self.value = offset, error.object[error.start]
        self.at_end = "end" in error.reason

    def place(self, place: Place) -> str:
        return f"{place.name}, line {line_at(place.path, self.offset):,}, byte {self.offset:,}"

    def explained(self, place: Place, encoding: str) -> DataError:
        what = f"the byte 0x{self.value:02X} is no {encoding} text"
        if self.at_end:
            what += ": the file ends in the midst of a character"
        return DataError(
            what, where=self.place(place), fix='name the file\'s encoding, such as [source] encoding = "windows-1252"'
        )


def _zero_byte(place: Place, offset: int) -> DataError:
    return DataError(
        "a zero byte in the midst of text: is this a binary file?",
        where=f"{place.name}, line {line_at(place.path, offset):,}, byte {offset:,}",
        fix="name the right file, or its encoding",
    )


def line_at(path: Path, offset: int) -> int:
    """The number of the line, from 1, that holds the byte at `offset`."""
    left, line = offset, 1
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 22))):
            line += block.count(b"\n")
            left -= len(block)
    return line
