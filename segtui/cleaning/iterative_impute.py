"""Fills empty cells by regressions on the other columns."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.gap_matrix import finite, places, put_back, with_values
from segtui.language.sentences import say

LEARNED_FROM = 10_000
"""Above this many rows, regressions are fitted on a sample of this size."""
_PREDICTORS = 20
_CHUNK = 50_000


def impute_iteratively(
    frame: pl.DataFrame, gaps: Sequence[str], *, id: str, seed: int
) -> tuple[list[pl.Series], list[str]]:
    """The columns `gaps` filled by regressions on the numeric columns except the id, and notes."""
    if not gaps:
        return [], []
    notes: list[str] = []
    if frame.height > LEARNED_FROM:
        notes.append(
            say("regressions were fitted on {sample:,} of {rows:,} rows", sample=LEARNED_FROM, rows=frame.height)
        )
    return learn_regressions(frame, id=id, seed=seed).fill(frame, gaps), notes


@dataclass(frozen=True)
class Regression:
    """One column from others, by their places: coefficients for z-scores, and the intercept."""

    column: int
    predictors: tuple[int, ...]
    coefficients: tuple[float, ...]
    intercept: float


@dataclass(frozen=True)
class Regressions:
    """Regressions in the order in which they are applied, each to what those before it filled in.

    `names` are the columns; `mean` and `scale` (d) z-score them, `low` and `high` (d) bound what is filled in.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    order: tuple[Regression, ...]

    def fill(self, frame: pl.DataFrame, gaps: Sequence[str]) -> list[pl.Series]:
        """The columns `gaps` of a frame with the same columns, filled; PlanError if one has no finite number.

        A row's cells do not depend on the other rows.
        """
        at = places(self.names, gaps)
        matrix = finite(frame, self.names)
        rows = np.flatnonzero(np.isnan(matrix[:, at]).any(axis=1))
        filled = np.concatenate([self._filled(matrix[part]) for part in _parts(rows)])
        return [put_back(frame.get_column(c), rows, filled[:, p]) for c, p in zip(gaps, at, strict=True)]

    def _filled(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        empty = np.isnan(rows)
        z = (rows - self.mean) / self.scale
        z[empty] = 0.0
        low, high = (self.low - self.mean) / self.scale, (self.high - self.mean) / self.scale
        for each in self.order:
            gap = np.flatnonzero(empty[:, each.column])
            # Term by term: a product of matrices may round in another way for another number of rows.
            value = np.full(gap.size, each.intercept)
            for place, coefficient in zip(each.predictors, each.coefficients, strict=True):
                value += coefficient * z[gap, place]
            z[gap, each.column] = value.clip(low[each.column], high[each.column])
        return z * self.scale + self.mean


def learn_regressions(frame: pl.DataFrame, *, id: str, seed: int) -> Regressions:
    """What scikit-learn's IterativeImputer fits: a Bayesian ridge regression for each numeric column but the id, in
    turn, until the values filled in settle (van Buuren and Groothuis-Oudshoorn 2011).

    Each is on all others, of more than 20 on 20 drawn by their correlation with it. The seed draws these and the rows.
    """
    names = [c for c in frame.columns if c != id and frame.schema[c].is_numeric()]
    names, matrix = with_values(names, finite(frame, names))
    with np.errstate(over="ignore", invalid="ignore"):
        mean, scale = np.nanmean(matrix, axis=0), np.nanstd(matrix, axis=0)
    usable = np.isfinite(mean) & np.isfinite(scale)
    names, matrix = [n for n, u in zip(names, usable.tolist(), strict=True) if u], matrix[:, usable]
    mean, scale = mean[usable], np.where(scale[usable] == 0, 1.0, scale[usable])
    low, high = _range(matrix) if names else (mean, mean)
    if len(matrix) > LEARNED_FROM:
        draw = np.random.default_rng(seed)
        matrix = matrix[np.sort(draw.choice(len(matrix), LEARNED_FROM, replace=False))]
    order = _fitted((matrix - mean) / scale, (low - mean) / scale, (high - mean) / scale, seed) if names else ()
    return Regressions(tuple(names), mean, scale, low, high, order)


def _range(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and highest value of each column, rounded outward to two digits: they would be those of a person."""
    return _rounded(np.nanmin(matrix, axis=0), np.floor), _rounded(np.nanmax(matrix, axis=0), np.ceil)


def _rounded(values: NDArray[np.float64], whole: np.ufunc) -> NDArray[np.float64]:
    """The values to two digits, the last by `whole`; those too small or too large for that as they are."""
    with np.errstate(all="ignore"):
        step = 10.0 ** (np.floor(np.log10(np.abs(values))) - 1)
        found = whole(values / step) * step
    return np.where(np.isfinite(found), found, values)


def _fitted(
    z: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], seed: int
) -> tuple[Regression, ...]:
    """On one thread, so that sums do not depend on the number of threads."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer
    from threadpoolctl import threadpool_limits

    imputer = IterativeImputer(
        initial_strategy="constant",
        fill_value=0.0,
        min_value=np.where(low < high, low, -1.0),  # a constant is 0, and the library wants a range
        max_value=np.where(low < high, high, 1.0),
        n_nearest_features=_PREDICTORS if z.shape[1] > _PREDICTORS + 1 else None,
        keep_empty_features=True,
        random_state=seed,
    )
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        imputer.fit(z)
    return tuple(
        Regression(
            int(step.feat_idx),
            tuple(int(i) for i in step.neighbor_feat_idx),
            tuple(float(c) for c in step.estimator.coef_),
            float(step.estimator.intercept_),
        )
        for step in getattr(imputer, "imputation_sequence_", ())
    )


def _parts(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [rows[i : i + _CHUNK] for i in range(0, len(rows), _CHUNK)] or [rows]
