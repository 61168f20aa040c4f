"""The rows of a delimited text file that hold no record: its footer, and rows between the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.data.delimited.dialect import DELIMITERS
from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.polars_scan import drop_records, lazy_cells, told_apart, unused
from segtui.data.delimited.quotes import has_quotes
from segtui.data.delimited.repair.repaired_copy import RepairedCopy
from segtui.data.delimited.text_head import Head
from segtui.data.delimited.tolerant_csv import split
from segtui.data.layout.footer import Footer, find_footer, footer_note
from segtui.data.layout.rows_between import SAMPLE, Between
from segtui.data.layout.table_start import HeadLine
from segtui.data.raw.raw_table import InputFile
from segtui.data.raw.row_repairs import RowSkip
from segtui.data.types.cell_words import BLANKS
from segtui.language.listings import Place, line_numbers, quoted_name, some_names
from segtui.language.sentences import say, say_counted


def text_footer(place: InputFile, delimiter: str, head: Head, found: Survey) -> Footer:
    """The footer of a surveyed text file; at least one row is kept."""
    data = np.memmap(place.path, dtype=np.uint8, mode="r")
    last = []
    for record, start, end in zip(*(values.tolist() for values in found.last), strict=True):
        if record >= head.first_row:
            cells = _cells(data[start:end].tobytes().decode().rstrip("\r\n"), delimiter, head.width)
            last += [HeadLine(record, tuple(cells))] if any(cell.strip(BLANKS) for cell in cells) else []

    def column(j: int) -> pl.Series:
        with told_apart(place):
            cells = lazy_cells(place.path, delimiter or unused(place), head.width, has_quotes(place.path))
            return cells.select(str(j)).collect().to_series()[head.first_row :]

    return find_footer(last, head.width, column)


def _cells(line: str, delimiter: str, width: int) -> list[str]:
    """The cells of a line; by another delimiter, where it makes a whole row and the file's own makes none."""
    cells = split(line, delimiter)
    if len(cells) > 1 or width < 2:
        return cells
    return next((row for mark in DELIMITERS if len(row := split(line, mark)) == width), cells)


def about_footer(footer: Footer, number: Callable[[int], int], place: Place) -> tuple[str, ...]:
    """The notes about a footer; `number` makes the number of a line or row, in that `place`, of a Line's."""
    notes = []
    if footer.rows:
        told = [footer_note(line) for line in footer.rows]
        notes.append(
            say_counted(
                "{count:,} row at the end left out because it is not data ({where}): {rows}.",
                "{count:,} rows at the end left out because they are not data ({where}): {rows}.",
                len(told),
                where=line_numbers([number(line.at) for line in footer.rows], place=place),
                rows=some_names(told),
            )
        )
    for line in footer.unsure:
        notes.append(
            say(
                "The last row ({where}) may be a total, but its values don't match the sums of the rows above: it was "
                "kept ({row}).",
                where=line_numbers([number(line.at)], place=place),
                row=quoted_name(footer_note(line)),
            )
        )
    return tuple(notes)


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
