"""Tells a file's format from its name and from its first bytes, which count for more."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from segtui.boundary import data, foreign
from segtui.data.files.encoding import encoding_of
from segtui.data.files.unreadable_kinds import refuse_other_kinds
from segtui.data.raw_table import Place
from segtui.data.wording import counted
from segtui.errors import DataError

Format = Literal["csv", "parquet", "arrow", "ndjson", "json", "xlsx", "html"]

_EXTENSIONS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".feather": "arrow",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "json",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".xml": "html",
}
_MAGIC: dict[bytes, Format] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xlsx",
}
_LABELS = {"parquet": "Parquet", "arrow": "Arrow", "xlsx": "spreadsheet", "json": "JSON", "ndjson": "NDJSON"}
_WORKBOOKS = {b"PK": ((".xls",), "an XLSX workbook"), b"\xd0\xcf": ((".xlsx", ".xlsm", ".ods"), "an XLS workbook")}
_PAGE = re.compile(rb"(?i)<(!doctype\s+html|html|head|body|table|meta|div|style|\?mso-|(ss:)?workbook)[\s>]")
_HEAD = 1 << 16


def detect_format(place: Place) -> tuple[Format, tuple[str, ...]]:
    """The format of an unpacked file, with a note when its name says something else.

    Raises DataError for an empty file, a zip archive that is no spreadsheet, and a file whose name promises
    a format that its bytes don't begin like.
    """
    with place.path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise DataError("the file is empty", where=place.name)
    named = _EXTENSIONS.get(_extension(place.name))
    refuse_other_kinds(head, place.name)
    found = _binary(head, place) or _page(head) or _text(head, named)
    if named in ("parquet", "arrow", "xlsx") and found == "csv" and _looks_binary(head):
        raise DataError(
            f"this is no {_LABELS[named]} file: it does not begin like one",
            where=place.name,
            fix="it may be damaged, or another kind of file with a wrong name",
        )
    if named and found != named and {named, found} != {"json", "ndjson"}:
        return found, _misnamed(place, _label(found, head))
    for begins, (endings, label) in _WORKBOOKS.items():
        if found == "xlsx" and head.startswith(begins) and _extension(place.name) in endings:
            return found, _misnamed(place, label)
    return found, ()


def _misnamed(place: Place, label: str) -> tuple[str, ...]:
    return (f"The file's name ends in {_extension(place.name)}, but it holds {label}; it was read as that.",)


def _label(found: Format, head: bytes) -> str:
    if found == "html":
        return "an XML spreadsheet" if b"urn:schemas-microsoft-com:office:spreadsheet" in head else "an HTML page"
    return "a spreadsheet" if found == "xlsx" else _LABELS.get(found, "delimited text")


def _page(head: bytes) -> Format | None:
    """HTML and XML spreadsheets begin with one of their tags, after comments and declarations."""
    start = head.replace(b"\0", b"")[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<"):
        return None
    return (
        "html"
        if _PAGE.match(re.sub(rb"(?s)^(\s*<\?xml.*?\?>|\s*<\?mso.*?\?>|\s*<!--.*?-->)*\s*", b"", start))
        else None
    )


def _extension(name: str) -> str:
    suffixes = [s.lower() for s in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in (".gz", ".zst", ".zstd", ".gzip"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _binary(head: bytes, place: Place) -> Format | None:
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    return _zipped(place) if head.startswith(b"PK\x03\x04") else None


def _zipped(place: Place) -> Format:
    damaged = data("the file is damaged or ends too early", place.name, "copy or download it again")
    with foreign(damaged), zipfile.ZipFile(place.path) as archive:
        inside = archive.namelist()
    if any(name.startswith("xl/") or name == "content.xml" for name in inside):
        return "xlsx"
    raise DataError(
        f"this is a zip archive of {counted(len(inside), 'file')}",
        where=place.name,
        fix="unpack it first, then name the file",
    )


def _text(head: bytes, named: Format | None) -> Format:
    """JSON is told by how the text begins; CSV cells can begin with a bracket too, so more is asked of them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    inner = start[1:].lstrip()[:1]
    if start[:1] == b"{":
        first, _, rest = start.partition(b"\n")
        if named == "ndjson" or (_is_object(first) and (named != "json" or rest.strip())):
            return "ndjson"
        return "json" if named == "json" or (named is None and inner == b'"') else "csv"
    if start[:1] == b"[" and (named in ("json", "ndjson") or inner == b"{"):
        return "json"
    return "csv"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _looks_binary(head: bytes) -> bool:
    if encoding_of(head) != "utf-8":
        return False
    head = head.strip(b"\0")
    return b"\0" in head or sum(byte < 9 for byte in head) > len(head) // 100
