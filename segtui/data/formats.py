"""Tells a file's format from its name and from its first bytes, which count for more."""

from __future__ import annotations

import json
import zipfile
from pathlib import PurePath
from typing import Literal

from segtui.data.raw import Place
from segtui.errors import DataError

Format = Literal["csv", "parquet", "arrow", "ndjson", "json", "xlsx"]

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
}
_MAGIC: dict[bytes, Format] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xlsx",
}
_LABELS = {"parquet": "Parquet", "arrow": "Arrow", "xlsx": "spreadsheet", "json": "JSON", "ndjson": "NDJSON"}
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
    found = _binary(head, place) or _text(head, named)
    if named in ("parquet", "arrow", "xlsx") and found == "csv" and _looks_binary(head):
        raise DataError(
            f"this is no {_LABELS[named]} file: it does not begin like one",
            where=place.name,
            fix="it may be damaged, or another kind of file with a wrong name",
        )
    if named and found != named and {named, found} != {"json", "ndjson"}:
        label = _LABELS.get(found, "delimited text")
        return found, (f"The file's name ends in {_extension(place.name)}, but it holds {label}; it was read as that.",)
    return found, ()


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
    try:
        with zipfile.ZipFile(place.path) as archive:
            inside = archive.namelist()
    except zipfile.BadZipFile as error:
        raise DataError(
            "the file is damaged or ends too early", where=place.name, fix="copy or download it again"
        ) from error
    if any(name.startswith("xl/") or name == "content.xml" for name in inside):
        return "xlsx"
    raise DataError(
        f"this is a zip archive of {len(inside)} files", where=place.name, fix="unpack it first, then name the file"
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
    except ValueError:
        return False


def _looks_binary(head: bytes) -> bool:
    return b"\0" in head or sum(byte < 9 for byte in head) > len(head) // 100
