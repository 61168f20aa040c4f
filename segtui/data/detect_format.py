"""Tells a file's format from its name and from its first bytes, which count for more."""

from __future__ import annotations

import zipfile
from pathlib import PurePath

from segtui.boundary import data, foreign
from segtui.data.files.encoding import encoding_of
from segtui.data.files.unreadable_kinds import refuse_other_kinds
from segtui.data.raw_table import InputFile
from segtui.data.reader_registry import readers
from segtui.errors import DataError
from segtui.wording import counted

_WORKBOOKS = {b"PK": ((".xls",), "an XLSX workbook"), b"\xd0\xcf": ((".xlsx", ".xlsm", ".ods"), "an XLS workbook")}
_HEAD = 1 << 16


def detect_format(place: InputFile) -> tuple[str, tuple[str, ...]]:
    """The format of an unpacked file, with a note when its name says something else.

    Raises DataError for an empty file, a zip archive that is not a spreadsheet, and a file whose name promises
    a format that its bytes don't begin like.
    """
    with place.path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise DataError("the file is empty", where=place.name)
    named = next((r.format for r in readers().values() if _extension(place.name) in r.extensions), None)
    found = _by_magic(head)
    if found is None:
        refuse_other_kinds(head, place.name)
        found = _zipped(place) if head.startswith(b"PK\x03\x04") else _text(head, named)
    if named and readers()[named].is_binary and found == "csv" and _looks_binary(head):
        raise DataError(
            f"this is not a {readers()[named].label} file: it does not begin like one",
            where=place.name,
            fix="it may be damaged, or a different kind of file with the wrong name",
        )
    if named and found != named and {named, found} != {"json", "ndjson"}:
        return found, _misnamed(place, _label(found, head))
    for begins, (endings, label) in _WORKBOOKS.items():
        if found == "xlsx" and head.startswith(begins) and _extension(place.name) in endings:
            return found, _misnamed(place, label)
    return found, ()


def _misnamed(place: InputFile, label: str) -> tuple[str, ...]:
    return (f"The file's name ends in {_extension(place.name)}, but it holds {label}; it was read as that.",)


def _label(found: str, head: bytes) -> str:
    xml = found == "html" and b"urn:schemas-microsoft-com:office:spreadsheet" in head
    return "an XML spreadsheet" if xml else readers()[found].holds


def _extension(name: str) -> str:
    suffixes = [s.lower() for s in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in (".gz", ".zst", ".zstd", ".gzip"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _by_magic(head: bytes) -> str | None:
    return next((reader.format for reader in readers().values() if head.startswith(reader.magic)), None)


def _zipped(place: InputFile) -> str:
    damaged = data("the file is damaged or ends too early", place.name, "copy or download it again")
    with foreign(damaged), zipfile.ZipFile(place.path) as archive:
        inside = archive.namelist()
    if any(name.startswith("xl/") or name == "content.xml" for name in inside):
        return "xlsx"
    raise DataError(
        f"this is a zip archive of {counted(len(inside), 'file')}",
        where=place.name,
        fix="unpack it first, then give the file",
    )


def _text(head: bytes, named: str | None) -> str:
    """The first format whose text begins so; else delimited text, which may begin with anything."""
    found = (r.format for r in readers().values() if r.detect is not None and r.detect(head, named))
    return next(found, "csv")


def _looks_binary(head: bytes) -> bool:
    if encoding_of(head) != "utf-8":
        return False
    head = head.strip(b"\0")
    return b"\0" in head or sum(byte < 9 for byte in head) > len(head) // 100
