"""Find a text in the cells of a view, block by block, so that a long search never blocks the screen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from widgets.frame.view import FrameView

CELLS_A_BLOCK = 500_000
FIRST_ROWS = 2_048


def scan(
    view: FrameView, text: str, cell: tuple[int, int], backwards: bool = False
) -> Iterator[tuple[int, int] | None]:
    """Look for `text` from the cell (position, column) on in reading order, once around.

    Yields None after each block without a hit, then the hit and ends; ends without one if no cell holds the text.
    The start cell itself is looked at last. Letters match in either case; values are read as Polars writes them.
    """
    columns = view.frame.width
    if not text or not columns or not view.height:
        return
    origin = cell[0] * columns + cell[1]
    after, before = (cell[0], view.height), (0, cell[0] + 1)
    for lap, (start, stop) in enumerate((before, after) if backwards else (after, before)):
        for first, last in _blocks(start, stop, columns, backwards):
            hits = np.flatnonzero(matches(view.take(first, last, view.frame.columns), text)) + first * columns
            if backwards:
                hits = hits[hits >= origin] if lap else hits[hits < origin]
            else:
                hits = hits[hits <= origin] if lap else hits[hits > origin]
            if len(hits):
                position, column = divmod(int(hits[-1 if backwards else 0]), columns)
                yield position, column
                return
            yield None


def matches(block: pl.DataFrame, text: str) -> NDArray[np.bool_]:
    """Which cells hold `text` in any case: booleans, rows × columns."""
    found = np.zeros(block.shape, dtype=np.bool_)
    pattern = "(?i)" + pl.escape_regex(text)
    letters = set(text.lower())
    for number, column in enumerate(block.get_columns()):
        if not letters <= _alphabet(column.dtype, letters):
            continue
        found[:, number] = _texts(column).str.contains(pattern).fill_null(False).to_numpy()
    return found


def _alphabet(kind: pl.DataType, letters: set[str]) -> set[str]:
    """The characters that such a column is written in: its million numbers need no look for a text with others."""
    if kind.is_integer() or kind == pl.Date:
        return set("0123456789-")
    if kind.is_float():
        return set("0123456789-+.einfa")
    return set("truefals") if kind == pl.Boolean else letters


def _texts(column: pl.Series) -> pl.Series:
    if column.dtype.is_nested() or column.dtype in (pl.Object, pl.Binary):
        values = [None if value is None else str(value) for value in column.to_list()]
        return pl.Series(values, dtype=pl.String)
    return column.cast(pl.String)


def _blocks(start: int, stop: int, columns: int, backwards: bool) -> Iterator[tuple[int, int]]:
    most = max(CELLS_A_BLOCK // columns, 64)
    size = min(FIRST_ROWS, most)
    while start < stop:
        if backwards:
            yield max(stop - size, start), stop
            stop -= size
        else:
            yield start, min(start + size, stop)
            start += size
        size = min(size * 2, most)
