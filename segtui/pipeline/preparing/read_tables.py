"""Reads the tables of a plan: its customers, those that features come from, and those of its cohort tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from segtui.data.addresses import STANDARD_INPUT
from segtui.data.reading.read_in_parts import Parting
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import Fault, PlanError
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.pipeline.preparing.table_reader import Columns, TableReader
from segtui.pipeline.progress import Listener, tell_rows
from segtui.plan.model import Plan
from segtui.segments.cohorts.cohort import Cohort


class TellingNotes:
    """Notes of a run. Forwards each note as soon as it is known, and keeps it for the report."""

    def __init__(self, listener: Listener, notes: Iterable[str] = ()) -> None:
        self.listener = listener
        self.notes = list(notes)

    def tell(self, notes: Iterable[str]) -> None:
        """Tell those that were not told before: makers that read one table have some in common."""
        for note in dict.fromkeys(notes):
            if note not in self.notes:
                self.notes.append(note)
                self.listener.note(note)


def read_tables(
    plan: Plan, folder: Path, notes: TellingNotes, stdin: BinaryIO | None, reader: TableReader
) -> tuple[list[Table], list[Fault]]:
    """The source if there is one, then the table of each derive; every column that these miss is a fault."""
    tables: list[Table] = []
    faults: list[Fault] = []
    if plan.source:
        notes.listener.stage(say("reading {file}", file=plan.source.path))
        table, faults = _read_source(plan.source, folder, stdin, reader)
        tables.append(table)
        tell_rows(notes.listener, table.reading.rows_read)
        notes.tell([*table.reading.notes, *table.made_id()])
    needed, known = _needed(plan, reader), dict[Source, Table]()
    for i, maker in plan.table_makers():
        table, wrong = _read_for(maker, f"derive[{i}]", known, needed, folder, notes, stdin, reader)
        tables.append(table)
        faults += wrong
    return tables, faults


def read_orders(
    plan: Plan, folder: Path, tables: list[Table], notes: TellingNotes, stdin: BinaryIO | None, reader: TableReader
) -> tuple[list[Table], list[Fault]]:
    """The table of each cohort table, the one that a derive has read where it is the same; columns that they miss."""
    behind = tables[1:] if plan.source else tables
    known = {maker.table(): table for (_i, maker), table in zip(plan.table_makers(), behind, strict=True)}
    needed = _needed(plan, reader)
    found: list[Table] = []
    faults: list[Fault] = []
    for i, cohort in enumerate(plan.cohort, start=1):
        table, wrong = _read_for(cohort, f"cohort[{i}]", known, needed, folder, notes, stdin, reader)
        found.append(table)
        faults += wrong
    return found, faults


def _read_for(
    asking: TableMaker | Cohort,
    key: str,
    known: dict[Source, Table],
    needed: dict[Source, _Needed],
    folder: Path,
    notes: TellingNotes,
    stdin: BinaryIO | None,
    reader: TableReader,
) -> tuple[Table, list[Fault]]:
    """The table that a maker or a cohort table asks for, read once for all that are `known`; and what it misses."""
    source = asking.table()
    if source not in known:
        notes.listener.stage(say("reading {file}", file=asking.path))
        columns, by = needed[source]
        parted = reader.in_parts(source, folder, by, columns) if by else None
        known[source] = parted or reader.table(source, folder, stdin, columns)
        tell_rows(notes.listener, known[source].reading.rows_read)
        notes.tell(known[source].reading.notes)
    table = known[source]
    wrong = asking.faults(table.frame, key)
    if wrong and table.reading.left:
        wrong = asking.faults(_whole(source, folder, stdin, reader).frame, key)
    return table, wrong


class _Needed(NamedTuple):
    """The columns that are needed of a table, and how it may be read in parts by all that need it, where it may."""

    columns: Columns
    by: Parting | None


def _needed(plan: Plan, reader: TableReader | None = None) -> dict[Source, _Needed]:
    """What makers and cohort tables need of each table; all columns of the one that customers come from."""
    asked = [(maker.table(), _Needed(maker.columns_needed(), maker.parting())) for _i, maker in plan.table_makers()]
    if asked and not plan.source:
        asked[0] = (asked[0][0], asked[0][1]._replace(columns=None))
    asked += [(one.table(), _Needed(one.log_columns().needed(), one.parting())) for one in plan.cohort]
    if plan.predict and not (reader and reader.keeps_parts):
        asked = [(source, own._replace(by=None)) for source, own in asked]
    needed: dict[Source, _Needed] = {}
    for source, own in asked:
        so_far = needed.get(source)
        needed[source] = _both(so_far, own) if so_far else own
    return needed


def _both(one: _Needed, other: _Needed) -> _Needed:
    every = one.columns is None or other.columns is None
    columns = None if every else tuple(dict.fromkeys([*(one.columns or ()), *(other.columns or ())]))
    return _Needed(columns, one.by.beside(other.by) if one.by else None)


def columns_needed(plan: Plan) -> dict[Source, Columns]:
    """The columns that are needed of each table besides the source's, None where it may be all."""
    return {source: needed.columns for source, needed in _needed(plan).items()}


def _whole(source: Source, folder: Path, stdin: BinaryIO | None, reader: TableReader) -> Table:
    """The table again with all of its columns, for what can be named instead of those that it misses."""
    if stdin and source.path == STANDARD_INPUT:
        stdin.seek(0)
    return reader.table(source, folder, stdin)


def _read_source(
    source: Source, folder: Path, stdin: BinaryIO | None, reader: TableReader
) -> tuple[Table, list[Fault]]:
    """The customer table; if its id is not one of its columns, also a fault."""
    try:
        return reader.table(source, folder, stdin), []
    except PlanError as error:
        return _whole(source.model_copy(update={"id": None}), folder, stdin, reader), list(error.faults)
