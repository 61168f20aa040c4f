"""Empty cells filled from the most similar rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.wording import counted

DONORS = 20_000
"""Past so many rows the neighbours are looked for among a fixed sample of this size."""
_CHUNK_MIB = 64
_BATCH = 10_000


def impute_knn(
    frame: pl.DataFrame, gaps: Sequence[str], *, id: str, neighbours: int
) -> tuple[list[pl.Series], list[str]]:
    """The columns `gaps` filled with the mean of the nearest rows (Troyanskaya et al. 2001), and notes.

    Rows are compared by all numeric columns but the id, z-scored (ddof 0), over those that both rows have
    (scikit-learn's KNNImputer, nan_euclidean). Memory stays at some tens of MiB beside the matrix.
    """
    if not gaps:
        return [], []
    names = [c for c in frame.columns if c != id and frame.schema[c].is_numeric()]
    matrix = frame.select(pl.col(names).cast(pl.Float64)).to_numpy().copy()
    matrix[~np.isfinite(matrix)] = np.nan
    names, matrix = _with_values(names, matrix)
    mean, scale = np.nanmean(matrix, axis=0), np.nanstd(matrix, axis=0)
    scale[scale == 0] = 1.0
    places = [names.index(c) for c in gaps]
    rows = np.flatnonzero(np.isnan(matrix[:, places]).any(axis=1))
    filled = _filled((matrix - mean) / scale, rows, neighbours) * scale + mean
    notes = (
        []
        if len(matrix) <= DONORS
        else [f"neighbours were looked for among {DONORS:,} of {counted(len(matrix), 'row')}"]
    )
    return [_put_back(frame.get_column(c), rows, filled[:, p]) for c, p in zip(gaps, places, strict=True)], notes


def _with_values(names: list[str], matrix: NDArray[np.float64]) -> tuple[list[str], NDArray[np.float64]]:
    """Columns without any value say nothing about likeness."""
    known = np.logical_not(np.isnan(matrix).all(axis=0))
    return [n for n, k in zip(names, known.tolist(), strict=True) if k], matrix[:, known]


def _filled(z: NDArray[np.float64], rows: NDArray[np.int64], neighbours: int) -> NDArray[np.float64]:
    """The rows with all their cells filled; one thread, so that sums never depend on how many there are."""
    from sklearn import config_context
    from sklearn.impute import KNNImputer
    from threadpoolctl import threadpool_limits

    donors = z
    if len(z) > DONORS:
        donors = z[np.sort(np.random.default_rng(0).choice(len(z), DONORS, replace=False))]
    with threadpool_limits(1), config_context(working_memory=_CHUNK_MIB):
        imputer = KNNImputer(n_neighbors=neighbours, keep_empty_features=True).fit(donors)
        parts = [imputer.transform(z[rows[i : i + _BATCH]]) for i in range(0, len(rows), _BATCH)]
    return np.concatenate(parts)


def _put_back(column: pl.Series, rows: NDArray[np.int64], values: NDArray[np.float64]) -> pl.Series:
    """The column with its empty cells taken from `values`, all other cells as they were."""
    empty = column.is_null().to_numpy()
    made = np.full(column.len(), np.nan)
    made[rows] = values
    whole = column.dtype.is_integer() and bool((made[empty] == np.floor(made[empty])).all())
    filler = pl.Series(column.name, made).cast(pl.Int64 if whole else pl.Float64, strict=False)
    return filler.zip_with(pl.Series(empty), column.cast(filler.dtype))
