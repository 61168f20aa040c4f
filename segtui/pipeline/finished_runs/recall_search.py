"""Reads the search of a finished run from its files: every candidate with its indices, and the rows of the chosen
one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate, Labels, key
from segtui.clustering.registry import find_algorithm
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.errors import UsageError
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.scoring.fitted_model import fitted_of
from segtui.pipeline.searching.plan_rules import rule_matches, rule_notes
from segtui.pipeline.searching.sampled import space_of
from segtui.pipeline.searching.search import SearchResult
from segtui.segments.choosing.leaderboard import Scored
from segtui.validity.consensus.consensus import EXACT_ROWS, Consensus, misfit_weight
from segtui.validity.scores import Scores

UNKNOWN: Labels = np.empty(0, dtype=np.int32)
"""The labels of a candidate of which a run keeps the indices only."""

_NUMBERS = ("coverage", "noise_share", "smallest_share", "silhouette", "silhouette_error", "dunn", "dbcv", "dbcv_error")
_INGREDIENTS = ("gap", "recurrence", "balance", "misfit")
_MORE = ("davies_bouldin", "calinski_harabasz", "largest_share", "bic", "aic")
_TYPES = dict.fromkeys((*_NUMBERS, *_INGREDIENTS, *_MORE), pl.Float64)


def recall(run: RunFiles, matrix: Matrix) -> SearchResult:
    """What the run's search found, for the same matrix.

    The candidates' labels are UNKNOWN, but for the chosen one's. Raises UsageError where the data no longer gives the
    rows that the run clustered, or a file of the run is damaged.
    """
    place = run.path / "leaderboard.csv"
    chosen = chosen_of(run, matrix) if run.has_segments else None
    try:
        rows = pl.read_csv(place, schema_overrides=_TYPES, glob=False).to_dicts()
        known = {key(row["algorithm"], json.loads(row["parameters"])): row for row in rows}
        grids = run.plan.grids()
        if chosen is not None and chosen.algorithm == PredictedBands.name:
            grids.append(PredictedBands(by=(chosen.parameters["by"],)))
        cells = [(grid.name, cell) for grid in grids for cell in grid.grid() if key(grid.name, cell) in known]
        seconds = run.manifest.get("timings", {}).get("candidates", {})
        spread = float(((matrix.values - matrix.values.mean(axis=0)) ** 2).sum())
        scored = [_scored(name, cell, known[key(name, cell)], seconds, matrix) for name, cell in cells]
        peers = sum(one.consensus is not None for one in scored)
        scored = [_among(_with_inertia(one, spread, len(matrix.values)), peers) for one in scored]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        what = say("can't be read: {error}", error=str(error).splitlines()[0])
        raise UsageError(what, where=str(place), fix=say("search again, or run the plan again")) from None
    whole = [one if chosen is None or one.candidate.key != chosen.key else with_rows(one, chosen) for one in scored]
    matched = rule_matches(run.plan, matrix)
    _, space = space_of(run.plan, matrix, matched)
    return SearchResult(tuple(grids), tuple(whole), space.rows, space.distinct, rule_notes(run.plan, matched))


def _scored(name: str, cell: dict[str, Any], row: dict[str, Any], seconds: dict[str, float], matrix: Matrix) -> Scored:
    spent = float(seconds.get(key(name, cell), 0.0))
    candidate = Candidate(name, cell, UNKNOWN, spent, bic=row.get("bic"), aic=row.get("aic"))
    indices = ("silhouette", "silhouette_error", "dunn", "davies_bouldin", "calinski_harabasz")
    scores = Scores(
        clusters=row["clusters"],
        **{share: row[share] for share in ("coverage", "noise_share", "smallest_share")},
        **{index: row[index] for index in indices},
        dunn_is_bound=bool(row.get("dunn_is_bound")),
        notes=(row["notes"],) if row.get("notes") else (),
        largest_share=row.get("largest_share"),
    )
    error = row.get("dbcv_error") or 0.0
    return Scored(candidate, scores, row.get("same_as"), row.get("dbcv"), _consensus(row, matrix), dbcv_error=error)


def _consensus(row: dict[str, Any], matrix: Matrix) -> Consensus | None:
    """The ingredients as they are written; None where there are none, as in the runs of earlier versions."""
    rows, columns = matrix.values.shape
    if any(row.get(name) is None for name in _INGREDIENTS):
        return None
    parts = {name: row[name] for name in _INGREDIENTS}
    return Consensus(**parts, misfit_weight=misfit_weight(columns), rows=min(rows, EXACT_ROWS))


def _among(one: Scored, candidates: int) -> Scored:
    """The same with how many candidates have a consensus."""
    return replace(one, consensus=one.consensus and replace(one.consensus, candidates=candidates))


def _with_inertia(one: Scored, spread: float, rows: int) -> Scored:
    """The same with the sum of squares about the centroids, which its Calinski-Harabasz index tells.

    `spread` is the sum of squares about the mean of all rows, T. The index is ((T - W) / (k - 1)) / (W / (n - k)).
    """
    k, index = one.scores.clusters, one.scores.calinski_harabasz
    declared = find_algorithm(one.candidate.algorithm)
    if declared is None or not declared.has_inertia or index is None or not 1 < k < rows:
        return one
    inertia = spread / (1 + index * (k - 1) / (rows - k))
    return replace(one, candidate=replace(one.candidate, inertia=inertia))


def with_rows(one: Scored, chosen: Candidate) -> Scored:
    """The scored candidate with the rows of the same one."""
    seen = one.candidate
    seen = replace(seen, labels=chosen.labels, strength=chosen.strength, fitted=chosen.fitted)
    return replace(one, candidate=seen)


def chosen_of(run: RunFiles, matrix: Matrix) -> Candidate:
    """The chosen candidate with its labels; the confidence of its rows is taken as it is written.

    Raises UsageError where the matrix is not the run's.
    """
    rows, model = run.rows(), run.model
    try:
        values = rows[[c.name for c in matrix.columns]].to_numpy()
        same = rows.height == len(matrix.values) and np.array_equal(values, matrix.values)
        if not same or not rows.get_column(model["id_column"]).equals(matrix.ids):
            raise UsageError(
                say("the data has changed since this run"),
                where=str(run.path),
                fix=say("search again, or use the data of the run"),
            )
        cluster = {int(s["segment"]): int(s["cluster"]) for s in model["segments"]} | {-1: -1}
        segments = rows.get_column(model["segment_column"]).to_list()
        labels = np.array([cluster[segment] for segment in segments], dtype=np.int32)
        strength = run.confidences().to_numpy()
        fitted = fitted_of(run, str(model["algorithm"]))
        return Candidate(model["algorithm"], model["parameters"], labels, 0.0, strength, fitted=fitted)
    except (KeyError, ValueError, TypeError, pl.exceptions.PolarsError) as error:
        what = say("is damaged: {error}", error=str(error).splitlines()[0])
        raise UsageError(what, where=str(run.path / "model"), fix=say("search again, or run the plan again")) from None
