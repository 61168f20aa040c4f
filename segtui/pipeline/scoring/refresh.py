"""Updates the centroids of a K-means run with new rows, and writes the result as a version of the run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.assigner import Assignment, Rule
from segtui.clustering.assigners.nearest_centroid import NEAREST_CENTROID, nearest
from segtui.clustering.registry import algorithms
from segtui.data.databases.reading import reading
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.kept_records import keep_others, keep_records
from segtui.pipeline.artifacts.run_folder import RunFolder, refusals
from segtui.pipeline.artifacts.run_json import damaged, read_object
from segtui.pipeline.artifacts.run_lock import alone
from segtui.pipeline.artifacts.run_reader import MOMENTS, RunFiles
from segtui.pipeline.exports.output_names import files_read, refuse_files_of_runs, refuse_to_replace_inputs
from segtui.pipeline.exports.plan_exports import control_group, log_all
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.predicting.kept_predictions import KeptPrediction, PredictionNeeds, read_predictions
from segtui.pipeline.progress import Listener, rows_to
from segtui.pipeline.scoring import version_files
from segtui.pipeline.scoring.assign import AssignTally, assigned
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter, read_learned, segmenter
from segtui.pipeline.scoring.later_people import MOST
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.predictions_again import predict_again, write_predicted
from segtui.pipeline.scoring.row_source import CountedRows
from segtui.pipeline.scoring.version_files import RefreshOptions
from segtui.publishing.staging import Staging
from segtui.segments.monitoring.centroid_shift import MovingCentres, RowsBefore, SeenRows, centroid_shifts

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Refreshed:
    """What was written: the folder, and refresh.json as it stands there."""

    out: Path
    facts: dict[str, Any]


def refresh(
    run: RunFiles,
    options: RefreshOptions,
    listener: Listener,
    given: bytes = b"",
    rows: CountedRows | None = None,
) -> Refreshed:
    """Update the centroids with the rows of `options.data`, then assign these to the segments, whose numbers and names
    stay; predictions are learned again, from the newest snapshots.

    The rows are cleaned and scaled with what the run learned. They are read twice and, without predictions, never all
    in memory; `given` is the content of standard input, `rows` are those of a stream that stand for the data. Without
    `out` the version is current from now on. Raises UsageError for runs of other algorithms, DataError.
    """
    before = run.latest
    refuse_without_centroids(before, run.path)
    listener.stage(say("reading the run"))
    learned, by, predictions = read_learned(before), segmenter(before), read_predictions(before)
    centers, weights = version_files.centers(before), _weights(before, by.numbers)
    moving, seen = MovingCentres(centers.copy(), np.maximum(weights * options.keep, 1.0)), SeenRows(centers)
    number = max(versions.numbers(run.path), default=0) + 1
    out = (options.out or versions.folder(run.path, number)).absolute()
    with RunFolder(out, force=options.force) as place, refusals(place.work), ExitStack() as stack:
        stack.callback(place.discard)
        if options.out:
            refuse_files_of_runs(place.path)
            refuse_to_replace_inputs(place, files_read([options.data, *options.newer.values()], Path()))
        later: CountedRows
        if rows is not None:
            later = rows
        else:
            with reading(rows_to(listener)):
                later = stack.enter_context(_later(before, learned, options, given, predictions))
        listener.stage(say("updating the centroids with {file}", file=options.data))
        for _ in assigned(before, learned, replace(by, rule=_learning(moving, seen)), later, AssignTally(), _unheard):
            pass
        if not seen.rows:
            raise DataError(say("no row has a value in every clustered feature"), where=options.data)
        drawn = DrawnCustomers.of(seen.rows, MOST if before.is_in_parts else seen.rows, run.plan.seed)
        again = predict_again(before, learned, later, predictions, drawn, listener)
        listener.stage(say("assigning"))
        now = Segmenter(_nearest(moving.centers), by.numbers, moving.centers, NEAREST_CENTROID.method)
        tally = AssignTally()
        kept = [one.keeps for one in again if one.keeps.use_as != "none"]
        version_files.write_rows(place.files, before, learned, now, later, tally, seen.rows, kept)
        version_files.write_model(place.files / "model", before, moving.centers, seen)
        write_predicted(place.files, again)
        facts: dict[str, Any] = {"version": None if options.out else number, "from": versions.current(run.path)}
        facts |= {"at": options.at, "data": options.data, "keep": options.keep, **_counts(tally, later)}
        was, columns = _rows_before(before, by.numbers, centers), [c.name for c in learned.columns]
        facts |= centroid_shifts(by.numbers, learned.names, seen, moving, tally.segments, was, columns)
        facts |= {"predictions": [one.facts() for one in again]} if again else {}
        facts["warnings"] += [one.why for one in again if one.why]
        version_files.write_facts(place.files, before, options, out, facts, given, later.derived)
        with alone(out) as journal, Staging(journal=journal) as staging:
            if versions.run_of(out) != run.home:  # in a folder of its own it has a control group of its own
                keep_records(place)
                log_all([], control_group(before.plan, place, before), place, staging)
                keep_others(place)
            if not options.out:
                versions.stage_choice(run.path, number, staging)
            place.publish(staging)
    return Refreshed(out, facts)


def _later(
    run: RunFiles, learned: Learned, options: RefreshOptions, given: bytes, predictions: Sequence[KeptPrediction]
) -> LaterRows:
    """The new rows, with what predictions are learned from where there are some."""
    needs = PredictionNeeds.of(run.plan, predictions, outcomes=True)
    return LaterRows(run, learned, options.data, options.newer, io.BytesIO(given), needs)


def refuse_without_centroids(run: RunFiles, place: Path) -> None:
    """Raise UsageError for the run in the folder `place` if its algorithm puts rows to no centroid."""
    algorithm = run.model["algorithm"]
    able = [declared for declared in algorithms() if declared.assigner is NEAREST_CENTROID]
    if algorithm not in [declared.name for declared in able]:
        titles = " and ".join(declared.title for declared in able)
        fix = say("run its plan on the new data: segtui run PLAN --previous RUN_DIR keeps numbers and names")
        raise UsageError(
            say("only {titles} runs can be refreshed; this is {algorithm}", titles=titles, algorithm=algorithm),
            where=str(place),
            fix=fix,
        )


def _counts(tally: AssignTally, later: CountedRows) -> dict[str, Any]:
    """How many rows were assigned, and of how many what was left out, could not be read or was taken for empty."""
    return {
        "rows": tally.rows,
        "left_out": dict(sorted(tally.reasons.items())),
        "unread": dict(sorted(later.unread.items())),
        "sentinels": dict(sorted(later.sentinels.items())),
    }


def history(run: RunFiles) -> list[dict[str, Any]]:
    """The refresh.json of each version, the oldest first, with `current`; the run itself stands first as version 0."""
    now = versions.current(run.path)
    found: list[dict[str, Any]] = [{"version": 0, "current": now == 0}]
    for number in versions.numbers(run.path):
        place = versions.folder(run.path, number) / version_files.FACTS
        facts = read_object(place)
        found.append({**facts, "version": number, "current": number == now})
    return found


def roll_back(run: RunFiles, number: int | None = None) -> int:
    """Make a version current again, by default the one that the current one was made from; 0 is the run itself."""
    if number is None:
        now = next(each for each in history(run) if each["current"])
        if now["version"] == 0:
            fix = say("choose another version: --rollback N")
            raise UsageError(say("the original run is already the current one"), where=str(run.path), fix=fix)
        with foreign(damaged(versions.folder(run.path, now["version"]) / version_files.FACTS)):
            number = int(now["from"])
    versions.choose(run.path, number)
    return number


def _weights(run: RunFiles, numbers: NDArray[np.int32]) -> Floats:
    """The number of rows behind each centroid: those of the run, or as recorded by the last refresh."""
    place = run.path / version_files.FACTS
    if place.is_file():
        facts = read_object(place)
        with foreign(damaged(place)):
            known = {s["segment"]: s["weight"] for s in facts["segments"]}
            return np.array([known[int(number)] for number in numbers], dtype=np.float64)
    sizes = run.sizes()
    return np.array([sizes.get(int(number), 0) for number in numbers], dtype=np.float64)


def _rows_before(run: RunFiles, numbers: NDArray[np.int32], centers: Floats) -> RowsBefore:
    """What the run's rows were: all of them, and of a run over parts their distance by the sample that it keeps."""
    found = RowsBefore.of(run.rows()[:, 2:].to_numpy(), centers)
    if not run.is_in_parts:
        return found
    sizes = run.sizes()
    counts = np.array([sizes.get(int(number), 0) for number in numbers], dtype=np.float64)
    found = replace(found, shares=counts / max(1.0, counts.sum()))
    with foreign(damaged(run.path / "model" / "model.json")):
        if MOMENTS not in run.model:  # of an earlier version of segtui
            return found
        mean, std = (np.array(run.model[MOMENTS][name], dtype=np.float64) for name in ("mean", "std"))
        if mean.shape != std.shape or mean.shape != found.mean.shape:
            raise ValueError(f"{MOMENTS} are of other columns")
    return replace(found, mean=mean, std=std)


def _learning(moving: MovingCentres, seen: SeenRows) -> Rule:
    def learn(values: Floats) -> Assignment:
        seen.take(values)
        moving.learn(values)
        return Assignment(nearest(values, moving.centers))

    return learn


def _nearest(centers: Floats) -> Rule:
    return lambda values: Assignment(nearest(values, centers))


def _unheard(_: int) -> None:
    """Nobody asks how many rows are done."""
