"""A finished run as its own files have it, for when the data that it was made from is gone or has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import UsageError
from segtui.features.maker import Derived
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.recall_search import UNKNOWN, chosen_of, recall, with_rows
from segtui.pipeline.report.choice.alternatives import Beside
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.kept.report_facts import find_report_facts, read_report_facts
from segtui.pipeline.report.shown_run import read_comparison
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.prediction.found import FoundPrediction
from segtui.segments.measures import Kind
from segtui.segments.naming.cards import Card


@dataclass(frozen=True)
class KeptSegments:
    """The segments of a run: `labels` (n) are their numbers, -1 is noise, in the order of `matrix`.

    `whole` is what the run keeps of them beside its rows, `beside` the next coarser and the next finer candidate. Of a
    run of an earlier version there are neither, and the cards have sizes and names only. `frame` has what segments.csv
    says of these rows where they are a sample of the run's.
    """

    matrix: Matrix
    labels: NDArray[np.int32]
    confidence: pl.Series
    names: dict[int, str]
    cards: tuple[Card, ...]
    comparison: pl.DataFrame
    kinds: dict[str, Kind]
    whole: Segmented | None = None
    beside: Beside = (None, None)
    frame: pl.DataFrame | None = None


@dataclass(frozen=True)
class KeptRun:
    """What its search found, with the labels of the chosen candidate alone, and its segments unless it chose none.

    `why` says in a sentence why its data was not used, `path` is its folder. `derived` is what its feature
    makers show, without rows. The rows of `segments` are a sample of all where the run is `in_parts`.
    """

    searched: SearchResult
    segments: KeptSegments | None
    why: str
    path: Path
    derived: tuple[Derived, ...] = ()
    in_parts: bool = False
    predictions: tuple[FoundPrediction, ...] = ()


def kept_run(run: RunFiles, why: str) -> KeptRun:
    """Read it from the run's folder; raises UsageError or DataError where that does not have it."""
    if "refreshed" in run.manifest:
        fix = say("open its run, {home}; segtui show prints the version", home=run.home)
        raise UsageError(say("a version has no search of its own"), where=str(run.path), fix=fix)
    facts = find_report_facts(run) if run.has_segments else read_report_facts(run)
    if not run.has_segments:
        assert facts is not None
        predicted = facts.prepared.predictions
        return KeptRun(_searched(facts), None, why, run.path, tuple(facts.prepared.derived), predictions=predicted)
    matrix = matrix_of(run)
    searched = recall(run, matrix) if facts is None else _with_chosen(_searched(facts), run, matrix)
    derived = tuple(facts.prepared.derived) if facts else ()
    predicted = facts.prepared.predictions if facts else ()
    return KeptRun(searched, _segments(run, matrix, facts), why, run.path, derived, run.is_in_parts, predicted)


@dataclass(frozen=True)
class Recalled:
    """What the search of a run found, and the next candidates `beside` the one it chose, where the run keeps them.

    `predictions` are what it found of them, without their models.
    """

    searched: SearchResult
    beside: Beside = (None, None)
    predictions: tuple[FoundPrediction, ...] = ()

    @property
    def chosen(self) -> str | None:
        """The key of the candidate that it chose, whose labels alone are known."""
        return next((s.candidate.key for s in self.searched.scored if s.candidate.labels.size), None)


def recalled(run: RunFiles, matrix: Matrix) -> Recalled:
    """What the run's search found, for the same matrix, with what resamples said where the run keeps it.

    Raises what `recall` raises.
    """
    found = recall(run, matrix)
    facts = find_report_facts(run)
    if facts is None:
        return Recalled(found)
    return Recalled(_assessed(found, facts), facts.rows.beside, facts.prepared.predictions)


def _assessed(found: SearchResult, facts: ReportFacts) -> SearchResult:
    """The same candidates, with what was found out of the best ones after they were ranked."""
    known = {ranked.scored.candidate.key: ranked.scored for ranked in facts.concluded.choice.ranked}
    pairs = [(one, known.get(one.candidate.key, one)) for one in found.scored]
    scored = [replace(one, stability=more.stability, cophenetic=more.cophenetic) for one, more in pairs]
    return replace(found, scored=tuple(scored))


def matrix_of(run: RunFiles) -> Matrix:
    """The matrix as the run clustered it, without people who were forgotten since; raises DataError."""
    rows = run.rows()
    with foreign(damaged(run.path / "model/rows.parquet")):
        values = np.ascontiguousarray(rows[:, 2:].to_numpy()).astype(np.float64, copy=False)
    columns = tuple(Scaling(**each) for each in run.model["columns"])
    return Matrix(values, columns, rows.to_series(0), np.arange(len(values)), 0, {})


def _with_chosen(searched: SearchResult, run: RunFiles, matrix: Matrix) -> SearchResult:
    """The same, with what the run keeps of the rows of its chosen candidate."""
    chosen = chosen_of(run, matrix)
    scored = [with_rows(one, chosen) if one.candidate.key == chosen.key else one for one in searched.scored]
    return replace(searched, scored=tuple(scored))


def _segments(run: RunFiles, matrix: Matrix, facts: ReportFacts | None) -> KeptSegments:
    labels = run.rows().to_series(1).cast(pl.Int32).to_numpy()
    made = facts.concluded.segmented if facts else None
    frame = _lines(run, made.kinds) if run.is_in_parts and made else None
    confidence = run.confidences() if frame is None else frame["confidence"].fill_null(0.0)
    if made is not None:
        known = (made.names, made.cards, made.comparison, made.kinds)
        assert facts is not None
        return KeptSegments(matrix, labels, confidence, *known, made, facts.rows.beside, frame)
    names = {**run.names, **({-1: "Noise"} if (labels == -1).any() else {})}
    cards = tuple(_card(labels, number, name) for number, name in names.items())
    comparison = read_comparison(run)
    if comparison is None:
        raise damaged(run.path / "comparison.csv")("the file is missing")
    kinds: dict[str, Kind] = {name: "share" if "=" in name else "number" for name in comparison["feature"].unique()}
    return KeptSegments(matrix, labels, confidence, names, cards, comparison, kinds)


def _lines(run: RunFiles, kinds: Mapping[str, Kind]) -> pl.DataFrame:
    """What segments.csv says of the rows that a run keeps: the id, the confidence, then the input's columns."""
    lines = run.lines
    others = [name for name in lines.columns if name not in ("segment", "segment_name")]
    numbers = [name for name in others if kinds.get(name, "share") != "share" and lines.schema[name] == pl.String]
    return lines.select(cols(others)).with_columns(col(name).cast(pl.Float64, strict=False) for name in numbers)


def _card(labels: NDArray[np.int32], number: int, name: str) -> Card:
    rows = int(np.count_nonzero(labels == number))
    return Card(number, name, rows, rows / len(labels), ())


def _searched(facts: ReportFacts) -> SearchResult:
    """The candidates without labels, as those are that a run keeps the indices of."""
    found = _assessed(facts.searched, facts)
    scored = [replace(one, candidate=replace(one.candidate, labels=UNKNOWN)) for one in found.scored]
    return replace(found, scored=tuple(scored))
