"""How far new data has drifted from what a finished run saw: raw columns, features, segments, distances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from segtui.cleaning.step import matching
from segtui.data.formula_guard import guarded
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, as_before
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter, read_learned, segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.scored_rows import ScoredRows, placed_rows
from segtui.pipeline.segmenting.previous_run import matrix_rows
from segtui.profiling.column_values import kind_of
from segtui.segments.monitoring.feature_drift import DriftRows, Finding, distances, features, ranked, shares
from segtui.segments.monitoring.schema_drift import ColumnDrift, columns, new_values, unplaced
from segtui.segments.monitoring.stability_index import DriftLimits


@dataclass(frozen=True)
class Drift:
    """All findings, those past their limit first; `rows` of the new data, `placed` of them into segments."""

    run: RunFiles
    data: str
    rows: int
    placed: int
    findings: tuple[Finding, ...]

    @property
    def refit(self) -> bool:
        """Whether something is past its limit."""
        return any(f.past for f in self.findings)

    def frame(self) -> pl.DataFrame:
        """One row per finding."""
        rows = [(*(getattr(f, n) for n in _SCHEMA),) for f in self.findings]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def facts(self) -> dict[str, Any]:
        """The same in types that JSON knows."""
        counts = {"rows": self.rows, "placed": self.placed}
        return {"run": str(self.run.path), "data": self.data, "refit": self.refit, **counts} | {
            "findings": self.frame().to_dicts()
        }


_SCHEMA = {
    "subject": pl.String,
    "measure": pl.String,
    "then": pl.Float64,
    "now": pl.Float64,
    "value": pl.Float64,
    "limit": pl.Float64,
    "past": pl.Boolean,
    "told": pl.String,
}
_TYPED = ("parquet", "arrow")
_LOOKS = {"column": pl.String, "type": pl.String, "nulls": pl.Int64}


def drift(
    run: RunFiles, data: str, newer: Mapping[int, str], stdin: BinaryIO | None = None, limits: DriftLimits | None = None
) -> Drift:
    """Compare a data file in the layout of the plan's source with what the run saw.

    `newer` are files for the plan's derive tables, by their number from 1. The rows are cleaned, scaled and placed by
    what the run learned. Columns that are missing or of another kind are findings; raises DataError for what can't be
    read at all, UsageError for a run without segments.
    """
    limits = limits or run.plan.drift
    learned, by = read_learned(run), segmenter(run)
    table = _read(run.plan.source, learned, data, stdin)
    raw = _raw(run, learned, table, limits)
    try:
        with LaterRows(run, learned, data, newer, stdin) as later:
            now = placed_rows(run, learned, by, later)
    except DataError as error:
        if not any(f.past and f.measure in ("missing", "type") for f in raw):
            raise
        told = say("the rows can't be assigned: {where}: {what}", where=error.where, what=error.what)
        raw.append(Finding("rows", "unplaced", None, None, None, None, True, told))
        return Drift(run, data, table.frame.height, 0, tuple(ranked(raw)))
    strange = new_values(now.known, {**_as_read(table, now, learned), **now.met}, limits.categories)
    found = [*raw, *strange, *_placed(run, by, now, limits)]
    return Drift(run, data, table.frame.height, len(now.values), tuple(ranked(found)))


def _read(source: Source | None, learned: Learned, data: str, stdin: BinaryIO | None) -> Table:
    """The data as the plan's source is read, in whatever encoding and form it comes, under as many titles as it has."""
    keep: dict[str, Any] = source.model_dump(include={"nulls", "date_format", "sheet"}) if source else {}
    ways = [{**keep, "title_rows": source.title_rows}] if source and source.title_rows is not None else []
    needed = {form.name for form in learned.forms}
    for way in [*ways, keep]:
        table = read(Source(path=data, **way), Path(), stdin=stdin)
        if stdin:
            stdin.seek(0)
        if needed <= set(table.frame.columns):
            break
    return table


def _raw(run: RunFiles, learned: Learned, table: Table, limits: DriftLimits) -> list[Finding]:
    """Columns before cleaning: missing ones, those of another kind, and empty cells."""
    place, rows = run.path / "profile.csv", _rows(run, "read")
    with foreign(damaged(place)):
        text = pl.read_csv(place, infer_schema=False, glob=False)
        looks = text.select(col(name).cast(dtype) for name, dtype in _LOOKS.items()).drop_nulls("nulls")
        if looks.is_empty():
            raise ValueError("none of its columns is in the data")
    then = {name: ColumnDrift(kind, nulls / max(rows, 1), rows) for name, kind, nulls in looks.rows()}
    bare = {guarded(name): name for name in table.frame.columns}
    then = {bare.get(name, name): column for name, column in then.items()}
    known = {form.name: form for form in learned.forms}
    now = {
        c.name: ColumnDrift(_kind(c, known.get(c.name), table), _empty(c), len(c)) for c in table.frame.get_columns()
    }
    return columns(then, now, {c.source for c in learned.used} | {learned.id}, limits.nulls)


def _rows(run: RunFiles, stage: str) -> int:
    """How many rows the run had at a stage; raises DataError where its manifest does not say so."""
    with foreign(damaged(run.path / MANIFEST)):
        return int(run.manifest["rows"][stage])


def _kind(column: pl.Series, form: ColumnFormat | None, table: Table) -> str:
    """The kind of a column of the data; that which it had in the run, where all of its cells can be read so."""
    kind = kind_of(column.dtype)
    if form is None or kind == form.kind or table.reading.format in _TYPED:
        return kind
    if form.kind == "text":
        return "text"  # in the file it is, and what the run learned decides
    if column.dtype != pl.String:
        return kind
    _, unread = as_before(column, form, null_words(), typed=False)
    return kind if unread.any() else form.kind


def _as_read(table: Table, now: ScoredRows, learned: Learned) -> dict[str, Counter[str]]:
    """The values of text columns that neither the features nor a cleaning step use: they are as they were read."""
    patterns = [pattern for _, step in learned.steps for key, pattern in step.referenced() if key == "columns"]
    texts = [c for c in table.frame.get_columns() if c.dtype == pl.String and c.name in now.known]
    touched = {*matching(patterns, table.frame.columns), *now.met}
    return {c.name: Counter(dict(c.drop_nulls().value_counts().iter_rows())) for c in texts if c.name not in touched}


def _empty(column: pl.Series) -> float:
    """The share of cells that are null or NaN."""
    known = column.fill_nan(None) if column.dtype.is_float() else column
    return known.null_count() / max(len(known), 1)


def _placed(run: RunFiles, by: Segmenter, now: ScoredRows, limits: DriftLimits) -> list[Finding]:
    """Features, segments, distances, and rows without a place."""
    then, cleaned, left_out = matrix_rows(run), _rows(run, "after_cleaning"), _rows(run, "left_out")
    why = Counter({gap.told(): count for gap, count in now.unplaced.items()})
    found = [unplaced(left_out / max(cleaned, 1), cleaned, now.cleaned, why, limits.nulls)]
    if not len(now.values):
        return found
    found += features(then.values, now.values, then.columns, limits)
    found += shares(then.labels, now.labels, run.names, limits.share)
    was, is_now = (DriftRows(r.values, r.labels, by.centroids, tuple(by.numbers.tolist())) for r in (then, now))
    return found + distances(was.distances(), is_now.distances(), limits.distance)
