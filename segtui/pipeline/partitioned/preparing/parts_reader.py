"""Reads the tables of a run over parts: a sample of the customers, and large tables of features divided by id."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from segtui.data.addresses import STANDARD_INPUT
from segtui.data.reading.read_in_parts import Parting, parts_by_id
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.features.maker import Derived, MakerNote
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import Sentence, say
from segtui.libraries.boundary import data
from segtui.libraries.columns import col, cols
from segtui.libraries.parts.row_parts import RowPart, parts_of
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.extent import extent_of
from segtui.pipeline.partitioned.preparing.cleaned_parts import KeptRows, TypedRows
from segtui.pipeline.partitioned.preparing.profile_parts import profile_parts
from segtui.pipeline.partitioned.preparing.source_parts import SourceParts, drawn_rows, open_source
from segtui.pipeline.preparing.table_reader import Columns, TableReader
from segtui.plan.model import Plan
from segtui.profiling.profile import Profile
from segtui.publishing.parquet import write_parquet
from segtui.publishing.scratch import HeldFolder

_LARGE = 2**28
"""Bytes in memory from which a table of features is divided."""
_HEAD = 1_000


@dataclass(frozen=True)
class PartsOpening:
    """How tables are opened in parts: of `rows` rows, kept in `spill`; the `sample` has this many rows, by a seed."""

    spill: Path
    workers: Workers
    rows: int
    seed: int
    sample: int
    tick: Tick

    def source(self, source: Source, folder: Path, name: str = "") -> SourceParts:
        """The parts of a source, what is kept of it in a folder of this name; raises what reading it raises."""
        spill = self.spill / name
        return open_source(source, folder, spill, self.workers, rows=self.rows, seed=self.seed, sample=self.sample)

    def made(self, made: Derived) -> CustomerParts:
        """The parts of customers that a maker has made."""
        place = self.spill / "customers"
        place.mkdir(parents=True, exist_ok=True)
        file = place / "000000.parquet"
        write_parquet(made.frame, file, compression="lz4", statistics=False, row_group_size=min(self.rows, 100_000))
        drawn = drawn_rows(made.frame.height, self.sample, self.seed)
        return CustomerParts(tuple(parts_of([file], self.rows)), KeptRows(made.id), made.frame[drawn])


@dataclass(frozen=True)
class CustomerParts:
    """Who is clustered: `parts` of all rows and how they are seen, and a `sample` of them."""

    parts: tuple[RowPart, ...]
    view: TypedRows | KeptRows
    sample: pl.DataFrame

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(part.rows for part in self.parts)


class PartsReader(TableReader):
    """A reader whose customers are a sample: of the plan's source, or of what its first maker makes of a table.

    Large tables of features are divided on the disk, each part with all rows of its ids.
    """

    keeps_parts = True

    def __init__(self, plan: Plan, folder: Path, opening: PartsOpening, reader: TableReader) -> None:
        self._plan, self._opening, self._reader = plan, opening, reader
        self.source = _told(opening.source(plan.source, folder)) if plan.source else None
        """The parts of the plan's source, where it has one."""
        self._profiled = self.source
        self._made: CustomerParts | None = None
        self._odd = set[Source]()

    @property
    def customers(self) -> CustomerParts:
        """The customers, who are known by now."""
        if self.source is not None:
            return CustomerParts(self.source.parts, self.source.typed, self.source.sample.frame)
        assert self._made is not None
        return self._made

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The sample, or another table as a whole; one that should have been divided says why it is not."""
        if self.source is not None and source == self._plan.source:
            return self.source.sample
        table = self._reader.table(source, folder, stdin, only)
        if not _is_large(source, folder):
            return table
        told = _why_whole(source, is_odd=source in self._odd)
        return replace(table, reading=replace(table.reading, notes=(*table.reading.notes, told)))

    def in_parts(self, source: Source, folder: Path, by: Parting, only: Columns) -> Table | None:
        """A large table of features in parts on the disk; None where it is small, or its cells depend on others."""
        if (found := self._reader.in_parts(source, folder, by, only)) or not _is_large(source, folder):
            return found
        name = f"table-{len(list(self._opening.spill.glob('table-*')))}"
        opened = self._opening.source(source, folder, name)
        rows = _scan(opened)
        if not by.fits(rows):
            self._odd.add(source)
            return None
        held = HeldFolder.at(self._opening.spill / f"{name}-by-id")
        parts = parts_by_id(rows, by, opened.rows, held, data(say("its rows can't be divided"), source.path))
        if only is None:
            self._profiled = opened
        else:
            shutil.rmtree(self._opening.spill / name, ignore_errors=True)
        return replace(opened.sample, frame=opened.sample.frame.head(_HEAD), parts=parts)

    def profile(self, table: Table) -> Profile:
        """The profile of all rows of the first table."""
        if self._profiled is None:
            return self._reader.profile(table)
        return profile_parts(self._opening.workers, self._profiled, self._opening.spill, self._opening.tick)

    def derived(self, maker: TableMaker, table: Table) -> Derived:
        """The features that a maker makes; of the one that the customers come from, a sample."""
        made = self._reader.derived(maker, table)
        if self.source is not None or self._made is not None:
            return made
        self._made = self._opening.made(made)
        told = _larger(self._made.rows, self._made.sample.height)
        return replace(made, frame=self._made.sample, remarks=(*made.remarks, MakerNote(told)))


def _told(opened: SourceParts) -> SourceParts:
    """A source whose sample says that it is one."""
    reading = opened.sample.reading
    told = (*reading.notes, _larger(opened.rows, len(opened.drawn)))
    return replace(opened, sample=replace(opened.sample, reading=replace(reading, notes=told)))


def _larger(rows: int, sample: int) -> Sentence:
    return say(
        "In parts: {rows:,} rows are worked through one part after the other. Cleaning and scales are learned from all "
        "of them; the search, its indices and the descriptions look at {sample:,} rows drawn at random.",
        rows=rows,
        sample=sample,
    )


def _is_large(source: Source, folder: Path) -> bool:
    """Whether a table is to be divided; one of which nobody says how large it is, is."""
    if source.path == STANDARD_INPUT:
        return False
    extent = extent_of(source, folder)
    return extent is None or extent.bytes >= _LARGE


def _scan(opened: SourceParts) -> pl.LazyFrame:
    """All rows of a source in the types that they are kept in."""
    names = [form.name for form in opened.typed.forms]
    files = {part.file: part.casts for part in opened.parts}
    scans = [
        pl.scan_parquet(file, glob=False).select(cols(names)).with_columns(col(n).cast(d) for n, d in casts)
        for file, casts in files.items()
    ]
    return pl.concat(scans) if len(scans) > 1 else scans[0]


def _why_whole(source: Source, *, is_odd: bool) -> Sentence:
    if is_odd:
        return say(
            "{file} is read as a whole, in memory: among its ids, dates or amounts are some that only the others of "
            "their column explain, such as 12.0 for the id 12, placeholder dates or infinite numbers.",
            file=source.path,
        )
    return say(
        "{file} is read as a whole, in memory: an amount that looks at other rows, or different ids for one table, "
        "can't be worked out part by part.",
        file=source.path,
    )
