"""Reads a source of any format into one table, with its id column and how it was read."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from segtui.data.addresses import STANDARD_INPUT, is_address, names_files
from segtui.data.databases.table_address import with_columns
from segtui.data.files.compression import blocks_of, save, unpack
from segtui.data.files.find_files import find_files, unreadable
from segtui.data.identifiers.ids import find_id
from segtui.data.layout.column_names import plain_names
from segtui.data.raw.concat import stack
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.raw.row_repairs import LISTED
from segtui.data.reader_registry import reader_of
from segtui.data.reading.detect_format import detect_format, with_libraries
from segtui.data.reading.reader_settings import refuse_foreign
from segtui.data.reading.source_paths import absolute, asked_table, fingerprints
from segtui.data.source import Source
from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.data.types.column_format import ColumnFormat
from segtui.data.types.infer_types import Typed
from segtui.data.types.intact_types import type_intact
from segtui.data.types.native_types import describe_typed
from segtui.data.types.plain_ids import is_named_id, rounded, with_plain_ids
from segtui.data.types.typed_column import about_column, as_text
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.language.sentences import Sentence, say, say_counted
from segtui.publishing.paths import expand_home
from segtui.publishing.scratch import scratch


def read(
    source: Source,
    folder: Path,
    *,
    stdin: BinaryIO | None = None,
    known: Sequence[ColumnFormat] = (),
    only: Collection[str] | None = None,
) -> Table:
    """Read what `source.path` means: files, standard input (`-`) or an address; a relative path starts at `folder`.

    The format comes from the name and the first bytes. Cells of text formats are understood as numbers, dates and
    booleans; the types of Parquet and Arrow are kept. `stdin` stands in for standard input. In the reading, `files`
    are paths that can be opened as they are (none for standard input and addresses), `rows_read` is the height of the
    frame. `known` are the column formats of an earlier table, with which text is then parsed. Of a format that has its
    columns apart and typed, columns that are not among `only` may be left unread.
    Raises DataError for anything wrong with the data, PlanError for a `source.id` that is not a column of it,
    ResourceError when the disk for temporary copies is full.
    """
    with scratch() as workspace:
        places = places_of(source.path, folder, workspace, stdin, only)
        raw = stack([read_one(place, source, only) for place in places], [place.name for place in places])
    asked = asked_table(source, folder, raw) if is_address(source.path) else None
    table = table_of(raw, source, folder, places, known)
    return replace(table, asked=asked, kept=raw if asked and asked.keep else None)


def table_of(
    raw: Raw, source: Source, folder: Path, places: Sequence[InputFile], known: Sequence[ColumnFormat] = ()
) -> Table:
    """The table of what was read from the places of a source; raises what `read` raises."""
    if not raw.frame.height or not raw.frame.width:
        what = say("the table has no rows") if is_address(source.path) else say("the file has no rows")
        raise DataError(what, where=source.path)
    lost = {
        c.name: rounded(c, sheet=raw.format == "xlsx")
        for c in raw.frame.get_columns()
        if is_named_id(c.name, source.id)
    }
    raw, given = (
        replace(raw, frame=raw.frame.clear()),
        [raw.frame],
    )  # popped, so that the text is freed while it is typed
    typed = _as_they_are(given.pop()) if raw.typed else type_intact(given.pop(), source, raw.damaged, known)
    typed = _with_plain_ids(typed, source.id, lost)
    frame, row_id = _with_id(typed.frame, source)
    files = tuple(str(place.path) for place in places) if names_files(source.path) else ()
    held = _held(source, folder, raw, places) if is_address(source.path) else {}
    reading = _reading(source, raw, typed, files)
    return Table(frame, row_id, replace(reading, path=places[0].pinned or source.path, fingerprints=held))


def _held(source: Source, folder: Path, raw: Raw, places: Sequence[InputFile]) -> dict[str, str]:
    """What an address holds, of these very rows where its reader says so."""
    if states := {place.name: place.state for place in places if place.state}:
        return states
    if not raw.fingerprint:
        return fingerprints(source, folder)
    address = absolute(source.path, folder)
    return {with_columns(address, raw.frame.columns) if raw.left else address: raw.fingerprint}


def places_of(
    path: str, folder: Path, workspace: Path, stdin: BinaryIO | None, only: Collection[str] | None = None
) -> list[InputFile]:
    """The files that a path or glob means, or an address; what can be read only once is kept in the workspace.

    Of what is staged from a store, columns that are not among `only` may be left out.
    """
    if path == STANDARD_INPUT:
        return [_stream(stdin or sys.stdin.buffer, "standard input", workspace)]
    if is_address(path):
        place = InputFile(workspace, path, workspace, absolute(path, folder))
        reader = reader_of(place.address)
        if reader.addresses is None or reader.addresses.staged is None:
            return [place]
        with_libraries(reader, place)
        return reader.addresses.staged.files(place, only)
    places = []
    for file in find_files(path, folder):
        name = os.path.relpath(file, folder) if not expand_home(path).is_absolute() else str(file)
        try:
            if file.is_file():
                file.open("rb").close()
                places.append(InputFile(file, name, workspace))
            else:
                with file.open("rb") as stream:
                    places.append(_stream(stream, name, workspace))
        except OSError as error:
            raise unreadable(error, name) from error
    return places


def _stream(stream: BinaryIO, name: str, workspace: Path) -> InputFile:
    """What can be read only once is kept in the workspace."""
    place = InputFile(workspace, name, workspace)
    return place.at(save(blocks_of(stream), place.copy("stream"), name))


def read_one(place: InputFile, source: Source, only: Collection[str] | None = None) -> Raw:
    """One file in its format's types, before its text is parsed; see `read` for `only`."""
    try:
        reader, notes = detect_format(place := unpack(place))
        refuse_foreign(source, reader)
        some = reader.some if only is not None else None
        assert reader.read is not None
        raw = some(place, only or ()) if some else reader.read(replace(place, only=only), source)
    except OSError as error:
        raise unreadable(error, place.name) from error
    named = plain_names(raw.frame.columns)
    raw.frame.columns = list(named.names)
    return replace(raw, left=(*place.left, *raw.left)).noting((*notes, *named.notes))


