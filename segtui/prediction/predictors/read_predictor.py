"""Reads a predictor from what was kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from segtui.prediction.predictors.layers import Layers
from segtui.prediction.predictors.predictor import Predictor
from segtui.prediction.predictors.trees import Trees


def predictor_of(facts: Mapping[str, Any], table: pl.DataFrame | None) -> Predictor:
    """The predictor of what `facts` and `table` gave; raises KeyError, TypeError or ValueError for other data."""
    if facts["form"] == "layers":
        return Layers.of(facts)
    if facts["form"] != "trees" or table is None:
        raise ValueError(f"a predictor of the form {facts['form']!r:.40} can't be read")
    return Trees.of(facts, table)
