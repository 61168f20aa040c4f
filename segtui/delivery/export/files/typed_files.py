"""Parquet, Excel and JSON: files with typed cells."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from segtui.libraries.columns import col
from segtui.publishing.parquet import sink_parquet, write_parquet
from segtui.publishing.private import private_folder

_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ROWS_A_GROUP = 100_000
_EPOCH = datetime(2000, 1, 1)
_AS_TEXT = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_TOO_LONG = -2


def kinds(people: pl.LazyFrame, columns: list[str]) -> dict[str, pl.DataType]:
    """The type of each text column, from all of its cells: whole numbers, numbers, days, true and false.

    If a number starts with a zero or has too many digits, the column stays text.
    """

    def all_match(name: str, look: str) -> pl.Expr:
        return col(name).str.contains(look).all() & col(name).is_not_null().any()

    looks = {
        "whole": r"^-?(?:0|[1-9][0-9]{0,17})$",
        "number": _NUMBER,
        "day": _DAY,
        "flag": "^(?:true|false)$",
    }
    asked = [all_match(n, look).alias(f"{i} {kind}") for i, n in enumerate(columns) for kind, look in looks.items()]
    answers = people.select(asked).collect(engine="streaming").row(0, named=True) if asked else {}
    types = {"whole": pl.Int64(), "number": pl.Float64(), "day": pl.Date(), "flag": pl.Boolean()}
    return {
        name: next((types[kind] for kind in looks if answers[f"{i} {kind}"]), pl.String())
        for i, name in enumerate(columns)
    }


def typed(frame: pl.DataFrame, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """The frame with its text columns converted to their types."""

    def cast(name: str, dtype: pl.DataType) -> pl.Expr:
        cell = col(name)
        if dtype == pl.Boolean:
            return cell == "true"
        return cell.str.to_date("%Y-%m-%d") if dtype == pl.Date else cell.cast(dtype)

    return frame.with_columns(cast(name, dtype) for name, dtype in types.items() if name in frame.columns)


class ParquetFile:
    """Rows kept as pieces in a folder, then combined into one Parquet file, never all in memory."""

    def __init__(self, place: Path, schema: dict[str, pl.DataType], pieces: Path) -> None:
        self.rows, self._place, self._schema, self._pieces = 0, place, schema, pieces
        private_folder(pieces)
        self._count = 0
        self.take(pl.DataFrame(schema=schema))

    def take(self, frame: pl.DataFrame) -> int:
        """Write the rows."""
        piece = self._pieces / f"{self._count:06}.parquet"
        write_parquet(frame.rename(dict(zip(frame.columns, self._schema, strict=True))), piece, compression="lz4")
        self._count += 1
        self.rows += frame.height
        return frame.height

    def close(self) -> None:
        """Finish the file."""
        whole = pl.scan_parquet(sorted(self._pieces.glob("*.parquet")), glob=False)
        try:
            sink_parquet(whole, self._place, row_group_size=_ROWS_A_GROUP, maintain_order=True)
        finally:
            shutil.rmtree(self._pieces, ignore_errors=True)


class JsonFile:
    """A list of objects, one per line."""

    def __init__(self, place: Path, headers: list[str]) -> None:
        self.rows, self._headers = 0, headers
        self._file = place.open("w", encoding="utf-8", newline="\n")
        self._file.write("[")

    def take(self, frame: pl.DataFrame) -> int:
        """Write the rows."""
        days = [col(n).dt.to_string() for n, t in frame.schema.items() if t == pl.Date]
        for cells in frame.with_columns(days).iter_rows():
            row = dict(zip(self._headers, cells, strict=True))
            self._file.write(",\n" if self.rows else "\n")
            self._file.write(json.dumps(row, ensure_ascii=False, allow_nan=False))
            self.rows += 1
        return frame.height

    def close(self) -> None:
        """Finish the file."""
        self._file.write("\n]\n")
        self._file.close()


class ExcelFile:
    """A workbook of one sheet, written row by row; text stays text, whatever it starts with.

    `shortened` counts by header the cells truncated at 32,767 characters (in UTF-16), Excel's limit.
    """

    def __init__(self, place: Path, schema: dict[str, pl.DataType], shortened: Counter[str] | None = None) -> None:
        import xlsxwriter

        self.rows = 0
        self.shortened: Counter[str] = Counter() if shortened is None else shortened
        self._headers = list(schema)
        options = {"constant_memory": True} | dict.fromkeys(_AS_TEXT, False)
        self._book = xlsxwriter.Workbook(str(place), options)
        # The same data makes the same bytes, so there is no creation time.
        self._book.set_properties({"created": _EPOCH})
        self._sheet = self._book.add_worksheet("segments")
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        bold = self._book.add_format({"bold": True})
        for at, name in enumerate(schema):
            self._sheet.write_string(0, at, name, bold)

    def take(self, frame: pl.DataFrame) -> int:
        """Write the rows."""
        for row in frame.iter_rows():
            self.rows += 1
            for at, value in enumerate(row):
                self._cell(at, value)
        return frame.height

    def _cell(self, at: int, value: Any) -> None:
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self.rows, at, value)
        elif isinstance(value, (int, float)) and abs(value) < 10**15:
            self._sheet.write_number(self.rows, at, value)
        elif hasattr(value, "isoformat"):
            self._sheet.write_datetime(self.rows, at, value, self._day)
        elif self._sheet.write_string(self.rows, at, str(value)) == _TOO_LONG:
            self.shortened[self._headers[at]] += 1

    def close(self) -> None:
        """Finish the file."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise next((e for e in error.args if isinstance(e, OSError)), OSError(str(error))) from error
