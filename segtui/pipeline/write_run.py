"""The files of a run, each written once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from segtui.cleaning.clean import log_text
from segtui.clustering.registry import find_algorithm
from segtui.delivery.export.suppression.match import ListTally
from segtui.delivery.export.write_csv import write_csv
from segtui.features.scaled_matrix.matrix import Floats, Matrix
from segtui.pipeline.artifacts.kept_rows import write_kept
from segtui.pipeline.artifacts.run_reader import MATCHES
from segtui.pipeline.predicting.kept_predictions import write_predictions
from segtui.pipeline.predicting.prediction_table import prediction_table
from segtui.pipeline.preparing.asked_tables import kept_by_key
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.facts import ReportFacts, row_facts
from segtui.pipeline.report.forms import forms_of_run
from segtui.pipeline.report.kept.report_facts import write_report_facts
from segtui.pipeline.resolve_plan import resolve_plan
from segtui.pipeline.scoring.fitted_model import write_learned
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.plan.dump import dump
from segtui.plan.model import Plan
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder
from segtui.segments.choosing.stability_table import stability_table
from segtui.segments.cohorts.triangle import cohorts_csv
from segtui.segments.describing.outcome_effects import outcome_table


def write_files(
    place: Path,
    plan: Plan,
    folders: tuple[Path, Path],
    prepared: PreparedRun,
    searched: SearchResult,
    concluded: Concluded,
    lists: Sequence[ListTally] = (),
) -> None:
    """Write everything but run.json into `place`; `folders` are the plan's and the one where the run will stand."""
    carried = resolve_plan(plan, prepared, searched, concluded, folders)
    (place / "plan.toml").write_text(dump(carried), encoding="utf-8")
    for key, raw in kept_by_key(plan, prepared).items():
        write_kept(place, key, raw)
    rows = row_facts(carried, prepared, concluded)
    write_reports(place, ReportFacts(carried, prepared, searched, concluded, tuple(lists), rows))
    write_tables(place, prepared, concluded)
    if concluded.segmented:
        write_csv(concluded.segmented.table, place / "segments.csv")
        write_model(place / "model", prepared.matrix, concluded, concluded.segmented)
        assert concluded.choice.chosen is not None
        write_learned(place / "model", plan, prepared, concluded.choice.chosen.scored.candidate, concluded.segmented)


def write_reports(place: Path, found: ReportFacts) -> None:
    """Write the reports in every form that the plan asks for, and what they are made from."""
    write_report_facts(place, found)
    for form in forms_of_run(found.plan.report):
        for file in form(found):
            private_folder((place / file.name).parent)
            file.write(place / file.name)


def write_tables(place: Path, prepared: PreparedRun, concluded: Concluded) -> None:
    """Write the tables beside segments.csv."""
    write_csv(prepared.profile.frame(), place / "profile.csv")
    write_csv(log_text(prepared.cleaning, prepared.step_notes), place / "cleaning.csv")
    if prepared.matches is not None:
        write_csv(prepared.matches, place / MATCHES)
    write_csv(concluded.choice.leaderboard(), place / "leaderboard.csv")
    if prepared.predictions:
        forecasts = concluded.segmented.forecasts if concluded.segmented else ()
        write_csv(prediction_table(prepared.predictions, forecasts), place / "predictions.csv")
        write_predictions(place, prepared.predictions)
    if concluded.segmented is None:
        return
    write_csv(concluded.segmented.comparison, place / "comparison.csv")
    if effects := concluded.segmented.outcomes:
        write_csv(outcome_table(effects, concluded.segmented.names), place / "outcomes.csv")
    if cohorts := concluded.segmented.cohorts:
        write_csv(cohorts_csv(cohorts, concluded.segmented.names), place / "cohorts.csv")
    told = stability_table(
        concluded.choice.ranked, concluded.choice.chosen, concluded.segmented.mapping, concluded.segmented.names
    )
    if told.height:
        write_csv(told, place / "stability.csv")
    if lineage := concluded.segmented.lineage:
        write_csv(lineage.migration(concluded.segmented.names), place / "migration.csv")


def write_model(
    place: Path, matrix: Matrix, concluded: Concluded, segmented: Segmented, means: Mapping[int, Floats] | None = None
) -> None:
    """What assigning new rows needs: the scaling, the centroids, and the rows as clustered.

    `means` (d) are those of the segments where the matrix has a sample of their rows.
    """
    assert concluded.choice.chosen is not None
    private_folder(place)
    candidate = concluded.choice.chosen.scored.candidate
    declared = find_algorithm(candidate.algorithm)
    is_mixed = declared is not None and declared.mixed
    columns = [c.name for c in matrix.columns]
    id, segment = _unlike("id", columns), _unlike("segment", columns)
    facts = {
        "id_column": id,
        "segment_column": segment,
        "algorithm": candidate.algorithm,
        "parameters": candidate.parameters,
        "columns": [vars(c) for c in matrix.columns],
        **({"gower": matrix.gower.tolist()} if is_mixed and matrix.gower is not None else {}),
        **({"components": matrix.components.facts()} if matrix.components else {}),
        "segments": [
            {"segment": new, "cluster": old, "name": segmented.names[new]} for old, new in segmented.mapping.items()
        ],
    }
    (place / "model.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    present = [s for s in sorted(segmented.names) if s >= 0]
    own = means or {s: matrix.values[segmented.labels == s].mean(axis=0) for s in present}
    centroids = pl.DataFrame(np.stack([own[s] for s in present]), schema=columns).insert_column(
        0, pl.Series(segment, present, dtype=pl.Int32)
    )
    write_parquet(centroids, place / "centroids.parquet", statistics=False)
    rows = pl.DataFrame(matrix.values, schema=columns)
    rows.insert_column(0, pl.Series(segment, segmented.labels))
    rows.insert_column(0, matrix.ids.alias(id))
    write_parquet(rows, place / "rows.parquet", statistics=False)


def _unlike(name: str, columns: Sequence[str]) -> str:
    """The name, extended until no feature has it."""
    while name in columns:
        name += "_"
    return name
