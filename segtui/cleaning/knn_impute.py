"""Fills empty cells from the most similar rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.gap_matrix import finite, places, put_back, with_values
from segtui.language.sentences import say

DONORS = 20_000
"""Above this many rows, neighbors are searched in a fixed sample of this size."""
_CHUNK_MIB = 64
_BATCH = 10_000


def impute_knn(
    frame: pl.DataFrame, gaps: Sequence[str], *, id: str, neighbours: int, seed: int
) -> tuple[list[pl.Series], list[str]]:
    """The columns `gaps` filled with the mean of the nearest rows (Troyanskaya et al. 2001), and notes.

    Rows are compared by all numeric columns except the id, z-scored (ddof 0), over those that both rows have
    (scikit-learn's KNNImputer, nan_euclidean). Memory stays within some tens of MiB besides the matrix.
    """
    if not gaps:
        return [], []
    rows = frame.height
    notes: list[str] = []
    if rows > DONORS:
        notes.append(say("nearest rows were searched among {donors:,} of {rows:,} rows", donors=DONORS, rows=rows))
    return donors(frame, id=id, seed=seed).fill(frame, gaps, neighbours), notes


@dataclass(frozen=True)
class Donors:
    """Rows that empty cells are filled from: `z` (m, d, NaN where empty) z-scored by `mean` and `scale` (d).

    `names` are the columns, `rows` (m) their row numbers in the frame.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    z: NDArray[np.float64]
    rows: NDArray[np.int64]

    def fill(self, frame: pl.DataFrame, gaps: Sequence[str], neighbours: int) -> list[pl.Series]:
        """The columns `gaps` of a frame with the same columns, filled."""
        matrix = finite(frame, self.names)
        at = places(self.names, gaps)
        rows = np.flatnonzero(np.isnan(matrix[:, at]).any(axis=1))
        filled = _filled(self.z, (matrix[rows] - self.mean) / self.scale, neighbours) * self.scale + self.mean
        return [put_back(frame.get_column(c), rows, filled[:, p]) for c, p in zip(gaps, at, strict=True)]


def donors(frame: pl.DataFrame, *, id: str, seed: int, most: int = DONORS) -> Donors:
    """The rows of a frame as donors, or at most this many that the seed draws, scaled by all rows."""
    names = [c for c in frame.columns if c != id and frame.schema[c].is_numeric()]
    names, matrix = with_values(names, finite(frame, names))
    mean, scale = np.nanmean(matrix, axis=0), np.nanstd(matrix, axis=0)
    scale[scale == 0] = 1.0
    rows = np.arange(len(matrix))
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(seed).choice(len(matrix), most, replace=False))
    return Donors(tuple(names), mean, scale, (matrix[rows] - mean) / scale, rows)


def _filled(donors: NDArray[np.float64], rows: NDArray[np.float64], neighbours: int) -> NDArray[np.float64]:
    """The rows with all their cells filled; on one thread, so that sums do not depend on the number of threads."""
    from sklearn import config_context
    from sklearn.impute import KNNImputer
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), config_context(working_memory=_CHUNK_MIB):
        imputer = KNNImputer(n_neighbors=neighbours, keep_empty_features=True).fit(donors)
        parts = [imputer.transform(rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH)]
    return np.concatenate(parts)
