"""The predictions of a run for later rows, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.join_features import comparable
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction
from segtui.pipeline.scoring.clean_batches import CleanedRows
from segtui.pipeline.scoring.fitted_model import Learned
from segtui.pipeline.scoring.row_source import RowSource
from segtui.pipeline.scoring.scaled_batches import ScaledBatch, scaled_batches
from segtui.prediction.learner import Floats


def predicted_rows(
    run: RunFiles, learned: Learned, later: RowSource, predictions: Sequence[KeptPrediction]
) -> Iterator[pl.DataFrame]:
    """A frame for each batch, one row for each that was read, in order: the id and the columns of the predictions.

    Rows that cleaning leaves out, and customers that the log does not know, have no probability. Raises DataError.
    """
    for batch in scaled_batches(run, learned, later):
        ids = ids_of(batch.cleaned, run.id_type).alias(run.id)
        yield pl.DataFrame([ids, *predicted_of(predictions, batch, later)])


def predicted_of(predictions: Sequence[KeptPrediction], batch: ScaledBatch, later: RowSource) -> list[pl.Series]:
    """The columns of the predictions for all rows of a batch (n)."""
    columns: list[pl.Series] = []
    for one in predictions:
        probability = np.full(len(batch.cleaned.why), np.nan)
        probability[batch.cleaned.rows] = probabilities_of(one, batch, later)
        columns += one.columns(probability)
    return columns


def probabilities_of(one: KeptPrediction, batch: ScaledBatch, later: RowSource) -> Floats:
    """What a prediction says of the cleaned rows of a batch (m), NaN for whom its log does not know."""
    own = one.probabilities(batch.frame)
    own[~_known(one, batch, later)] = np.nan
    return own


def ids_of(batch: CleanedRows, dtype: pl.DataType) -> pl.Series:
    """Every row's id in the run's type: as cleaned where the row stayed, else as read."""
    ids = batch.ids.cast(dtype, strict=False)
    return ids.scatter(batch.rows, batch.frame.get_column(batch.id).cast(dtype, strict=False))


def _known(one: KeptPrediction, batch: ScaledBatch, later: RowSource) -> NDArray[np.bool_]:
    """Which of the cleaned rows (m) are customers as those that it was learned from: in the log, and active."""
    if not one.log:
        return np.ones(batch.frame.height, dtype=bool)
    made = later.derived[one.log]
    ids = later.active[one.asked] if one.asked else made.frame.get_column(made.id)
    left, right = comparable(batch.frame.get_column(batch.cleaned.id), ids)
    return left.is_in(right.unique().implode()).fill_null(False).to_numpy().astype(np.bool_)
