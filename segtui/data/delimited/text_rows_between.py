"""The rows of a delimited text file, among the others, that are nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.polars_scan import drop_records, lazy_cells, told_apart, unused
from segtui.data.delimited.quotes import has_quotes
from segtui.data.delimited.repair.repaired_copy import RepairedCopy
from segtui.data.delimited.text_head import Head
from segtui.data.layout.rows_between import SAMPLE, Between
from segtui.data.layout.table_start import HeadLine
from segtui.data.row_repairs import RowSkip


@dataclass(frozen=True)
class Rest:
    """The file without those rows: `records` has their numbers, from 0; they are among the skips of `mended`."""

    records: tuple[int, ...]
    mended: RepairedCopy
    notes: tuple[str, ...]


def rows_between(
    frames: Iterable[pl.LazyFrame],
    mended: RepairedCopy,
    delimiter: str,
    head: Head,
    found: Survey,
    left_out: Sequence[int],
) -> Rest:
    """Look at every record of a sound file, in `frames` of String cells that follow one another.

    Records in `left_out` are not rows already.
    """
    place = mended.place
    with told_apart(place):
        some = lazy_cells(place.path, delimiter or unused(place), head.width, has_quotes(place.path))
        first = some.head(head.first_row + SAMPLE).collect()
    out = np.asarray(left_out, dtype=np.int64)
    between = Between.of(drop_records(first, min(head.first_row, first.height), out[out < first.height].tolist()))
    if between is None:
        return Rest((), mended, ())
    suspects: list[HeadLine] = []
    at = 0
    for frame in frames:
        with told_apart(place):
            keys = frame.select(pl.nth(between.key)).collect().to_series()
            places = between.suspects(keys).arg_true()
            rows = frame.collect()[places].rows() if len(places) else []
        for number, row in zip((places + at).to_list(), rows, strict=True):
            if number >= head.first_row and not _is_in(out, number):
                suspects.append(HeadLine(number, tuple(cell or "" for cell in row)))
        at += len(keys)
    aside = between.judge(suspects, found.records - head.first_row)
    numbers = [mended.lines.given(found.line(line.at)) for line in (*aside.rows, *aside.unsure)]
    skips = [RowSkip(number, "no_data") for number in numbers[: len(aside.rows)]]
    return Rest(tuple(line.at for line in aside.rows), mended.skipping(skips), aside.notes(numbers, "line"))


def _is_in(numbers: np.ndarray[tuple[int], np.dtype[np.int64]], number: int) -> bool:
    place = int(np.searchsorted(numbers, number))
    return place < len(numbers) and int(numbers[place]) == number
