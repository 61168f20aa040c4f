"""The cells of a suppression list by column, without loss: a ragged line or a missing header costs no entry."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import polars as pl

from segtui.data.delimited.dialect import find_layout
from segtui.data.delimited.tolerant_csv import records
from segtui.data.files.compression import unpack
from segtui.data.files.encoding import decode
from segtui.data.raw.raw_table import InputFile
from segtui.data.reading.detect_format import detect_format
from segtui.data.reading.read import places_of, read_one
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.publishing.scratch import scratch

_LOOKED_AT = 200
_LONGEST_CELL = 1 << 24


@dataclass(frozen=True)
class ListCells:
    """A column of a list: its header, the cell of each row as text, and the number of each row in the file."""

    header: str
    texts: pl.Series
    rows: pl.Series


def tables_of(path: str, folder: Path) -> list[list[ListCells]]:
    """The columns of each table (file or sheet) that a path means; a relative path starts at `folder`.

    Row 0 is the header and is among the cells: the caller decides whether it is an entry. An empty file has no columns.
    Raises DataError for a file that can't be read.
    """
    with scratch() as workspace:
        places = places_of(path, folder, workspace, None)
        frames = [frame for place in places for frame in _frames(unpack(place), path)]
    return [_columns(frame) for frame in frames]


def _columns(frame: pl.DataFrame) -> list[ListCells]:
    """The columns that are not empty."""
    columns = []
    rows = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    for name in frame.columns:
        texts = frame[name].cast(pl.String, strict=False)
        there = texts.str.strip_chars().fill_null("") != ""
        if there.any():
            columns.append(ListCells(texts[0] or "", texts.filter(there), rows.filter(there)))
    return columns


def _frames(place: InputFile, path: str) -> list[pl.DataFrame]:
    """The tables of a file as text, the header for their first row."""
    if not place.address and (not place.path.stat().st_size or _is_blank(place)):
        return []
    found = detect_format(place)[0].format
    if found == "csv":
        return [_text(decode(place).place)]
    if found == "xlsx":
        return _sheets(place)
    if found == "json" and (plain := _strings(place)) is not None:
        return [plain]
    frame = read_one(place, Source(path=path)).frame
    named = pl.DataFrame({str(i): [name] for i, name in enumerate(frame.columns)})
    body = frame.select(pl.all().cast(pl.String, strict=False))
    body.columns = named.columns
    return [pl.concat([named, body])]


def _is_blank(place: InputFile) -> bool:
    with place.path.open("rb") as file:
        return not any(block.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0") for block in iter(lambda: file.read(1 << 20), b""))


def _text(place: InputFile) -> pl.DataFrame:
    text = place.path.read_text(encoding="utf-8").removeprefix("\ufeff")
    first = records(text[: 1 << 20], _LOOKED_AT)
    delimiter = find_layout(first).delimiter
    if delimiter in ("", " "):  # blanks within a cell separate names and numbers better than columns do
        return pl.DataFrame({"0": [line.strip().strip('"') for line in text.splitlines()]}, schema={"0": pl.String})
    csv.field_size_limit(_LONGEST_CELL)
    lines = text.splitlines(keepends=True)
    rows = list(csv.reader(lines, delimiter=delimiter))
    if any("\n" in cell for row in rows for cell in row):  # an unclosed quote turns the rest into one cell
        rows = list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    schema = {str(i): pl.String for i in range(max(map(len, rows)))}
    return pl.DataFrame(dict(zip(schema, map(list, zip_longest(*rows)), strict=True)), schema=schema)


def _sheets(place: InputFile) -> list[pl.DataFrame]:
    """Every sheet of a workbook, not just the first: entries may be on any."""
    import fastexcel

    try:
        reader = fastexcel.read_excel(place.path)
        sheets = [reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string") for name in reader.sheet_names]
    except fastexcel.FastExcelError as error:
        what = say("the spreadsheet can't be opened: {error}", error=str(error).splitlines()[0])
        raise DataError(what, where=place.name, fix=say("open it and save it again, or as CSV")) from error
    frames = [sheet.to_polars() for sheet in sheets]
    return [frame.select(pl.all().cast(pl.String)) for frame in frames if frame.height]


def _strings(place: InputFile) -> pl.DataFrame | None:
    """The texts of a JSON file that is a plain list of texts, below an empty header; None for any other file."""
    try:
        found = json.loads(place.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or any(isinstance(one, (dict, list)) for one in found):
        return None
    return pl.DataFrame({"0": ["", *(str(one) for one in found if one is not None)]}, schema={"0": pl.String})
