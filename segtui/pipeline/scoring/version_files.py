"""The files of a version: a run folder of its own, with the new rows, the updated centroids and the old names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.assigner import Assignment
from segtui.data.addresses import is_address
from segtui.data.reading import source_paths
from segtui.data.reading.reader_settings import at_path
from segtui.data.reading.source_paths import asked_now
from segtui.data.source import Source
from segtui.delivery.export.write_csv import write_csv
from segtui.features.maker import Derived
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import cols
from segtui.libraries.compiled import processors
from segtui.pipeline.artifacts import manifest
from segtui.pipeline.artifacts.append_writer import GrowingFile
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import MATCHES, MOMENTS, RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction
from segtui.pipeline.preparing.asked_tables import facts_of
from segtui.pipeline.scoring.assign import AssignTally, assigned
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter
from segtui.pipeline.scoring.row_source import RowSource
from segtui.plan.dump import dump
from segtui.plan.model import Plan
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder
from segtui.segments.monitoring.centroid_shift import SeenRows

Floats = NDArray[np.float64]
FACTS = "refresh.json"
_CENTERS = "model/fit-segments.parquet"
KEEP = 0.5
"""On drifting streams, centroids with this much memory keep up with refitting (tests/bench/refresh.py)."""


@dataclass(frozen=True)
class RefreshOptions:
    """A refresh: new `data`, `newer` tables for derives by number from 1, and how much of their weight the rows before
    keep (above 0, to 1). `out` is the folder to write instead of a version; `at` is noted as its time."""

    data: str
    newer: Mapping[int, str]
    keep: float = KEEP
    out: Path | None = None
    force: bool = False
    at: str | None = None


def centers(run: RunFiles) -> Floats:
    """The centres (k, d) of a K-means run, in the order of its segments' numbers."""
    place = run.path / _CENTERS
    with foreign(damaged(place)):
        found: Floats = np.ascontiguousarray(pl.read_parquet(place, glob=False)["centers"].to_numpy())
    return found


def write_rows(
    place: Path,
    run: RunFiles,
    learned: Learned,
    by: Segmenter,
    later: RowSource,
    tally: AssignTally,
    rows: int,
    predictions: Sequence[KeptPrediction] = (),
) -> None:
    """segments.csv and the model's rows, batch by batch, without those in no segment; and whom cleaning merged.

    Of a run over parts the model has a sample of the `rows` that have a place.
    """
    private_folder(place / "model")
    model, passed, at = run.model, list[Floats](), 0
    drawn = _drawn(run, rows)

    def rule(values: Floats) -> Assignment:
        passed.append(values)
        return by.rule(values)

    with ExitStack() as stack:
        names = ("segments.csv", "model/rows.parquet", "model/fit.parquet")
        files = [stack.enter_context(GrowingFile(Path(name), place / name)) for name in names]
        watching = Segmenter(rule, by.numbers, by.centroids, by.how)
        for frame in assigned(run, learned, watching, later, tally, lambda _: None, predictions):
            kept = frame.filter(pl.col("segment") != -1)
            ids, segment = kept[run.id], kept["segment"]
            values = pl.DataFrame(passed.pop(), schema=[c.name for c in learned.columns])
            values.insert_column(0, segment.alias(model["segment_column"]))
            values.insert_column(0, ids.alias(model["id_column"]))
            fit = pl.DataFrame([ids.alias("id"), pl.Series("tied", [False]).new_from_index(0, len(ids))])
            if drawn is not None:
                first, last = np.searchsorted(drawn, [at, at + len(ids)])
                values, fit = (each[drawn[first:last] - at] for each in (values, fit))
            at += len(ids)
            for file, more in zip(files, (kept.drop("reason"), values, fit), strict=True):
                file.add(more)
    if later.matches:
        write_csv(pl.concat(later.matches), place / MATCHES)


def _drawn(run: RunFiles, rows: int) -> NDArray[np.int64] | None:
    """Which of the rows (rising) a version of a run over parts keeps in its model; None where it is all of them."""
    most = run.plan.sample() or run.rows().height
    if not run.is_in_parts or rows <= most:
        return None
    drawn: NDArray[np.int64] = np.random.default_rng(run.plan.seed).choice(rows, most, replace=False, shuffle=False)
    return np.sort(drawn)


