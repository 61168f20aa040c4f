"""Answers what the cleaned table and its features look like."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Prepare, Prepared
from segtui.engine.transport.messages.payloads import DerivedFacts, MatrixColumn, StepLog, TableProfile
from segtui.engine.transport.progress_reporter import ProgressReporter
from segtui.features.maker import Derived
from segtui.features.matrix import Matrix

_BINS = 20


def prepare(question: Prepare, cache: SessionCache, reporter: ProgressReporter) -> Prepared:
    """The plan run up to the matrix."""
    basis = cache.prepared(cache.plan(question.plan), Path(question.folder), reporter)
    made = basis.prepared
    reporter.stage("profiling the cleaned table")
    cleaned = basis.profile
    return Prepared(
        question.ticket,
        frame=cache.frames.place("prepared", basis.made_from, lambda: made.frame),
        rows=made.frame.height,
        id=made.id,
        cleaning=cast("list[StepLog]", made.cleaning.to_dicts()),
        features=features(made.matrix),
        correlations=correlations(made.matrix.values),
        clustered=made.matrix.values.shape[0],
        left_out=made.matrix.left_out,
        profile=cast("TableProfile", cleaned.to_dict()),
        notes=list(made.notes),
        derived=[derived(d) for d in made.derived],
    )


def derived(made: Derived) -> DerivedFacts:
    """What is said of features made from another table."""
    edges = {name: list(bounds) for name, bounds in made.edges.items()}
    return {
        "rows": made.frame.height,
        "notes": [{"text": note.text, "feature": note.feature} for note in made.remarks],
        "edges": edges,
    }


def features(matrix: Matrix) -> list[MatrixColumn]:
    """How each column of the matrix was made, and its histogram as it is clustered: 20 bins from least to most."""
    found = []
    for scaling, values in zip(matrix.columns, matrix.values.T, strict=True):
        counts, edges = np.histogram(values, bins=_BINS)
        column = {**vars(scaling), "counts": counts.tolist(), "edges": edges.tolist()}
        found.append(cast("MatrixColumn", column))
    return found


def correlations(values: NDArray[np.float64]) -> list[list[float]]:
    """Pearson's correlations of the columns of (n, d), by rows of d; 0 with a column that does not vary."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.nan_to_num(np.atleast_2d(np.corrcoef(values, rowvar=False)))
    np.fill_diagonal(found, 1.0)
    rows: list[list[float]] = found.clip(-1.0, 1.0).tolist()
    return rows
