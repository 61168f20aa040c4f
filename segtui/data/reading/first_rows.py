"""The first rows of a large table, without reading the rest: of an address, or of a file that can be walked through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl

from segtui.data.addresses import is_address, names_files
from segtui.data.containers.parquet_arrow import damaged
from segtui.data.databases.table_address import parse, parts_of_name, quoted
from segtui.data.files.find_files import find_files
from segtui.data.raw.concat import stack
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses, Reader
from segtui.data.reader_registry import reader_of, readers
from segtui.data.reading.batches import Batches
from segtui.data.reading.detect_format import detect_format
from segtui.data.reading.read import places_of, read_one, table_of
from segtui.data.reading.source_paths import absolute
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.libraries.boundary import foreign, missing_libraries
from segtui.publishing.scratch import scratch

_BYTES = 16


def has_first_rows(source: Source, folder: Path) -> bool:
    """Whether the first rows of a source can be read without the rest."""
    if is_address(source.path):
        return _addresses(source.path, folder).first is not None
    return _walked(source, folder) is not None


def read_first_rows(source: Source, folder: Path, rows: int) -> Table:
    """The table of up to this many first rows of a source that `has_first_rows`; raises what `read` raises."""
    if is_address(source.path) and (known := _addresses(source.path, folder)).staged and known.first:
        source = source.model_copy(update={"path": known.first(absolute(source.path, folder), rows)})
    with _placed(source, folder) as places:
        found = _limited(places[0], source, rows) if places[0].address else _first_of(places, source, rows)
        return table_of(found, source, folder, places)


def read_beginning(source: Source, folder: Path, rows: int) -> Table:
    """The table of up to this many first rows of files of any format, which are read no further where that can be.

    Raises what `read` raises.
    """
    found, count, typed = list[pl.DataFrame](), 0, True
    with _placed(source, folder) as places, Batches(source, folder) as batches:
        for frame, is_typed in batches:
            found.append(frame)
            typed, count = typed and is_typed, count + frame.height
            if count >= rows:
                break
        empty = pl.DataFrame(schema=dict.fromkeys(batches.columns, pl.String))
        frame = pl.concat(found, how="vertical_relaxed").head(rows) if found else empty
        raw = Raw(frame, batches.format, typed=typed, repairs=batches.repairs, skips=batches.skips)
        return table_of(raw, source, folder, places)


def is_table(path: str) -> bool:
    """Whether a path is a file or a whole table, of which more is known than how many rows a query may have."""
    if not is_address(path):
        return True
    known = reader_of(path).addresses
    return known is not None and not known.staged and bool((asked := parse(path)).table and not asked.where)


def rows_about(source: Source, folder: Path) -> int | None:
    """About how many rows a source has, by what is known without reading them; None where nothing is."""
    if is_address(source.path):
        return _estimated(absolute(source.path, folder))
    reader = _walked(source, folder)
    if reader is None or reader.scan is None:
        return None
    rows = 0
    with _placed(source, folder) as places:
        for place in places:
            with foreign(damaged(place, reader.label)):
                rows += int(reader.scan(place).select(pl.len()).collect().item())
    return rows


@contextmanager
def _placed(source: Source, folder: Path) -> Iterator[list[InputFile]]:
    """The files or the address, with a workspace as long as it is needed."""
    with scratch() as workspace:
        yield places_of(source.path, folder, workspace, None)


def _addresses(path: str, folder: Path) -> Addresses:
    known = reader_of(absolute(path, folder)).addresses
    assert known is not None
    return known


def _walked(source: Source, folder: Path) -> Reader | None:
    """The reader of files that tell their rows without reading them, by their first bytes."""
    files = find_files(source.path, folder) if names_files(source.path) else []
    if not files or not all(file.is_file() for file in files):
        return None
    known = [reader for reader in readers().values() if reader.scan and reader.batches and reader.magic]
    first = _bytes_of(files[0])
    found = next((reader for reader in known if first.startswith(reader.magic)), None)
    return found if found and all(_bytes_of(file).startswith(found.magic) for file in files[1:]) else None


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_BYTES)


def _limited(place: InputFile, source: Source, rows: int) -> Raw:
    """The rows of an address, of which the database sends no more."""
    first = _addresses(place.address, Path()).first
    assert first is not None
    return read_one(InputFile(place.path, place.name, place.workspace, first(place.address, rows)), source)


def _first_of(places: Sequence[InputFile], source: Source, rows: int) -> Raw:
    """The rows of the files in order, of which none is opened once there are enough."""
    found = list[Raw]()
    for place in places:
        found.append(_begun(place, source, rows - sum(raw.frame.height for raw in found)))
        if sum(raw.frame.height for raw in found) >= rows:
            break
    return found[0] if len(found) == 1 else stack(found, [place.name for place in places[: len(found)]])


def _begun(place: InputFile, source: Source, rows: int) -> Raw:
    """The rows of a file, which is walked through no further."""
    reader, notes = detect_format(place)
    if reader.batches is None:
        whole = read_one(place, source)
        return replace(whole, frame=whole.frame.head(rows))
    part = reader.batches(place, source, rows)
    found: list[pl.DataFrame] = []
    with foreign(damaged(place, reader.label)):
        for frame in part.frames():
            found.append(frame)
            if sum(each.height for each in found) >= rows:
                break
    frame = pl.concat(found).head(rows) if found else pl.DataFrame(schema=dict.fromkeys(part.columns, pl.String))
    return Raw(frame, reader.format, typed=part.typed, notes=notes)


def _estimated(address: str) -> int | None:
    """The rows that a database expects of what is asked, or has in its list for a table."""
    reader = reader_of(address)
    known = reader.addresses
    if known is None or known.staged or missing_libraries(reader.libraries):
        return None
    asked = parse(address)
    if known.estimate is not None:
        return known.estimate(asked.connection(), asked.statement(known.quote or quoted)).rows
    if not asked.table or asked.where or known.tables is None:
        return None
    wanted = [part.casefold() for part in parts_of_name(asked.table)]
    named = ((parts_of_name(each.name), each.rows) for each in known.tables(asked.connection()))
    return next((rows for parts, rows in named if [part.casefold() for part in parts][-len(wanted) :] == wanted), None)
