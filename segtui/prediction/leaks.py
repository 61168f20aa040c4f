"""Features that tell an outcome by themselves: what is known only after it, more often than not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.column_roles import is_category, is_measure
from segtui.prediction.metrics.ranking import Floats, Truth, rank

SUSPICIOUS = 0.95
_LEAST = 10
"""Values of fewer rows tell an outcome by chance."""


@dataclass(frozen=True)
class Leak:
    """A feature that alone ranks the outcome with this ROC-AUC; `empty` says that whether it is empty already does."""

    column: str
    roc_auc: float
    empty: bool = False


def find_leaks(frame: pl.DataFrame, outcome: Truth, above: float = SUSPICIOUS) -> tuple[Leak, ...]:
    """The features (n rows) that alone give a ROC-AUC above this, the most suspicious first."""
    found: list[Leak] = []
    for column in frame.get_columns():
        by_gap = alone(column.is_null().to_numpy().astype(np.float64), outcome)
        by_value = alone(_as_numbers(column, outcome), outcome)
        if max(by_gap, by_value) > above:
            found.append(Leak(column.name, max(by_gap, by_value), by_gap >= by_value))
    return tuple(sorted(found, key=lambda leak: (-leak.roc_auc, leak.column)))


def alone(values: Floats, outcome: Truth) -> float:
    """The ROC-AUC of one number (n), whichever way it points; 0.5 where there are not both outcomes."""
    if outcome.all() or not outcome.any():
        return 0.5
    auc = float(rank(values, outcome).counts().roc_auc()[0])
    return max(auc, 1 - auc)


def _as_numbers(column: pl.Series, outcome: Truth) -> Floats:
    """The column as numbers to rank by; text by the rate of each value that has enough rows; empty cells by theirs."""
    if is_category(column):
        values = column.cast(pl.String).fill_null("\0")
    elif is_measure(column):
        values = column.cast(pl.Float64).fill_nan(None)
        filled = values.fill_null(_between(values, outcome))
        return filled.to_numpy()
    else:
        return np.zeros(len(column))
    table = pl.DataFrame({"value": values, "yes": outcome})
    means = pl.col("yes").mean().over("value")
    shown = pl.when(pl.len().over("value") >= _LEAST).then(means).otherwise(pl.lit(float(outcome.mean())))
    return table.select(shown.alias("rate"))["rate"].to_numpy()


def _between(values: pl.Series, outcome: Truth) -> float:
    """The value that stands for an empty cell: the median."""
    median = values.median()
    return float(median) if isinstance(median, (int, float)) else 0.0
