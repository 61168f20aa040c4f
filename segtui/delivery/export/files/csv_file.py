"""A CSV file that never grows past a number of bytes."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

import polars as pl

from segtui.data.formula_guard import guard, guarded

_PHONE = r"^\+[0-9][0-9 ()./-]*$"


class CsvFile:
    """UTF-8 without a byte order mark, a header, LF; cells in quotes where they hold a delimiter, quote or line end.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, but not in the columns that are
    `exempt`, and no phone number does. A single row of more than `most_bytes` is written anyway.
    """

    def __init__(
        self,
        place: Path,
        headers: list[str],
        *,
        delimiter: str = ",",
        most_bytes: int | None = None,
        exempt: Collection[str] = (),
    ) -> None:
        self.rows, self._bytes, self._most = 0, 0, most_bytes
        self._headers, self._delimiter, self._exempt = headers, delimiter, set(exempt)
        self._file = place.open("wb")
        self._write(self._encoded(pl.DataFrame(schema=dict.fromkeys(headers, pl.String)), header=True), 0)

    def take(self, frame: pl.DataFrame) -> int:
        """Write as many of the first rows as fit; returns their number."""
        rows, block = frame.height, self._encoded(frame)
        if self._fits(block):
            self._write(block, rows)
            return rows
        low, high, fitting = 0, rows, b""
        while high - low > 1:
            middle = (low + high) // 2
            block = self._encoded(frame.head(middle))
            low, high = (middle, high) if self._fits(block) else (low, middle)
            fitting = block if low == middle else fitting
        if not low and not self.rows:
            low, fitting = 1, self._encoded(frame.head(1))
        self._write(fitting, low)
        return low

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _fits(self, block: bytes) -> bool:
        return self._most is None or self._bytes + len(block) <= self._most

    def _write(self, block: bytes, rows: int) -> None:
        self._file.write(block)
        self._bytes += len(block)
        self.rows += rows

    def _encoded(self, frame: pl.DataFrame, *, header: bool = False) -> bytes:
        """The frame's columns under the headers of the file, in their order, as bytes."""
        cells = [self._safe(h, frame.schema[name]) for name, h in zip(frame.columns, self._headers, strict=True)]
        buffer = io.BytesIO()
        frame.select(cells).write_csv(buffer, include_header=header, separator=self._delimiter)
        return buffer.getvalue()

    def _safe(self, header: str, dtype: pl.DataType) -> pl.Expr:
        cell = pl.nth(self._headers.index(header))
        if header not in self._exempt and not dtype.is_numeric():
            cell = cell.cast(pl.String)
            cell = pl.when(cell.str.contains(_PHONE)).then(cell).otherwise(guard(cell))
        return cell.alias(guarded(header))
