"""How far new data has drifted from what a finished run saw: raw columns, features, segments, distances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from segtui.cleaning.step import matching
from segtui.data.formula_guard import guarded
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction, PredictionNeeds, read_predictions
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter, read_learned, segmenter
from segtui.pipeline.scoring.judged_predictions import judged_predictions
from segtui.pipeline.scoring.later_columns import LaterColumns, later_columns
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.scored_rows import ScoredRows, known_values, scored_rows
from segtui.publishing.scratch import scratch
from segtui.segments.monitoring.feature_drift import DriftRows, Finding, distances, features, ranked, shares
from segtui.segments.monitoring.schema_drift import ColumnDrift, columns, new_values, unplaced
from segtui.segments.monitoring.score_drift import CountedScores, JudgedPrediction, judged_findings, score_drift
from segtui.segments.monitoring.stability_index import DriftLimits


@dataclass(frozen=True)
class Drift:
    """All findings, those past their limit first; `rows` of the new data, `placed` of them into segments.

    `judged` are the predictions whose outcomes are known by now.
    """

    run: RunFiles
    data: str
    rows: int
    placed: int
    findings: tuple[Finding, ...]
    judged: tuple[JudgedPrediction, ...] = ()

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
            "findings": self.frame().to_dicts(),
            **({"predictions": [one.facts() for one in self.judged]} if self.judged else {}),
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
    "rows": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
}
_LOOKS = {"column": pl.String, "type": pl.String, "nulls": pl.Int64}


def drift(
    run: RunFiles, data: str, newer: Mapping[int, str], stdin: BinaryIO | None = None, limits: DriftLimits | None = None
) -> Drift:
    """Compare a data file in the layout of the plan's source with what the run saw.

    `newer` are files for the plan's derive tables, by their number from 1. The rows are cleaned, scaled and placed by
    what the run learned, batch by batch, and counted as they pass. Columns that are missing or of another kind are
    findings; raises DataError for what can't be read at all, UsageError for a version, and for a run without
    segments.
    """
    if "refreshed" in run.manifest:
        fix = say("compare with its run: segtui drift {home}", home=run.home)
        raise UsageError(say("a version keeps no profile of its data to compare with"), where=str(run.path), fix=fix)
    limits = limits or run.plan.drift
    learned, by, predictions = read_learned(run), segmenter(run), read_predictions(run)
    in_rows = [one for one in predictions if one.use_as != "none"]
    needs = PredictionNeeds.of(run.plan, predictions, outcomes=True)
    known = known_values(run, learned)
    seen = later_columns(run.plan.source, learned, data, stdin, known)
    raw = _raw(run, learned, seen, needs.columns, limits)
    then = _then(run, by)
    try:
        with scratch() as folder, LaterRows(run, learned, data, newer, stdin, needs) as later:
            now = scored_rows(run, learned, by, later, then, known, folder, in_rows)
            placed = _placed(run, then, now, limits)
            judged = judged_predictions(run, learned, later, predictions, now.cleaned) if predictions else []
    except DataError as error:
        if not any(f.past and f.measure in ("missing", "type") for f in raw):
            raise
        told = say("the rows can't be assigned: {where}: {what}", where=error.where, what=error.what)
        raw.append(Finding("rows", "unplaced", None, None, None, None, True, told))
        return Drift(run, data, seen.rows, 0, tuple(ranked(raw)))
    strange = new_values(known, {**_as_read(seen, now, learned), **now.met}, limits.categories)
    scores = _scores(run, in_rows, now, limits)
    known_now = [finding for one in judged for finding in judged_findings(one, limits)]
    found = ranked([*raw, *strange, *placed, *scores, *known_now])
    return Drift(run, data, seen.rows, now.features.rows, tuple(found), tuple(judged))


def _scores(
    run: RunFiles, predictions: Sequence[KeptPrediction], now: ScoredRows, limits: DriftLimits
) -> list[Finding]:
    """The scores of each prediction against those in segments.csv."""
    then = {one.name: CountedScores(one.edges, one.bands) for one in predictions}
    blocks = run.segment_blocks() if predictions else ()
    for block in blocks:
        rows = block.select(col(name).cast(pl.Float64) for name in then).collect()
        for name, counted in then.items():
            counted.take(rows.get_column(name).fill_null(float("nan")).to_numpy())
    return [one for name in then for one in score_drift(name, then[name], now.scores[name], limits)]


def _raw(
    run: RunFiles, learned: Learned, seen: LaterColumns, more: frozenset[str], limits: DriftLimits
) -> list[Finding]:
    """Columns before cleaning: missing ones, those of another kind, and empty cells."""
    place, rows = run.path / "profile.csv", _rows(run, "read")
    with foreign(damaged(place)):
        text = pl.read_csv(place, infer_schema=False, glob=False)
        looks = text.select(col(name).cast(dtype) for name, dtype in _LOOKS.items()).drop_nulls("nulls")
        if looks.is_empty():
            raise ValueError("none of its columns is in the data")
    then = {name: ColumnDrift(kind, nulls / max(rows, 1), rows) for name, kind, nulls in looks.rows()}
    bare = {guarded(name): name for name in seen.columns}
    then = {bare.get(name, name): column for name, column in then.items()}
    return columns(then, seen.columns, {c.source for c in learned.used} | {learned.id} | more, limits.nulls)


def _rows(run: RunFiles, stage: str) -> int:
    """How many rows the run had at a stage; raises DataError where its manifest does not say so."""
    with foreign(damaged(run.path / MANIFEST)):
        return int(run.manifest["rows"][stage])


def _as_read(seen: LaterColumns, now: ScoredRows, learned: Learned) -> dict[str, Counter[str]]:
    """The values of text columns that neither the features nor a cleaning step use: they are as they were read."""
    patterns = [pattern for _, step in learned.steps for key, pattern in step.referenced() if key == "columns"]
    touched = {*matching(patterns, list(seen.columns)), *now.met}
    return {name: values for name, values in seen.values.items() if name not in touched}


def _then(run: RunFiles, by: Segmenter) -> DriftRows:
    """The rows of the run, or of a run over parts the sample that it keeps, in its space."""
    _ids, labels, *_ = (rows := run.rows()).get_columns()
    values = rows[:, 2:].to_numpy(order="c").astype(np.float64, copy=False)
    return DriftRows(values, labels.to_numpy().astype(np.int32), by.centroids, tuple(by.numbers.tolist()))


def _placed(run: RunFiles, then: DriftRows, now: ScoredRows, limits: DriftLimits) -> list[Finding]:
    """Features, segments, distances, and rows without a place."""
    cleaned, left_out = _rows(run, "after_cleaning"), _rows(run, "left_out")
    why = Counter({gap.told(): count for gap, count in now.unplaced.items()})
    found = [unplaced(left_out / max(cleaned, 1), cleaned, now.cleaned, why, limits.nulls)]
    if not now.features.rows:
        return found
    found += features(then.values, now.features, limits)
    found += shares(run.sizes(), now.segments, run.names, limits.share)
    return found + distances(then.distances(), now.away, limits.distance)
