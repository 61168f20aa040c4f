"""The rows of a source as parts, wherever they are, and a random sample of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.addresses import is_address
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import places_of, table_of
from segtui.data.reading.source_paths import asked_table, in_order_of_ids
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, column_formats
from segtui.errors import DataError, Fault, PlanError, SegtuiError
from segtui.language.sentences import Sentence, say, say_counted
from segtui.libraries.parts.row_parts import RowPart, parts_of, state_of
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import TypedRows
from segtui.pipeline.partitioned.preparing.parquet_in_place import parts_in_place
from segtui.publishing.parquet import write_parquet
from segtui.publishing.scratch import scratch

SAMPLE = 50_000
"""Rows that are looked at all at once: searched, scored, described."""


@dataclass(frozen=True)
class SourceParts:
    """`parts` of a source and how their rows are typed; `sample` has `drawn` (m, rising) of the rows."""

    parts: tuple[RowPart, ...]
    typed: TypedRows
    sample: Table
    drawn: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """The rows of all parts."""
        return sum(part.rows for part in self.parts)


def open_source(
    source: Source,
    folder: Path,
    spill: Path,
    workers: Workers,
    *,
    rows: int,
    seed: int,
    sample: int = SAMPLE,
    tick: Callable[[float], object] = lambda share: None,
) -> SourceParts:
    """The parts of a source, of about `rows` rows each; raises what reading it raises.

    `tick` hears the share of the parts from which the sample was drawn.

    Parquet is read where it lies. What else there is, is read once, batch by batch, and kept typed in `spill`: a column
    has the kind that its cells have in the sample, and decimals wherever a cell of any row has some.
    """
    _refuse_to_keep(source)
    with ExitStack() as stack:
        workspace = stack.enter_context(scratch())
        places = places_of(source.path, folder, workspace, None)
        if (in_place := parts_in_place(places, rows)) is not None:
            raw, parts = in_place
        else:
            raw, kept = _kept(source, folder, spill, rows)
            parts = parts_of(kept, rows)
        table, drawn = _sampled(raw, source, folder, places, parts, (sample, seed), tick)
        asked = asked_table(source, folder, raw) if raw.fingerprint else None
        if asked is not None:
            table = replace(table, asked=replace(asked, rows=sum(part.rows for part in parts)))
    words = tuple(null_words(source.nulls))
    typed = TypedRows(table.id, bool(table.made_id()), column_formats(table.reading), words, raw.typed)
    if raw.typed:
        return SourceParts(tuple(parts), typed, table, drawn)
    parts, typed, unread = _typed(parts, typed, spill, workers)
    table = _retyped(table, typed)
    told = replace(table.reading, notes=(*table.reading.notes, *map(_left_empty, unread.items())))
    return SourceParts(tuple(parts), typed, replace(table, reading=told), drawn)


def _refuse_to_keep(source: Source) -> None:
    """Raise PlanError for rows of a database that a run is to keep, which have to be in memory for that."""
    if is_address(source.path) and "snapshot=keep" in source.path.partition("?")[2].split("&"):
        fix = say('snapshot = "hash", or no parts in [engine]')
        raise PlanError([Fault("source.snapshot", say("rows that are worked through in parts are not kept"), fix)])


def _kept(source: Source, folder: Path, spill: Path, rows: int) -> tuple[Raw, list[Path]]:
    """The rows as they are read, kept as Parquet files of about `rows` rows, and what was odd about them."""
    files: list[Path] = []
    ordered = in_order_of_ids(source, folder)
    seen = hashlib.sha256() if ordered is not source else None
    with _named(ordered.path, source.path), Batches(ordered, folder, rows=min(rows, 200_000)) as batches:
        typed, waiting, count = True, list[pl.DataFrame](), 0
        for number, (frame, is_typed) in enumerate(batches):
            typed = typed and is_typed
            if seen is not None:
                seen.update(frame.write_csv(include_header=not number).encode())
            waiting.append(frame.select(batches.columns))
            count += frame.height
            if count >= rows:
                files.append(_written(waiting, spill / "raw", len(files)))
                waiting, count = [], 0
        if count:
            files.append(_written(waiting, spill / "raw", len(files)))
        if not files:
            raise DataError(say("the file has no rows"), where=source.path)
        raw = Raw(
            pl.DataFrame(),
            batches.format,
            typed=typed,
            repairs=batches.repairs,
            skips=batches.skips,
            fingerprint=seen.hexdigest() if seen is not None else "",
        )
    return raw, files


@contextmanager
def _named(asked: str, path: str) -> Iterator[None]:
    """Errors of the statement that is `asked` by the `path` that stands in the plan."""
    try:
        yield
    except SegtuiError as error:
        if error.where != asked or asked == path:
            raise
        raise type(error)(error.what, where=path, fix=error.fix) from error


def _written(frames: Sequence[pl.DataFrame], folder: Path, number: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{number:06d}.parquet"
    write_parquet(pl.concat(frames, how="vertical_relaxed"), file, compression="lz4", statistics=False)
    return file


def _sampled(
    raw: Raw,
    source: Source,
    folder: Path,
    places: Sequence[InputFile],
    parts: Sequence[RowPart],
    drawing: tuple[int, int],
    tick: Callable[[float], object],
) -> tuple[Table, NDArray[np.int64]]:
    """A table of as many rows as `drawing` says, drawn from all parts with its seed, each as likely, in their order;
    and which they are."""
    total = sum(part.rows for part in parts)
    drawn = drawn_rows(total, *drawing)
    edges = np.searchsorted(drawn, [*(part.before for part in parts), total])
    frames = list[pl.DataFrame]()
    for part, first, last in zip(parts, edges[:-1], edges[1:], strict=True):
        if last > first:
            frames.append(part.frame(raw.frame.columns or None)[drawn[first:last] - part.before])
        tick((part.before + part.rows) / max(total, 1))
    frame = pl.concat(frames, how="vertical_relaxed") if frames else raw.frame
    table = table_of(replace(raw, frame=frame), source, folder, places)
    if table.made_id():
        numbers = pl.Series(table.id, drawn + 1, dtype=pl.Int64)
        table = replace(table, frame=table.frame.with_columns(numbers))
    return replace(table, reading=replace(table.reading, rows_read=total)), drawn


def drawn_rows(total: int, sample: int, seed: int) -> NDArray[np.int64]:
    """Which of this many rows are in a sample of a size (m, rising), each as likely."""
    if sample >= total:
        return np.arange(total)
    return np.sort(np.random.default_rng(seed).choice(total, sample, replace=False, shuffle=False))


def _typed(
    parts: Sequence[RowPart], typed: TypedRows, spill: Path, workers: Workers
) -> tuple[list[RowPart], TypedRows, dict[str, int]]:
    """The parts with the types of the run, kept as files, how they are read from now on, and the unread cells."""
    while wider := set().union(*workers.map(_with_decimals, parts, typed)):
        forms = tuple(replace(form, kind="number") if form.name in wider else form for form in typed.forms)
        typed = replace(typed, forms=forms)
    folder = spill / "typed"
    folder.mkdir(parents=True, exist_ok=True)
    files, unread = list[str](), dict[str, int]()
    for file, more in workers.map(partial(_write_typed, folder=str(folder)), parts, typed):
        files.append(file)
        unread |= {name: unread.get(name, 0) + count for name, count in more.items()}
    for part in parts:
        Path(part.file).unlink(missing_ok=True)
    made = [replace(part, file=f, first=0, state=state_of(f)) for part, f in zip(parts, files, strict=True)]
    forms = tuple(ColumnFormat(form.name, form.kind) for form in typed.forms)
    in_order = {form.name: unread[form.name] for form in forms if form.name in unread}
    return made, replace(typed, forms=forms, is_typed=True), in_order


def _left_empty(unread: tuple[str, int]) -> Sentence:
    return say_counted(
        "Of all rows, {count:,} cell of {column} was not readable as what the rest of the column is, and is empty.",
        "Of all rows, {count:,} cells of {column} were not readable as what the rest of the column is, and are empty.",
        unread[1],
        column=unread[0],
    )


def _with_decimals(part: RowPart, typed: TypedRows) -> set[str]:
    """The columns of whole numbers of which this part has cells with decimals."""
    whole = [form.name for form in typed.forms if form.kind == "integer"]
    frame = replace(typed, forms=tuple(f for f in typed.forms if f.name in whole), made=False).read(part)
    return {name for name in whole if frame.get_column(name).dtype != pl.Int64}


def _write_typed(part: RowPart, typed: TypedRows, folder: str) -> tuple[str, dict[str, int]]:
    file = Path(folder) / f"{part.number:06d}.parquet"
    frame, unread = replace(typed, made=False).frame_and_unread(part)
    write_parquet(frame, file, compression="lz4", statistics=False)
    return str(file), unread


def _retyped(table: Table, typed: TypedRows) -> Table:
    """The sample with the types that all rows have."""
    kinds = {form.name: form.kind for form in typed.forms}
    columns = tuple(replace(c, kind=kinds.get(c.name, c.kind)) for c in table.reading.columns)
    wider = [c.name for c in columns if c.kind == "number" and table.frame.schema[c.name] == pl.Int64]
    frame = table.frame.with_columns(table.frame.get_column(name).cast(pl.Float64) for name in wider)
    return replace(table, frame=frame, reading=replace(table.reading, columns=columns))
