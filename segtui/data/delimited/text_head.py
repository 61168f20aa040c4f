"""Reads the head of a text file: titles to skip, the header, and the number of cells in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from segtui.data.delimited.dialect import Layout
from segtui.data.delimited.tolerant_csv import split
from segtui.data.layout.column_names import column_names, hollow, lacks_first_name, numbered
from segtui.data.layout.table_start import HeadLine, Top, find_top
from segtui.data.types.cell_words import BLANKS
from segtui.language.listings import Place, line_numbers, some_names
from segtui.language.sentences import Sentence, say, say_counted
from segtui.libraries.columns import col, cols


@dataclass(frozen=True)
class Head:
    """The header's cells (none without a header), the record that the rows start with, and their cells.

    `names` are the columns' names, groups of columns put before them. `usual` is the count of cells that most rows
    have, `width` the larger of that and the header's. `title_rows` records stand above the header. `units` has the
    unit, by column from 0, that a row under the header gives. `fewest` cells are enough for a row where programs leave
    out empty ones at its end; 0 where all rows should be whole.
    """

    cells: tuple[str, ...] | None
    first_row: int
    width: int
    usual: int
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    title_rows: int = 0
    units: tuple[tuple[int, str], ...] = ()
    fewest: int = 0


def read_head(
    records: Sequence[str], layout: Layout, header: bool | None = None, title_rows: int | None = None
) -> Head:
    """Look at the first records of a file, blank ones included; `header` and `title_rows` say what is known about them.

    Raises DataError if nothing is left below the `title_rows`.
    """
    rows = [HeadLine(at, tuple(split(text, layout.delimiter))) for at, text in enumerate(records) if text.strip()]
    rows = [line for line in rows if any(cell.strip(BLANKS) for cell in line.cells)] or rows
    top = find_top(rows, layout.width, header, title_rows)
    notes = about_top(top, "line")
    if top.titles:
        layout = replace(layout, width=_usual(rows, top.first_row))
    if top.names is None:
        notes = (*notes, _no_header(layout.width))
        return Head(None, top.first_row, layout.width, layout.width, notes, title_rows=top.titles)
    all_names, usual = top.names, layout.width if len(rows) > 1 else len(top.names)
    if lacks_first_name(all_names, [line.cells for line in rows if line.at >= top.first_row], usual):
        all_names = ("", *all_names)
        notes = (*notes, say("The header has no name for the first column, which counts the rows."))
    named = len(all_names)
    while named > usual and not all_names[named - 1].strip(BLANKS):
        named -= 1
    width = max(named, usual)
    return Head(top.cells[:width], top.first_row, width, usual, notes, all_names[:width], top.titles, top.under.units)


def _usual(rows: Sequence[HeadLine], first_row: int) -> int:
    """The count of cells that most rows from `first_row` on have."""
    counts = Counter(len(line.cells) for line in rows if line.at >= first_row)
    return max(counts, key=lambda count: (counts[count], count), default=len(rows[-1].cells))


def repeated_headers(frame: pl.DataFrame, head: Head) -> list[int]:
    """The records that repeat the header, as in files concatenated with their headers."""
    if head.cells is None:
        return []
    wanted = [cell.strip("\ufeff \t").lower() for cell in head.cells] + [""] * (head.width - len(head.cells))
    rest = frame.columns[1:]
    suspects = frame.to_series(0).str.strip_chars("\ufeff \t").str.to_lowercase().eq_missing(wanted[0] or None)
    if not suspects[head.first_row :].any():
        return []
    same = [
        col(column).fill_null("").str.strip_chars().str.to_lowercase() == cell
        for column, cell in zip(rest, wanted[1:], strict=True)
    ]
    rows = frame.with_row_index("\0record").filter(suspects).filter(pl.all_horizontal(pl.lit(True), *same))
    return [record for record in rows["\0record"].to_list() if record >= head.first_row]


def name_columns(frame: pl.DataFrame, head: Head) -> tuple[pl.DataFrame, list[str]]:
    """The frame with its column names; empty columns without a name at the end are those of a trailing delimiter."""
    if head.cells is None:
        return frame.rename(dict(zip(frame.columns, numbered(frame.width), strict=True))), []
    cells, width, notes = head.names, frame.width, []
    while width > 1 and not "".join(cells[width - 1 :]).strip() and _is_empty(frame, width - 1):
        width -= 1
    if width < frame.width:
        notes.append(say("The rows end with a delimiter; the empty column after it was dropped."))
    elif len(cells) < width:
        notes.append(
            say_counted(
                "The header names {count:,} column, the rows have {width:,} cells.",
                "The header names {count:,} columns, the rows have {width:,} cells.",
                len(cells),
                width=width,
            )
        )
    if head.usual < min(width, len(cells)):
        notes.append(
            say_counted(
                "The header names {width:,} columns, most rows have {count:,} cell: they have nothing in {columns}.",
                "The header names {width:,} columns, most rows have {count:,} cells: they have nothing in {columns}.",
                head.usual,
                width=width,
                columns=some_names(cells[head.usual :]),
            )
        )
    kept = frame[frame.columns[:width]]
    empty, dropped = hollow(kept, cells)
    named = column_names(cells, width, dropped=empty)
    kept = kept.rename(dict(zip(kept.columns, named.names, strict=True)))
    return kept.drop(cols(named.names[j] for j in empty)), [*notes, *dropped, *named.notes]


def _no_header(width: int) -> Sentence:
    if width == 1:
        return say("No header was found; the columns are {first}.", first="column_1")
    return say("No header was found; the columns are {first} to {last}.", first="column_1", last=f"column_{width}")


def _is_empty(frame: pl.DataFrame, column: int) -> bool:
    return frame.to_series(column).null_count() == frame.height


def about_top(top: Top, place: Place) -> tuple[str, ...]:
    """The notes about what is above and below the header, by line or row."""
    notes = []
    if top.titles:
        said = [text if len(text) <= 40 else f"{text[:39]}…" for text in top.passed if text]
        skipped = _title_rows(top.titles, place)
        notes.append(say("{skipped}: {titles}.", skipped=skipped, titles=some_names(said)) if said else skipped)
    if top.grouped:
        notes.append(say("The header has more than one row: group names were put before column names."))
    under = top.under
    where = line_numbers([at + 1 for at in under.at], place=place) if under.at else ""
    if under.units:
        units = some_names([f"{top.names[j]}: {unit}" for j, unit in under.units if top.names and j < len(top.names)])
        notes.append(
            say(
                "Units below the header were recognized instead of read as values ({where}): {units}.",
                where=where,
                units=units,
            )
        )
    if under.labels:
        notes.append(
            say(
                "Rows without values below the header were left out ({where}): {rows}.",
                where=where,
                rows=some_names(under.labels),
            )
        )
    elif under.at and not under.units:
        notes.append(_rows_between(len(under.at), place, where))
    return tuple(notes)


def _title_rows(count: int, place: Place) -> Sentence:
    if place == "line":
        return say_counted(
            "{count:,} line above the header skipped as a title",
            "{count:,} lines above the header skipped as a title",
            count,
        )
    return say_counted(
        "{count:,} row above the header skipped as a title", "{count:,} rows above the header skipped as a title", count
    )


def _rows_between(count: int, place: Place, where: str) -> Sentence:
    if place == "line":
        return say_counted(
            "{count:,} line between the header and the values left out ({where}).",
            "{count:,} lines between the header and the values left out ({where}).",
            count,
            where=where,
        )
    return say_counted(
        "{count:,} row between the header and the values left out ({where}).",
        "{count:,} rows between the header and the values left out ({where}).",
        count,
        where=where,
    )
