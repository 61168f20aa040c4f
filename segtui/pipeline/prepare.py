"""The first half of a run: read, profile, clean, derive, and make the matrix."""

from __future__ import annotations

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
    tables, derived = _read(plan, folder, listener, stdin)
    start, id = (tables[0].frame, tables[0].id) if plan.source else (derived[0].frame, derived[0].id)
    _check_names(plan, start.columns, derived)
    listener.stage("profiling")
    looks = profile(tables[0])
    listener.stage("cleaning")
    cleaned = clean(start, plan.clean, id=id, tick=lambda share: listener.advance(share, 1.0))
    frame, id, notes = cleaned.frame, cleaned.id, []
    for made in derived if plan.source else derived[1:]:
        frame, said = join(frame, id, made)
        notes += said
    repeated = frame.height - frame.get_column(id).n_unique()
    if repeated:
        again = f'{repeated:,} of {frame.height:,} rows repeat a value of the id "{id}"'
        notes.append(f"{again}: a deduplicate step would merge them.")
    listener.stage("features")
    matrix = build_matrix(frame, id, plan.features)
    if matrix.values.shape[0] < _FEWEST_ROWS:
        raise DataError(
            f"{matrix.values.shape[0]} rows are left to cluster; {_FEWEST_ROWS} are the least",
            where=tables[0].reading.path,
            fix="rows with empty cells in a used column are left out: impute those columns or use others",
        )
    told = [
        *(n for t in tables for n in t.reading.notes),
        *(n for d in derived for n in d.notes),
        *notes,
        *matrix.notes,
    ]
    for note in told:
        listener.note(note)
    return Prepared(tuple(tables), looks, cleaned.log, tuple(derived), frame, id, matrix, tuple(told))


def _read(plan: Plan, folder: Path, listener: Listener, stdin: BinaryIO | None) -> tuple[list[Table], list[Derived]]:
    tables = []
    if plan.source:
        listener.stage(f"reading {plan.source.path}")
        tables.append(read(plan.source, folder, stdin=stdin))
    sources = []
    faults: list[Fault] = []
    for i, maker in enumerate(plan.derive, start=1):
        listener.stage(f"reading {maker.path}")
        sources.append(read(Source(path=maker.path), folder, stdin=stdin))
        faults += maker.faults(sources[-1].frame, f"derive[{i}]")
    if faults:
        raise PlanError(faults)
    derived = [maker.make(table) for maker, table in zip(plan.derive, sources, strict=True)]
    return [*tables, *sources], derived


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
