"""Files without a readable table, recognized by their first bytes, with what to do about each."""

from __future__ import annotations

from segtui.errors import DataError
from segtui.language.sentences import say

_UNPACK = say("unpack it first, then give the file")
_EXPORT = say("export its table as CSV or Parquet first")
_KINDS = (
    (b"%PDF", say("a PDF document"), say("ask for the data as CSV or XLSX")),
    (b"SQLite format 3\0", say("an SQLite database"), _EXPORT),
    (b"BZh", say("a bzip2 file"), _UNPACK),
    (b"\xfd7zXZ\0", say("an xz file"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", say("a 7-Zip archive"), _UNPACK),
    (b"Rar!", say("a RAR archive"), _UNPACK),
    (b"$FL2", say("an SPSS file"), _EXPORT),
    (b"$FL3", say("an SPSS file"), _EXPORT),
    (b"<stata_dta>", say("a Stata file"), _EXPORT),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", say("a SAS file"), _EXPORT),
    (b"\x89HDF", say("an HDF5 file"), _EXPORT),
    (b"Obj\x01", say("an Avro file"), _EXPORT),
    (b"ORC", say("an ORC file"), _EXPORT),
    (b"\0\x01\0\0Standard", say("an Access database"), _EXPORT),
    (b"\x89PNG", say("a picture"), say("give the file with the data")),
    (b"\xff\xd8\xff", say("a picture"), say("give the file with the data")),
    (b"GIF8", say("a picture"), say("give the file with the data")),
    (b"{\\rtf", say("a rich-text document"), say("save its table as CSV")),
    (b"MIME-Version:", say("a web archive (MHTML)"), say("open it in a spreadsheet, then save it as XLSX or CSV")),
    *(
        (bytes([9, version]), say("a spreadsheet from before 1997"), say("save it as XLSX or CSV"))
        for version in (0, 2, 4)
    ),
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
            raise DataError(say("this is {what}", what=what), where=name, fix=fix)
