"""Cleans, scales and assigns later rows with what a run learned, all at once, to measure drift."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.features.scaled_matrix.transform import NoValue
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.pipeline.scoring.scaled_batches import scaled_batches

_MOST_VALUES = 50


@dataclass(frozen=True)
class ScoredRows:
    """m rows that have a value in every feature: `values` (m, d) scaled as the run's, `labels` (m, -1 is nowhere).

    Of the `cleaned` rows `unplaced` have no place, by the reason. `known` are the values that text columns
    had in the run, where up to fifty or clustered; `met` counts those that such columns have after cleaning.
    """

    values: NDArray[np.float64]
    labels: Labels
    cleaned: int
    unplaced: Counter[NoValue]
    met: dict[str, Counter[str]]
    known: dict[str, frozenset[str]]


def placed_rows(run: RunFiles, learned: Learned, by: Segmenter, later: LaterRows) -> ScoredRows:
    """All rows of `later`; raises DataError where they do not go with the run."""
    known = _known(run, learned)
    met: dict[str, Counter[str]] = {}
    values, labels, rows, why = [], [], 0, Counter[NoValue]()
    for batch in scaled_batches(run, learned, later):
        found = by.rule(batch.seen_by(by)).labels
        values.append(batch.values)
        labels.append(np.where(found == -1, -1, by.numbers[found]).astype(np.int32))
        rows += batch.frame.height
        why.update(batch.scaled.gaps[gap] for gap in batch.scaled.why.drop_nulls())
        for name in known.keys() & set(batch.frame.columns):
            if batch.frame[name].dtype == pl.String:
                met.setdefault(name, Counter()).update(dict(batch.frame[name].drop_nulls().value_counts().iter_rows()))
    d = len(learned.columns)
    return ScoredRows(
        np.concatenate([np.empty((0, d)), *values]),
        np.concatenate([np.empty(0, dtype=np.int32), *labels]),
        rows,
        why,
        met,
        known,
    )


def _known(run: RunFiles, learned: Learned) -> dict[str, frozenset[str]]:
    """The values of text columns in the run: those that were clustered, and of segments.csv those with few."""
    columns = run.segments().collect_schema().names()[4:]
    others = run.segments().select(col(c) for c in columns if c not in learned.categories)
    counts = others.select(pl.all().n_unique()).collect()
    few = [c.name for c in counts.get_columns() if c[0] <= _MOST_VALUES + 1]
    found = {name: frozenset(others.select(col(name).unique()).collect()[name].drop_nulls()) for name in few}
    return {**found, **{name: frozenset(values) for name, values in learned.categories.items()}}
