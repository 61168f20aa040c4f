"""Column widths and number formats from a sample of the rows, so that opening costs the same for any height."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from rich.cells import cell_len
from rich.text import Text

from widgets.frame.cells import CellWriter, Format, Glyphs, Plain, writer
from widgets.frame.column_layout import FrameColumns, sampled_width

CELLS = 2_400
FIRST_ROWS = 50


def fit_columns(
    frame: pl.DataFrame,
    formats: Mapping[str, Format],
    glyphs: Glyphs,
    plain: Plain | None = None,
    heading: Callable[[str], str] = str,
) -> tuple[FrameColumns, list[CellWriter]]:
    """Widths and writers for every column, from the first rows and some spread evenly over the rest."""
    sample = frame.select(pl.all().gather(sampled_rows(frame.height, frame.width))) if frame.width else frame
    writers = [writer(column, formats.get(column.name), plain, heading) for column in sample.get_columns()]
    widths = [
        fitted_width(column, column_writer, glyphs)
        for column, column_writer in zip(sample.get_columns(), writers, strict=True)
    ]
    return FrameColumns(frame.columns, widths), writers


def fitted_width(column: pl.Series, written: CellWriter, glyphs: Glyphs) -> int:
    """The width in cells that shows the name and every value of `column`, within the limits of a column."""
    texts = (written.text(value, glyphs) for value in written.values(column))
    cells = (text.cell_len if isinstance(text, Text) else cell_len(text) for text in texts)
    return sampled_width(cell_len(written.name(column.name, glyphs)), cells)


def sampled_rows(height: int, width: int) -> list[int]:
    """Which rows to look at: fewer the more columns there are."""
    most = min(max(CELLS // max(width, 1), 8), height)
    first = min(FIRST_ROWS, (most + 1) // 2)
    spread = np.linspace(first, height - 1, most - first).astype(int).tolist() if most > first else []
    return [*range(first), *spread]
