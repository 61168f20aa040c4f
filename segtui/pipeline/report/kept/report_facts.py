"""model/report.json: what the reports of a run say, kept without any row, so that they can be written again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Algorithm, Candidate
from segtui.clustering.registry import find_algorithm
from segtui.data.addresses import shown_name
from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.delivery.export.suppression.match import ListTally
from segtui.errors import DataError, UsageError
from segtui.features.exhibit import Exhibit
from segtui.features.maker import Derived
from segtui.features.scaled_matrix.components import Components
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.run_json import read_object
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.kept.typed_json import FRAME, FieldForm, Forms, LeftOut, TypedJson, array, as_text
from segtui.pipeline.report.page.map_of_groups import Map
from segtui.pipeline.report.small_groups import shown_figures
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.plan.model import Plan
from segtui.prediction.found import FoundPrediction
from segtui.profiling.column import Alert, ColumnProfile
from segtui.publishing.private import private_folder
from segtui.segments.cohorts.triangle import CohortTable
from segtui.segments.describing.value_shares import ValueShares
from segtui.segments.lineage.renumber_segments import Lineage

NAME = "model/report.json"


def write_report_facts(folder: Path, facts: ReportFacts) -> None:
    """Write them into a run's folder."""
    place = folder / NAME
    private_folder(place.parent)
    place.write_text(as_text(_FORM.write(facts)), encoding="utf-8")


def read_report_facts(run: RunFiles) -> ReportFacts:
    """The facts that the run's reports were written from; the plan is plan.toml as it is now.

    Raises UsageError for a run that has none, DataError where the file is damaged or was edited.
    """
    place = run.path / NAME
    if not place.is_file():
        if "refreshed" in run.manifest:
            what, fix = (
                say("a version has no report of its own"),
                say("write the report of its run: {home}", home=run.home),
            )
        else:
            what = say(
                "this run keeps nothing that its report could be written from: it was made by an earlier version"
            )
            fix = say("run the plan again, or read its report.md")
        raise UsageError(what, where=str(run.path), fix=fix)
    kept = read_object(place)
    if run.manifest["outputs"].get(NAME, "") not in ("", sha256(place)):
        raise DataError(
            say("the file is not as the run wrote it"), where=str(place), fix=say("run the plan again with --force")
        )
    try:
        found: ReportFacts = _FORM.read(ReportFacts, kept)
    except (TypeError, KeyError, AttributeError, ValueError, pl.exceptions.PolarsError):
        what = say("another version of segtui made this run, and keeps its report in another form")
        raise UsageError(what, where=str(place), fix=say("run the plan again, or read its report.md")) from None
    return replace(found, plan=run.plan, concluded=_one_of_each(found.concluded))


def find_report_facts(run: RunFiles) -> ReportFacts | None:
    """The same; None where the run has none, or has them in the form of another version.

    Raises DataError where the file is damaged.
    """
    try:
        return read_report_facts(run)
    except UsageError:
        return None


def prediction_as_text(found: FoundPrediction) -> str:
    """What one prediction found, without its model, as JSON."""
    return as_text(_FORM.write(found))


def prediction_from_text(text: str) -> FoundPrediction:
    """What `prediction_as_text` gave; raises ValueError, KeyError or TypeError for other text."""
    found: FoundPrediction = _FORM.read(FoundPrediction, json.loads(text))
    return found


def _one_of_each(concluded: Concluded) -> Concluded:
    """The chosen candidate and its equals as those of the leaderboard, which they were before they were written."""
    ranked = {r.rank: r for r in concluded.choice.ranked}
    chosen = concluded.choice.chosen
    choice = replace(concluded.choice, chosen=ranked[chosen.rank] if chosen else None)
    return replace(concluded, choice=choice, equal=tuple(ranked[r.rank] for r in concluded.equal))


def _name(path: str) -> str:
    """The last part of a path: the rest depends on where the run was made."""
    return shown_name(path)


def _sized(values: NDArray[np.float64]) -> list[int]:
    return list(values.shape)


def _unknown_values(shape: list[int]) -> NDArray[np.float64]:
    """A matrix of which the sizes are known, and nothing else."""
    return np.broadcast_to(np.float64(np.nan), tuple(shape))


def _unknown_labels(rows: int) -> NDArray[np.int32]:
    return np.broadcast_to(np.int32(-1), (rows,))


def _no_rows() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


