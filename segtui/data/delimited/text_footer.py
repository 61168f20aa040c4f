"""The footer of a delimited text file, found in its last records; and what the notes say of any footer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from segtui.data.delimited.dialect import DELIMITERS
from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.polars_scan import lazy_cells, told_apart, unused
from segtui.data.delimited.quotes import has_quotes
from segtui.data.delimited.text_head import Head
from segtui.data.delimited.tolerant_csv import split
from segtui.data.layout.footer import Footer, find_footer, said
from segtui.data.layout.table_start import HeadLine
from segtui.data.raw_table import InputFile
from segtui.data.types.blanks import BLANKS
from segtui.data.wording import counted, lines, names


def text_footer(place: InputFile, delimiter: str, head: Head, found: Survey) -> Footer:
    """The footer of a text file that was surveyed; one row at least is none."""
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


def about_footer(footer: Footer, number: Callable[[int], int], noun: str) -> tuple[str, ...]:
    """The notes about a footer; `number` makes the number of a line or row, which is its `noun`, of a Line's."""
    notes = []
    if footer.rows:
        told = [said(line) for line in footer.rows]
        where = lines([number(line.at) for line in footer.rows]).replace("line", noun)
        notes.append(
            f"{counted(len(told), 'row')} at the end left out because they are not data ({where}): {names(told)}."
        )
    for line in footer.unsure:
        notes.append(
            f"The last row ({noun} {number(line.at):,}) may be a total, but its values don't match the sums of the "
            f"rows above: it was kept ({names([said(line)])})."
        )
    return tuple(notes)
