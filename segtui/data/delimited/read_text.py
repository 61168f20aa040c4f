"""Reads CSV and its relatives: detects their format, then lets Polars read every cell as text."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polars as pl

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.non_data_rows import rows_between
from segtui.data.delimited.polars_scan import all_there, drop_records, scan_cells
from segtui.data.delimited.quotes import has_quotes
from segtui.data.delimited.repair.repaired_copy import RepairedCopy, damaged_rows
from segtui.data.delimited.sound_text import SoundText, sound_text
from segtui.data.delimited.text_head import name_columns, repeated_headers
from segtui.data.formula_guard import unguard
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.language.listings import line_numbers
from segtui.language.sentences import say, say_counted


def read_text(place: InputFile, source: Source) -> Raw:
    """A delimited text file as a frame of String columns, one row per record, every loss and repair in the notes.

    Encoding, delimiter and header are detected unless `source` gives them. Damaged rows are repaired in the most likely
    way or skipped, and reported, depending on `source.bad_rows`. Raises DataError where a byte does not fit, where too
    many rows can't be read, and for damage where it is to be an error.
    """
    text = sound_text(place, source)
    text, frame, found, left_out, about = _rows(text)
    frame, guarded = unguard(frame) if has_quotes(text.place.path, b"'") else (frame, ())
    return Raw(
        frame,
        "csv",
        encoding=text.encoding,
        delimiter=text.layout.delimiter,
        header=text.head.cells is not None,
        title_rows=text.head.title_rows,
        units=text.units,
        repairs=text.mended.repairs,
        skips=text.mended.skips,
        damaged=damaged_rows(text.mended, found, text.head.first_row, left_out),
        notes=(*text.notes, *about, *guarded),
    )


def _rows(text: SoundText) -> tuple[SoundText, pl.DataFrame, Survey, list[int], list[str]]:
    """The text evened, its rows, its survey, the records that made no row, and what else is to be told."""
    head = text.head
    with ThreadPoolExecutor(1) as threads:
        scanning = threads.submit(_scan, text)
        evened, found, verdict = text.evened()
        frame = scanning.result() if evened.place == text.place else _scan(evened)
    frame = all_there(frame, found.records, text.place)
    repeated = repeated_headers(frame, head)
    about = [_about_repeats(repeated, found, evened.mended)] if repeated else []
    rest = rows_between(
        [frame.lazy()], evened.mended, evened.delimiter, head, found, sorted([*verdict.left_out, *repeated])
    )
    evened = replace(evened, mended=rest.mended)
    left_out = sorted([*verdict.left_out, *repeated, *rest.records])
    frame = drop_records(frame, head.first_row, left_out)
    if not frame.height:
        raise DataError(
            say("the file has no rows, only a header") if head.cells else say("the file has no rows"),
            where=text.place.name,
        )
    frame, named = name_columns(frame, head)
    return evened, frame, found, left_out, [*about, *rest.notes, *named]


def _scan(text: SoundText) -> pl.DataFrame:
    return scan_cells(text.place, text.delimiter, text.head.width, has_quotes(text.place.path))


def _about_repeats(repeated: Sequence[int], found: Survey, mended: RepairedCopy) -> str:
    where = line_numbers([mended.lines.given(found.line(record)) for record in repeated[:5]], len(repeated))
    return say_counted(
        "The header is repeated {count:,} time among the rows; repeats dropped ({where}).",
        "The header is repeated {count:,} times among the rows; repeats dropped ({where}).",
        len(repeated),
        where=where,
    )
