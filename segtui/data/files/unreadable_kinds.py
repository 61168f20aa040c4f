"""Files without a readable table, recognized by their first bytes, with what to do about each."""

from __future__ import annotations

from segtui.errors import DataError

_UNPACK = "unpack it first, then give the file"
_EXPORT = "export its table as CSV or Parquet first"
_KINDS = (
    (b"%PDF", "a PDF document", "ask for the data as CSV or XLSX"),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
    (b"BZh", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\0", "an xz file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"$FL2", "an SPSS file", _EXPORT),
    (b"$FL3", "an SPSS file", _EXPORT),
    (b"<stata_dta>", "a Stata file", _EXPORT),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", "a SAS file", _EXPORT),
    (b"\x89HDF", "an HDF5 file", _EXPORT),
    (b"Obj\x01", "an Avro file", _EXPORT),
    (b"ORC", "an ORC file", _EXPORT),
    (b"\0\x01\0\0Standard", "an Access database", _EXPORT),
    (b"\x89PNG", "a picture", "give the file with the data"),
    (b"\xff\xd8\xff", "a picture", "give the file with the data"),
    (b"GIF8", "a picture", "give the file with the data"),
    (b"{\\rtf", "a rich-text document", "save its table as CSV"),
    (b"MIME-Version:", "a web archive (MHTML)", "open it in a spreadsheet, then save it as XLSX or CSV"),
    *((bytes([9, version]), "a spreadsheet from before 1997", "save it as XLSX or CSV") for version in (0, 2, 4)),
)


def refuse_other_kinds(head: bytes, name: str) -> None:
    """Raise DataError if a file begins like one without a readable table."""
    for begins, what, fix in _KINDS:
        plain = begins in (
            b"ORC",
            b"BZh",
            b"MIME-Version:",
            b"Rar!",
            b"Obj\x01",
        )  # words, too, that text may begin with
        if head.startswith(begins) and (not plain or any(byte < 9 for byte in head[:512]) or begins[:4] == b"MIME"):
            raise DataError(f"this is {what}", where=name, fix=fix)
