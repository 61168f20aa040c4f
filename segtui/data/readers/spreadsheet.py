"""Workbooks of Excel and LibreOffice: one sheet of them."""

from segtui.data.containers.sheets import read_sheet
from segtui.data.reader import Reader

READER = Reader(
    format="xlsx",
    label="spreadsheet",
    extensions=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    read=lambda place, source: read_sheet(place, source.sheet, source.header, source.title_rows),
    magic=(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    holds="a spreadsheet",
    is_binary=True,
    options=("sheet", "header", "title_rows"),
)
