"""Cleans, scales and assigns later rows with what a run learned, batch by batch, and counts what drift is told by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from segtui.features.scaled_matrix.transform import NoValue
from segtui.libraries.columns import col
from segtui.libraries.parts.kept_numbers import KeptNumbers
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.predicted_rows import probabilities_of
from segtui.pipeline.scoring.scaled_batches import scaled_batches
from segtui.pipeline.scoring.seen_rows import seen_by
from segtui.segments.monitoring.feature_drift import DriftRows, LaterFeatures
from segtui.segments.monitoring.score_drift import CountedScores

_MOST_VALUES = 50


@dataclass
class ScoredRows:
    """Later rows: `features` of those with a value in every one, how many each segment has (-1 is nowhere), and how far
    each of them is from its centroid.

    Of the `cleaned` rows `unplaced` have no place, by the reason. `met` counts the values of text columns after
    cleaning, `scores` the probabilities of each prediction.
    """

    features: LaterFeatures
    away: KeptNumbers
    segments: Counter[int] = field(default_factory=Counter)
    cleaned: int = 0
    unplaced: Counter[NoValue] = field(default_factory=Counter)
    met: dict[str, Counter[str]] = field(default_factory=dict)
    scores: dict[str, CountedScores] = field(default_factory=dict)


def scored_rows(
    run: RunFiles,
    learned: Learned,
    by: Segmenter,
    later: LaterRows,
    then: DriftRows,
    known: dict[str, frozenset[str]],
    folder: Path,
    predictions: Sequence[KeptPrediction] = (),
) -> ScoredRows:
    """All rows of `later`, against the run's, `then`; `folder` takes what is kept of them, `known` are text columns
    whose values are counted. Raises DataError where they do not go with the run."""
    seed = run.plan.seed
    features = LaterFeatures(then.values, learned.columns, folder, seed)
    found = ScoredRows(features, KeptNumbers(folder / "away", seed))
    found.scores = {one.name: CountedScores(one.edges, one.bands) for one in predictions}
    for batch in scaled_batches(run, learned, later):
        places = by.rule(seen_by(by, batch, later)).labels
        labels = np.where(places == -1, -1, by.numbers[places]).astype(np.int32)
        found.features.take(batch.values)
        found.away.add(DriftRows(batch.values, labels, then.centroids, then.numbers).distances())
        found.segments.update(counts_of(labels))
        found.cleaned += batch.frame.height
        found.unplaced.update(batch.scaled.gaps[gap] for gap in batch.scaled.why.drop_nulls())
        for one in predictions:
            found.scores[one.name].take(probabilities_of(one, batch, later))
        for name in known.keys() & set(batch.frame.columns):
            if batch.frame[name].dtype == pl.String:
                values = dict(batch.frame[name].drop_nulls().value_counts().iter_rows())
                found.met.setdefault(name, Counter()).update(values)
    return found


def counts_of(labels: np.ndarray[tuple[int], np.dtype[np.int32]]) -> dict[int, int]:
    """How many rows each segment has."""
    numbers, counts = np.unique(labels, return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def known_values(run: RunFiles, learned: Learned) -> dict[str, frozenset[str]]:
    """The values of text columns in the run: those that were clustered, and of segments.csv those with few."""
    columns = run.segments().collect_schema().names()[4:]
    few: dict[str, set[str | None]] = {c: set() for c in columns if c not in learned.categories}
    for block in run.segment_blocks():
        if not few:
            break
        frame = block.select(col(name) for name in few).collect()
        for name in list(few):
            few[name] |= set(frame[name].unique())
            if len(few[name]) > _MOST_VALUES + 1:
                del few[name]
    found = {name: frozenset(value for value in values if value is not None) for name, values in few.items()}
    return {**found, **{name: frozenset(values) for name, values in learned.categories.items()}}
