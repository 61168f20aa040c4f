"""Later rows as the rule of a run reads them."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.pipeline.scoring.fitted_model import Segmenter
from segtui.pipeline.scoring.predicted_rows import predicted_of
from segtui.pipeline.scoring.row_source import RowSource
from segtui.pipeline.scoring.scaled_batches import ScaledBatch
from segtui.prediction.predict_columns import band_numbers


def seen_by(rule: Segmenter, batch: ScaledBatch, later: RowSource) -> NDArray[np.float64]:
    """The whole rows of a batch by features; or by the encoded columns for Gower's distance, as the number of the rule
    that each matches, or of the band of the prediction that it is in."""
    if rule.predicted is not None:
        columns = {column.name: column for column in predicted_of([rule.predicted], batch, later)}
        numbers = band_numbers(rule.predicted.name, columns, rule.predicted.bands)
        return numbers[batch.cleaned.rows][batch.whole]
    if rule.table is not None:
        return rule.table.numbers(batch.frame.filter(pl.Series(batch.whole)))
    return batch.values if rule.gower is None else batch.scaled.encoded[batch.whole] * rule.gower