def write_model(place: Path, run: RunFiles, moved: Floats, seen: SeenRows) -> None:
    """The model with updated centroids, and of a run over parts what all rows that were `seen` are; everything else is
    unchanged."""
    before = run.path / "model"
    shutil.copyfile(before / "learned.json", place / "learned.json")
    shutil.copyfile(before / "model.json", place / "model.json")
    if (before / "predict").is_dir():
        shutil.copytree(before / "predict", place / "predict")
    if run.is_in_parts:
        note_all_rows(place, seen.rows, seen.mean, seen.std)
    per_segment = pl.read_parquet(run.path / _CENTERS, glob=False)
    width = moved.shape[1]
    there = per_segment.with_columns(pl.Series("centers", moved, dtype=pl.Array(pl.Float64, width)))
    write_parquet(there, place / "fit-segments.parquet", statistics=False)
    centroids = run.centroids().sort(cols([run.model["segment_column"]]))
    first, *features = centroids.columns
    means = pl.DataFrame(moved, schema=features).insert_column(0, centroids[first])
    write_parquet(means, place / "centroids.parquet", statistics=False)


def note_all_rows(model: Path, rows: int, mean: Floats, std: Floats) -> None:
    """Say in model.json of how many clustered rows rows.parquet has a sample, and what their columns (d) are like."""
    place = model / "model.json"
    facts = json.loads(place.read_text(encoding="utf-8"))
    facts = {**facts, "rows": rows, MOMENTS: {"mean": mean.tolist(), "std": std.tolist()}}
    place.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_facts(
    place: Path,
    run: RunFiles,
    options: RefreshOptions,
    out: Path,
    facts: Mapping[str, Any],
    given: bytes,
    made: Mapping[int, Derived],
) -> None:
    """refresh.json, the plan with the new data for its source, and run.json; `given` came by standard input, `made` is
    what was derived by number."""
    text = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
    (place / FACTS).write_text(text + "\n", encoding="utf-8")
    (place / "plan.toml").write_text(dump(_plan(run, options, out, made)), encoding="utf-8")
    inputs: dict[str, str] = {}
    new = at_path(run.plan.source, options.data) if run.plan.source else Source(path=options.data)
    databases: list[dict[str, Any]] = []
    later = {f"derive[{number}]": Source(path=path) for number, path in options.newer.items()}
    for key, source in {"source" if run.plan.source else "derive[1]": new, **later}.items():
        if is_address(source.path) and (asked := asked_now(source, Path())):
            databases.append(facts_of(key, asked))
            inputs[asked.address] = asked.sha256
        else:
            inputs |= manifest.hashes(source, given)
    segments = [
        {n: each[n] for n in ("segment", "name", "rows", "share")} | {"traits": []} for each in facts["segments"]
    ]
    known = {"inputs": inputs, "seed": run.plan.seed, "threads": processors(), "chosen": run.manifest["chosen"]}
    known |= {"databases": databases} if databases else {}
    known |= {"refreshed": facts["version"], "segments": segments, "warnings": facts["warnings"]}
    manifest.write(place, known)


def _plan(run: RunFiles, options: RefreshOptions, out: Path, made: Mapping[int, Derived]) -> Plan:
    """The run's plan with the new data for its source, its paths from the version's folder; it exports nothing.

    Newer tables are measured to their own last day.
    """
    plan = run.plan
    newer, source = dict(options.newer), plan.source
    if source:
        source = at_path(source, _led(options.data, Path(), out))
    else:
        newer.setdefault(1, options.data)

    def led(number: int, path: str) -> str:
        return _led(newer[number], Path(), out) if number in newer else _led(path, run.path, out)

    carried = {number: made[number].carried_out for number in newer if number in made}
    derive = [(carried.get(i) or maker).with_paths(partial(led, i)) for i, maker in enumerate(plan.derive, start=1)]
    cohorts = [one.model_copy(update={"path": _led(one.path, run.path, out)}) for one in plan.cohort]
    logs = {maker.path: derive[number - 1].path for number, maker in plan.table_makers()}  # type: ignore[attr-defined]
    predict = tuple(order.with_paths(lambda path: logs.get(path, path)) for order in plan.predict)
    segments = plan.segments.model_copy(update={"names": run.names, "previous": None})
    tables = {"source": source, "derive": tuple(derive), "cohort": tuple(cohorts), "predict": predict}
    observe = plan.observe and plan.observe.with_paths(lambda path: _led(path, run.path, out))
    return plan.model_copy(update={**tables, "segments": segments, "export": (), "observe": observe})


def _led(path: str, start: Path, out: Path) -> str:
    """A path that led from one folder, leading from another."""
    return source_paths.move_source(path, start.absolute(), out)
