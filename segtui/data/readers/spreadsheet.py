"""Workbooks of Excel and LibreOffice: one sheet of them."""

from segtui.data.containers.sheets import read_sheet
from segtui.data.reader import Reader
from segtui.language.translation import to_translate

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(names: list[str]) -> bool:
    """Excel and LibreOffice keep their sheets under these names."""
    return any(name.startswith("xl/") or name == "content.xml" for name in names)


def variant(head: bytes, ending: str) -> str:
    """A workbook of the old kind under the name of a new one, or the other way round."""
    if head.startswith(b"PK") and ending == ".xls":
        return to_translate("an XLSX workbook")
    return to_translate("an XLS workbook") if head.startswith(_OLD) and ending in (".xlsx", ".xlsm", ".ods") else ""


READER = Reader(
    format="xlsx",
    label="spreadsheet",
    extensions=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    read=lambda place, source: read_sheet(place, source.sheet, source.header, source.title_rows),
    magic=(_OLD,),
    zipped=zipped,
    variant=variant,
    holds=to_translate("a spreadsheet"),
    is_binary=True,
    options=("sheet", "header", "title_rows"),
)