def _outline(frame: pl.DataFrame) -> list[Any]:
    return [frame.height, frame.columns]


def _empty_cells(kept: list[Any]) -> pl.DataFrame:
    rows, names = kept
    return pl.DataFrame([pl.repeat(None, rows, dtype=pl.Null, eager=True).alias(name) for name in names])


_MOVES = ["old_segment", "new_segment"]


def _counted(moves: pl.DataFrame) -> list[list[Any]]:
    """How many people went from where to where."""
    return [list(row) for row in moves.sort(_MOVES, nulls_last=True).select(*_MOVES, "people").iter_rows()]


def _moves(kept: list[list[Any]]) -> pl.DataFrame:
    """The same, without what they are worth."""
    return pl.DataFrame(kept, schema={**dict.fromkeys(_MOVES, pl.Int32), "people": pl.Int64}, orient="row")


_OF_COHORTS = FieldForm(lambda figures: FRAME.write(shown_figures(figures)), FRAME.read)

_FIELDS: Forms = {
    (ReportFacts, "plan"): LeftOut(Plan.model_construct),
    (PreparedRun, "frame"): FieldForm(_outline, _empty_cells),
    (PreparedRun, "cleaning"): FRAME,
    (PreparedRun, "followed"): LeftOut(),
    **{(CohortTable, name): _OF_COHORTS for name in ("cells", "pooled")},
    (PreparedRun, "matches"): LeftOut(),
    **{(FoundPrediction, name): FRAME for name in ("deciles", "reliability", "curves", "dependences")},
    **{(FoundPrediction, name): LeftOut() for name in ("model", "test")},
    (Table, "frame"): LeftOut(pl.DataFrame),
    **{(Table, name): LeftOut() for name in ("parts", "asked", "kept")},
    (ReadReport, "path"): FieldForm(_name, str),
    (ReadReport, "files"): FieldForm(lambda files: [_name(each) for each in files], tuple),
    (ReadReport, "fingerprints"): LeftOut(),
    (Lineage, "previous"): FieldForm(_name, str),
    (ListTally, "path"): FieldForm(_name, str),
    **{(ColumnReading, name): LeftOut() for name in ("formats", "tried", "examples", "sentinel_days", "writings")},
    **{(ColumnProfile, name): LeftOut() for name in ("min", "q1", "median", "q3", "max", "mean", "std", "skewness")},
    **{(ColumnProfile, name): LeftOut() for name in ("histogram", "top")},
    (Alert, "facts"): LeftOut(),
    (Derived, "frame"): FieldForm(_outline, _empty_cells),
    **{(Derived, name): LeftOut() for name in ("carried_out", "learned")},
    (Exhibit, "frame"): FRAME,
    (Matrix, "values"): FieldForm(_sized, _unknown_values),
    (Matrix, "ids"): LeftOut(pl.Series),
    (Matrix, "kept"): LeftOut(_no_rows),
    (Matrix, "encoded"): LeftOut(),
    (Matrix, "gower"): LeftOut(),
    (Matrix, "frame"): LeftOut(),
    (Matrix, "alerts"): LeftOut(),
    (Components, "directions"): FieldForm(np.ndarray.tolist, np.array),
    (Candidate, "labels"): FieldForm(len, _unknown_labels),
    (Candidate, "seconds"): LeftOut(float),
    (Candidate, "strength"): LeftOut(),
    (Candidate, "fitted"): LeftOut(),
    (Segmented, "labels"): FieldForm(len, _unknown_labels),
    (Segmented, "table"): LeftOut(pl.DataFrame),
    (Segmented, "comparison"): FRAME,
    (Lineage, "people"): FieldForm(_counted, _moves),
    (ValueShares, "curve"): array(np.float64),
    **{(Map, axis): array(np.float64) for axis in ("x", "y")},
    (Map, "group"): array(np.int32),
}


def _read_algorithm(kept: dict[str, Any]) -> Algorithm:
    declared = find_algorithm(kept["algorithm"])
    if declared is None:
        raise ValueError(f"there is no algorithm {kept['algorithm']}")
    return declared.model_validate(kept["grid"])


_ALGORITHM = FieldForm(lambda grid: {"algorithm": grid.name, "grid": grid.model_dump(mode="json")}, _read_algorithm)
_FORM = TypedJson(_FIELDS, {Algorithm: _ALGORITHM})
