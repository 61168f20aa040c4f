"""Reads the head of a text file: titles to pass over, the header, and how many cells a row has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.cells import split
from segtui.data.dialect import Layout
from segtui.data.header import column_names, has_header, numbered
from segtui.data.sentences import counted, names


@dataclass(frozen=True)
class Head:
    """The header's cells (none without a header), the record that the rows start with, and their cells.

    `usual` is the count of cells that most rows have, `width` the larger of that and the header's.
    """

    cells: tuple[str, ...] | None
    first_row: int
    width: int
    usual: int
    notes: tuple[str, ...] = ()


def read_head(records: Sequence[str], layout: Layout, header: bool | None = None) -> Head:
    """Look at the first records of a file, blank ones included; `header` says whether there is one, if known."""
    rows = [(at, split(text, layout.delimiter)) for at, text in enumerate(records) if text.strip()]
    titles = count_titles([cells for _, cells in rows], layout.width)
    rows = rows[titles:]
    at, first = rows[0]
    notes = titled(titles)
    if header is None:
        header = has_header([cells for _, cells in rows])
    if not header:
        names = "column_1" if layout.width == 1 else f"column_1 to column_{layout.width}"
        return Head(None, at, layout.width, layout.width, (*notes, f"No header was found: the columns are {names}."))
    usual = layout.width if len(rows) > 1 else len(first)
    named = len(first)
    while named > usual and not first[named - 1].strip():
        named -= 1
    width = max(named, usual)
    return Head(tuple(first[:width]), at + 1, width, usual, notes)


def repeated_headers(frame: pl.DataFrame, head: Head) -> list[int]:
    """The records after the header that say the same: files put together with their headers."""
    if head.cells is None:
        return []
    wanted = [cell.strip("\ufeff \t") for cell in head.cells] + [""] * (head.width - len(head.cells))
    rest = frame.columns[1:]
    suspects = frame.to_series(0).str.strip_chars("\ufeff \t").eq_missing(wanted[0] or None)
    if not suspects[head.first_row :].any():
        return []
    same = [
        pl.col(column).fill_null("").str.strip_chars() == cell for column, cell in zip(rest, wanted[1:], strict=True)
    ]
    rows = frame.with_row_index("\0record").filter(suspects).filter(pl.all_horizontal(pl.lit(True), *same))
    return [record for record in rows["\0record"].to_list() if record >= head.first_row]


def name_columns(frame: pl.DataFrame, head: Head) -> tuple[pl.DataFrame, list[str]]:
    """The frame with its column names; empty columns without a name at the end are those of a trailing delimiter."""
    if head.cells is None:
        return frame.rename(dict(zip(frame.columns, numbered(frame.width), strict=True))), []
    cells, width, notes = head.cells, frame.width, []
    while width > 1 and not "".join(cells[width - 1 :]).strip() and _is_empty(frame, width - 1):
        width -= 1
    if width < frame.width:
        notes.append("The rows end with a delimiter; the empty column after it was dropped.")
    elif len(cells) < width:
        notes.append(f"The header names {len(cells):,} columns, the rows have {width:,} cells.")
    if head.usual < width:
        notes.append(
            f"The header names {width:,} columns, most rows have {counted(head.usual, 'cell')}: there is nothing in "
            f"{names(cells[head.usual :])} there."
        )
    named = column_names(cells, width)
    kept = frame.select(frame.columns[:width])
    return kept.rename(dict(zip(kept.columns, named.names, strict=True))), [*notes, *named.notes]


def _is_empty(frame: pl.DataFrame, column: int) -> bool:
    return frame.to_series(column).null_count() == frame.height


def titled(titles: int) -> tuple[str, ...]:
    """The note about lines passed over above the header."""
    return (f"{counted(titles, 'line')} above the header passed over as a title.",) if titles else ()


def count_titles(rows: Sequence[Sequence[str]], width: int) -> int:
    """How many rows with one cell stand above a header of three or more."""
    above = 0
    while above < min(10, len(rows) - 1) and sum(bool(cell.strip()) for cell in rows[above]) == 1:
        above += 1
    is_header = above and width > 2 and len(rows[above]) >= width and has_header(rows[above:])
    return above if is_header else 0
