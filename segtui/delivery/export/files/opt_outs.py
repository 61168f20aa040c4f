"""The people who must be taken off a platform's list, in the platform's own format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from segtui.delivery.export.config import Export
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.mapping import ColumnMapping, FilledColumn
from segtui.delivery.export.row_builder import MARK, RowBuilder
from segtui.delivery.export.target import Target
from segtui.libraries.columns import col
from segtui.publishing.staging import Staging, Turn


class OptOuts:
    """Writes the file at `place` as people come; no file if the platform has no format for it or nobody is removed.

    `rows` counts the people in it.
    """

    def __init__(self, target: Target, order: Export, columns: ColumnMapping, place: Path, staging: Staging) -> None:
        filled = tuple(
            FilledColumn(replace(column, header=out.header, asked=False), columns.holds[column.holds], "")
            for out in target.optouts
            for column in target.columns
            if column.holds == out.holds and column.holds in columns.holds
        )
        needs = tuple(f.column.holds for f in filled)
        form = replace(target, columns=tuple(f.column for f in filled), needs=needs, together=(), last=None)
        form = replace(form, segment=None, plain=False, fixed=False)
        self._maker = RowBuilder(form, order, replace(columns, filled=filled, attributes=()))
        self._headers = [out.header for out in target.optouts if out.word or out.holds in needs]
        self._words = {out.header: out.word for out in target.optouts if out.word}
        self._wanted = bool(order.optouts and filled)
        self._file: CsvFile | None = None
        self._place, self._staging, self._delimiter = place, staging, target.delimiter
        self.rows = 0

    def put(self, removed: pl.DataFrame) -> None:
        """Write the people of a batch who are to be removed and can be named to the platform, each once."""
        if not self._wanted or removed.is_empty():
            return
        made = self._maker.make(removed).rows
        named = made.select(
            pl.lit(self._words[h]).alias(h) if h in self._words else col(MARK + h).alias(h) for h in self._headers
        )
        if named.is_empty():
            return
        if self._file is None:
            part = self._staging.new(self._place, turn=Turn.COMPANION)
            self._file = CsvFile(part, self._headers, delimiter=self._delimiter, exempt=self._maker.exempt())
        self._file.take(named)
        self.rows += named.height

    def close(self) -> None:
        """Finish the file; without one, that of an earlier export is removed."""
        if self._file:
            self._file.close()
        if not self.rows:
            self._staging.stale(self._place)
