"""The table of a web page, or of an XML spreadsheet, read as text."""

import re
from dataclasses import replace

from segtui.data.containers.web_tables import as_saved, web_table
from segtui.data.delimited.read_text import read_text
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Part, Reader
from segtui.data.readers import delimited_text
from segtui.data.source import Source
from segtui.language.translation import to_translate

_ENDINGS = (".html", ".htm", ".xml")
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_TAG = re.compile(rb"(?i)<(!doctype\s+html|html|head|body|table|meta|div|style|\?mso-|(ss:)?workbook)[\s>]")
_BEFORE = re.compile(rb"(?s)^(\s*<\?xml.*?\?>|\s*<\?mso.*?\?>|\s*<!--.*?-->)*\s*")


def detect(head: bytes, _: str | None) -> bool:
    """HTML and XML spreadsheets begin with one of their tags, after comments and declarations."""
    start = head.replace(b"\0", b"")[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _TAG.match(_BEFORE.sub(b"", start)) is not None


def variant(head: bytes, ending: str) -> str:
    """A spreadsheet that was saved as XML under another ending."""
    return to_translate("an XML spreadsheet") if _SPREADSHEET in head and ending not in _ENDINGS else ""


def read(place: InputFile, source: Source) -> Raw:
    """The table; the format of the page itself does not matter."""
    table, notes = web_table(place, source.encoding, source.sheet)
    return replace(read_text(table, as_saved(source)), format="html", encoding="", delimiter="").noting(notes)


def batches(place: InputFile, source: Source, rows: int) -> Part:
    """The table, saved as text, as it is walked through."""
    table, _ = web_table(place, source.encoding, source.sheet)
    return delimited_text.batches(table, as_saved(source), rows)


READER = Reader(
    format="html",
    label="HTML",
    extensions=_ENDINGS,
    read=read,
    batches=batches,
    detect=detect,
    variant=variant,
    holds=to_translate("an HTML page"),
    options=("encoding", "sheet", "header", "title_rows", "bad_rows"),
)
