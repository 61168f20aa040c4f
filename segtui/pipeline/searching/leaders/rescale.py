"""The scaling of a matrix learnt again from some of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from segtui.features.scaled_matrix.scaling import Scaling, is_constant, shift_and_scale

Floats = NDArray[np.float64]
Scale = Callable[[Floats], Callable[[Floats], Floats]]
"""Learns from some rows (m, d) how to scale any rows."""


def scaled_again(
    values: Floats, columns: Sequence[Scaling], method: str, whole: Sequence[float] | None = None
) -> Scale:
    """How some rows of a scaled matrix (n, d) would have scaled it, if they had been all.

    Only the spread is learnt: a shift changes no distance. A column keeps what it weighs beside its scale, because its
    new spread is taken relative to that of all rows; columns of one category share theirs. `whole` are the spreads of
    all rows by block, where `values` are a sample.
    """
    blocks = blocks_of(columns)
    whole = [_spread(values[:, block], method) for block in blocks] if whole is None else whole

    def learn(rows: Floats) -> Callable[[Floats], Floats]:
        factors = np.ones(values.shape[1])
        for block, of_all in zip(blocks, whole, strict=True):
            factors[block] = of_all / (_spread(rows[:, block], method) or of_all or 1.0)
        return lambda some: np.ascontiguousarray(some * factors)

    return learn


def blocks_of(columns: Sequence[Scaling]) -> list[list[int]]:
    """The places of columns that share a scale: those of one category, each other column alone."""
    return [[at for at, _ in block] for _, block in groupby(enumerate(columns), key=lambda pair: pair[1].source)]


def _spread(block: Floats, method: str) -> float:
    """What the columns of a block (n, c) are divided by, 0 where they don't vary; 1 where it doesn't depend on rows."""
    if method == "none" or (method != "zscore" and block.shape[1] > 1):
        return 1.0
    if method == "zscore":
        spreads = [
            0.0 if is_constant(column, float(column.mean()), float(column.std())) else float(column.std())
            for column in block.T
        ]
        return float(np.hypot.reduce(spreads))
    values = block[:, 0]
    return 0.0 if values.min() == values.max() else shift_and_scale(values, method)[1]
