"""Detects a file's format from its first bytes and its name; the bytes take precedence."""

from __future__ import annotations

import zipfile

from segtui.data.files.encoding import encoding_of
from segtui.data.files.unreadable_kinds import refuse_other_kinds
from segtui.data.raw.raw_table import InputFile
from segtui.data.reader import Reader
from segtui.data.reader_registry import extension, reader_by_name, reader_of, readers
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say, say_counted
from segtui.libraries.boundary import data, foreign, missing_libraries

_TEXT = "csv"
"""The format of text that no reader knows."""
_HEAD = 1 << 16


def detect_format(place: InputFile) -> tuple[Reader, tuple[str, ...]]:
    """The reader of an unpacked file, with a note when its name says something else; of an address, the one it names.

    Raises DataError for an empty file, a zip archive that no reader knows, a file whose name promises a format that its
    bytes don't begin like, and where a library is missing that the reader needs.
    """
    if place.address:
        return with_libraries(reader_of(place.address), place), ()
    with place.path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise DataError(say("the file is empty"), where=place.name)
    named = reader_by_name(place.name)
    found = _by_magic(head)
    if found is None:
        refuse_other_kinds(head, place.name)
        found = _zipped(place) if head.startswith(b"PK\x03\x04") else _text(head, named.format if named else None)
    if named and named.is_binary and found.format == _TEXT and _looks_binary(head):
        raise DataError(
            say("this is not a {label} file: it does not begin like one", label=named.label),
            where=place.name,
            fix=say("it may be damaged, or a different kind of file with the wrong name"),
        )
    return with_libraries(found, place), _misnamed(place, named, found, head) if named else ()


def with_libraries(reader: Reader, place: InputFile) -> Reader:
    """The reader itself; UsageError for an address, DataError for a file, where a library is missing that it needs."""
    if lacking := missing_libraries(reader.libraries):
        what, fix = lacking
        kind = UsageError if place.address else DataError
        raise kind(f"reading {reader.holds} {what}", where=place.name, fix=fix)
    return reader


def _misnamed(place: InputFile, named: Reader, found: Reader, head: bytes) -> tuple[str, ...]:
    """A note where the name promises another format than the file has, or another variant of it."""
    ending = extension(place.name)
    label = found.variant(head, ending) if found.variant else ""
    if named is not found and named.format not in found.named_as:
        label = label or found.holds
    told = say(
        "The file's name ends in {ending}, but it contains {format} and was read as that.",
        ending=ending,
        format=say(label),
    )
    return (told,) if label else ()


def _by_magic(head: bytes) -> Reader | None:
    return next((reader for reader in readers().values() if head.startswith(reader.magic)), None)


def _zipped(place: InputFile) -> Reader:
    damaged = data(say("the file is damaged or ends too early"), place.name, say("copy or download it again"))
    with foreign(damaged), zipfile.ZipFile(place.path) as archive:
        inside = archive.namelist()
    for reader in readers().values():
        if reader.zipped is not None and reader.zipped(inside):
            return reader
    raise DataError(
        say_counted("this is a zip archive of {count:,} file", "this is a zip archive of {count:,} files", len(inside)),
        where=place.name,
        fix=say("unpack it first, then give the file"),
    )


def _text(head: bytes, named: str | None) -> Reader:
    """The first format whose text begins like this; else delimited text, which may begin with anything."""
    found = (r for r in readers().values() if r.detect is not None and r.detect(head, named))
    return next(found, readers()[_TEXT])


def _looks_binary(head: bytes) -> bool:
    if encoding_of(head) != "utf-8":
        return False
    head = head.strip(b"\0")
    return b"\0" in head or sum(byte < 9 for byte in head) > len(head) // 100
