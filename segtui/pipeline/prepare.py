"""The first half of a run: read, profile, clean, derive, and make the matrix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from segtui.cleaning.clean import check as check_steps
from segtui.cleaning.clean import clean
from segtui.data.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.features.derive import Derived
from segtui.features.features import check as check_features
from segtui.features.join import join
from segtui.features.matrix import Matrix, build_matrix
from segtui.pipeline.progress import Listener
from segtui.plan.model import Plan
from segtui.profiling.profile import Profile, profile

_FEWEST_ROWS = 3


@dataclass(frozen=True)
class Prepared:
    """All that a search needs, and all that the report tells of how it came about.

    `tables` are as read, the source first; `frame` is cleaned and joined, one row per customer; `matrix` is what
    is clustered.
    """

    tables: tuple[Table, ...]
    profile: Profile
    cleaning: pl.DataFrame
    derived: tuple[Derived, ...]
    frame: pl.DataFrame
    id: str
    matrix: Matrix
    notes: tuple[str, ...]


def prepare(plan: Plan, folder: Path, listener: Listener, stdin: BinaryIO | None = None) -> Prepared:
    """Carry a plan out up to the matrix; paths are relative to `folder`.

    Raises PlanError with every name that the data does not have, or DataError.
    """
    told = _Told(listener)
    tables = _read(plan, folder, told, stdin)
    orders = tables[1:] if plan.source else tables
    derived = [maker.make(table) for maker, table in zip(plan.derive, orders, strict=True)]
    told.tell(note for made in derived for note in made.notes)
    start, id = (tables[0].frame, tables[0].id) if plan.source else (derived[0].frame, derived[0].id)
    _check_names(plan, start.columns, derived)
    listener.stage("profiling")
    looks = profile(tables[0])
    listener.stage("cleaning")
    cleaned = clean(start, plan.clean, id=id, tick=lambda share: listener.advance(share, 1.0))
    frame, id = cleaned.frame, cleaned.id
    for i, made in enumerate(derived, start=1):
        if plan.source or i > 1:
            frame, notes = join(frame, id, made, f"derive[{i}]")
            told.tell(notes)
    told.tell(_repeated(frame, id))
    listener.stage("features")
    matrix = build_matrix(frame, id, plan.features)
    told.tell(matrix.notes)
    _refuse_few(matrix, tables[0])
    return Prepared(tuple(tables), looks, cleaned.log, tuple(derived), frame, id, matrix, tuple(told.notes))


class _Told:
    """Passes each note on when it is known, and keeps it for the report."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.notes: list[str] = []

    def tell(self, notes: Iterable[str]) -> None:
        for note in notes:
            self.notes.append(note)
            self.listener.note(note)


def _read(plan: Plan, folder: Path, told: _Told, stdin: BinaryIO | None) -> list[Table]:
    """The source if there is one, then the table of each derive; every column that a derive misses is a fault."""
    tables = []
    if plan.source:
        told.listener.stage(f"reading {plan.source.path}")
        tables.append(read(plan.source, folder, stdin=stdin))
        told.tell([*tables[0].reading.notes, *tables[0].made_id()])
    faults: list[Fault] = []
    for i, maker in enumerate(plan.derive, start=1):
        told.listener.stage(f"reading {maker.path}")
        tables.append(read(Source(path=maker.path), folder, stdin=stdin))
        told.tell(tables[-1].reading.notes)
        faults += maker.faults(tables[-1].frame, f"derive[{i}]")
    if faults:
        raise PlanError(faults)
    return tables


def _check_names(plan: Plan, columns: list[str], derived: list[Derived]) -> None:
    """Every name in the plan that no column answers to, all at once, before anything is computed."""
    faults = check_steps(plan.clean, columns)
    for step in plan.clean:
        columns = step.after(columns)
    everything = list(dict.fromkeys([*columns, *(c for d in derived for c in d.frame.columns if c != d.id)]))
    faults += check_features(plan.features, everything)
    if isinstance(plan.output.columns, tuple):
        faults += [
            Fault("output.columns", f'there is no column "{name}"', nearest(name, everything))
            for name in plan.output.columns
            if name not in everything
        ]
    if faults:
        raise PlanError(faults)


def _repeated(frame: pl.DataFrame, id: str) -> list[str]:
    repeated = frame.height - frame.get_column(id).n_unique()
    again = f'{repeated:,} of {frame.height:,} rows repeat a value of the id "{id}"'
    return [f"{again}: a deduplicate step would merge them."] if repeated else []


def _refuse_few(matrix: Matrix, table: Table) -> None:
    rows = matrix.values.shape[0]
    if rows < _FEWEST_ROWS:
        raise DataError(
            f"{rows} {'row is' if rows == 1 else 'rows are'} left to cluster, and {_FEWEST_ROWS} are the least",
            where=table.reading.path,
            fix="rows with empty cells in a used column are left out: impute those columns or use others",
        )
