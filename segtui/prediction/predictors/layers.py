"""Sums of weighted features, one layer for a logistic regression, more for a neural net."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from segtui.prediction.predictors.predictor import Floats, expit


@dataclass(frozen=True)
class Layers:
    """Weights (d, h) and offsets (h) of each layer, the last with h = 1; between layers negative sums become 0."""

    weights: tuple[Floats, ...]
    offsets: tuple[Floats, ...]

    def probabilities(self, rows: Floats) -> Floats:
        """The probability (n) of the outcome for prepared rows (n, d)."""
        last = len(self.weights) - 1
        for number, (weights, offsets) in enumerate(zip(self.weights, self.offsets, strict=True)):
            rows = _weighted(rows, weights) + offsets
            if number < last:
                rows = np.maximum(rows, 0.0)
        return expit(rows[:, 0])

    def facts(self) -> dict[str, Any]:
        """The weights and offsets as lists."""
        weights, offsets = ([layer.tolist() for layer in layers] for layers in (self.weights, self.offsets))
        return {"form": "layers", "weights": weights, "offsets": offsets}

    def table(self) -> pl.DataFrame | None:
        """None: there are no trees."""
        return None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Layers:
        """The layers of what `facts` gave."""
        weights, offsets = (tuple(np.array(each, dtype=float) for each in facts[k]) for k in ("weights", "offsets"))
        return cls(weights, offsets)


def _weighted(rows: Floats, weights: Floats) -> Floats:
    """Rows (n, d) by weights (d, h), added up feature by feature: the same for a row in any batch, as BLAS is not."""
    total = np.zeros((len(rows), weights.shape[1]))
    for column, weight in zip(rows.T, weights, strict=True):
        total += column[:, None] * weight
    return total