def _as_they_are(frame: pl.DataFrame) -> Typed:
    """The types that the file gives, text untouched."""
    columns = [as_text(cells) if cells.dtype == pl.String else describe_typed(cells) for cells in frame]
    notes = tuple(about_column(column.reading.name, note) for column in columns for note in column.notes)
    typed = pl.DataFrame([column.values for column in columns]).rechunk()
    return Typed(typed, tuple(column.reading for column in columns), "", notes)


def _with_plain_ids(typed: Typed, id: str | None, lost: dict[str, int]) -> Typed:
    """Ids without decimals and exponents; those that `lost` digits are counted and noted by column."""
    frame, columns, notes = with_plain_ids(typed.frame, typed.columns, id)
    for name, count in lost.items():
        if count:
            notes = (*notes, about_column(name, _lost_digits(count)))
    columns = tuple(replace(c, rounded=lost.get(c.name, 0)) for c in columns)
    return replace(typed, frame=frame, columns=columns, notes=(*typed.notes, *notes))


def _lost_digits(count: int) -> Sentence:
    return say_counted(
        "has {count:,} cell such as 1.23E+12 or beyond 15 digits, of which a program kept only the first digits: "
        "different ids may have become equal",
        "has {count:,} cells such as 1.23E+12 or beyond 15 digits, of which a program kept only the first digits: "
        "different ids may have become equal",
        count,
    )


def _with_id(frame: pl.DataFrame, source: Source) -> tuple[pl.DataFrame, str]:
    """The id named in the plan, else the column that looks like one, else an added row number."""
    if source.id is not None:
        if source.id not in frame.columns:
            raise PlanError(
                [Fault("source.id", say('there is no column "{id}"', id=source.id), nearest(source.id, frame.columns))]
            )
        return frame, source.id
    if (found := find_id(frame)) is not None:
        return frame, found
    name, count = "row", 0
    while name in frame.columns:
        count += 1
        name = f"row_{count}"
    numbers = pl.Series(name, range(1, frame.height + 1), dtype=pl.Int64)
    return frame.insert_column(0, numbers), name


def _reading(source: Source, raw: Raw, typed: Typed, files: Sequence[str]) -> ReadReport:
    return ReadReport(
        path=source.path,
        files=tuple(files),
        format=raw.format,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        decimal=typed.decimal,
        header=raw.header,
        title_rows=raw.title_rows,
        rows_read=typed.frame.height,
        rows_skipped=raw.rows_skipped,
        rows_repaired=raw.rows_repaired,
        repairs=raw.repairs[:LISTED],
        skips=raw.skips[:LISTED],
        columns=tuple(_with_unit(column, raw.units) for column in typed.columns),
        left=raw.left,
        notes=tuple(Sentence("{note:sentence}", {"note": note}) for note in (*raw.notes, *typed.notes)),
    )


def _with_unit(column: ColumnReading, units: Mapping[str, str]) -> ColumnReading:
    """A column of numbers with the unit that stands under its name, where its cells have none."""
    unit = units.get(column.name, "") if column.kind in ("integer", "number") else ""
    return replace(column, unit=unit) if unit and not column.unit else column
