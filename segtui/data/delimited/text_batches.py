"""Reads a delimited text file batch by batch; odd records are judged over the whole file, as when it is read whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from segtui.data.delimited.csv_blocks import spans_of
from segtui.data.delimited.non_data_rows import rows_between
from segtui.data.delimited.polars_scan import drop_records, lazy_cells, told_apart, unused
from segtui.data.delimited.quotes import has_quotes
from segtui.data.delimited.sound_text import sound_text
from segtui.data.delimited.text_head import repeated_headers
from segtui.data.formula_guard import unguard
from segtui.data.layout.column_names import column_names, numbered, plain_names
from segtui.data.raw.raw_table import InputFile
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.language.sentences import say


class TextBatches:
    """The rows of a text file as frames of String cells; raises what `read_text` raises."""

    def __init__(self, place: InputFile, source: Source, rows: int) -> None:
        self._text, found, verdict = sound_text(place, source).evened()
        self._records = found.records
        self._quoted = has_quotes(self._text.place.path)
        self._separator = self._text.delimiter or unused(self._text.place)
        # Polars' own batches read far ahead, if possible the whole file.
        self._size = max(1, rows * self._text.place.path.stat().st_size // max(1, found.records))
        text = self._text
        rest = rows_between(self._lazy(), text.mended, text.delimiter, text.head, found, verdict.left_out)
        self._text = replace(text, mended=rest.mended)
        self._left_out = np.asarray(sorted([*verdict.left_out, *rest.records]), dtype=np.int64)
        self._guarded = has_quotes(self._text.place.path, b"'")
        self.skipped = sum(one.rows for one in self._text.mended.skips)
        self.repairs, self.skips = self._text.mended.repairs, self._text.mended.skips
        head = self._text.head
        cells = head.cells
        names = column_names(head.names, head.width).names if cells is not None else numbered(head.width)
        self.columns = plain_names(names).names
        if found.records - len(self._left_out) <= head.first_row:
            raise DataError(
                say("the file has no rows, only a header") if cells else say("the file has no rows"), where=place.name
            )

    def frames(self) -> Iterator[pl.DataFrame]:
        """Every row that counts, in order."""
        head = self._text.head
        for at, batch in self._batches():
            first = min(max(head.first_row - at, 0), batch.height)
            low, high = np.searchsorted(self._left_out, [at, at + batch.height])
            repeated = repeated_headers(batch, replace(head, first_row=first))
            frame = drop_records(batch, first, [*(self._left_out[low:high] - at).tolist(), *repeated])
            if frame.height:
                frame.columns = list(self.columns)
                yield unguard(frame)[0] if self._guarded else frame

    def _batches(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Every record, with the number of the first one of each frame."""
        at, place = 0, self._text.place
        for lazy in self._lazy():
            with told_apart(place):
                batch = lazy.collect()
            yield at, batch
            at += batch.height
        if at != self._records:
            raise DataError(
                say("{records:,} records were counted but {at:,} rows were read", records=self._records, at=at),
                where=place.name,
                fix=say("look for quotes that are never closed"),
            )

    def _lazy(self) -> Iterator[pl.LazyFrame]:
        """The file in parts, not read yet."""
        place = self._text.place
        for span in spans_of(place.path, self._size, quoted=self._quoted):
            yield lazy_cells(span, self._separator, self._text.head.width, self._quoted)
