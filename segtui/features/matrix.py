"""The numeric matrix that is clustered: chosen columns, encoded, transformed, scaled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.features.column_roles import is_category, matches
from segtui.features.features import Features, choose_features, passed_over
from segtui.features.maker import of_ids
from segtui.features.scaling import Scaling, category_scale, shift_and_scale

__all__ = ["Matrix", "Scaling", "build_matrix"]

Floats = NDArray[np.float64]
LARGEST = 1e100

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Matrix:
    """n rows by d columns, float64 and C-contiguous, with names, ids and the rows of the frame that they are.

    `kept` holds, for each matrix row, its row number in the frame. `left_out` counts the rows with nulls left in
    a used column, by column; a row with several counts once for each. `notes` are sentences for the report.
    """

    values: NDArray[np.float64]
    columns: tuple[Scaling, ...]
    ids: pl.Series
    kept: NDArray[np.int64]
    rows_left_out: int
    left_out: dict[str, int]
    notes: tuple[str, ...] = ()


def build_matrix(frame: pl.DataFrame, id: str, features: Features, outcomes: Collection[str] = ()) -> Matrix:
    """The matrix of the columns that `choose` finds, of the rows that have a value in each of them.

    Columns named in `outcomes` are left out unless `use` has their name in full.

    Numbers are scaled as scikit-learn does, booleans count as 0 and 1, a text column becomes a 0-or-1 column for
    each of its values, scaled as `category_scale` says (one column where there are two values, at 0 and 1 and scaled
    like a number: the distances are the same). Statistics are those of the kept rows.

    Raises PlanError for columns that don't suit, DataError for infinite values, for values that log1p does not take,
    and when no column or no row is left.
    """
    chosen = choose_features(frame, id, features, outcomes)
    used = frame[chosen].with_columns(pl.selectors.float().fill_nan(None))
    _refuse_infinite(used, frame[id])
    complete = used.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    left_out = {c: used[c].null_count() for c in chosen if used[c].null_count()}
    kept = np.flatnonzero(complete.to_numpy()).astype(np.int64)
    if kept.size == 0:
        _refuse_empty(frame.height, left_out)
    rows, ids = used.filter(complete), frame[id].filter(complete)
    notes = [*passed_over(frame, id, features), *_gaps(left_out, kept.size, frame.height)]
    blocks: list[Floats] = []
    columns: list[Scaling] = []
    for column in rows.get_columns():
        made = _encoded(column, features) if is_category(column) else [_scaled(column, features, ids, notes)]
        for scaling, values in made:
            columns.append(scaling)
            blocks.append((values - scaling.shift) / scaling.scale)
    values = np.ascontiguousarray(np.column_stack(blocks))
    return Matrix(values, tuple(columns), ids, kept, frame.height - kept.size, left_out, tuple(notes))


def _scaled(column: pl.Series, features: Features, ids: pl.Series, notes: list[str]) -> tuple[Scaling, Floats]:
    values = column.cast(pl.Float64).to_numpy()
    logged = any(matches(p, column.name) for p in features.log)
    if logged:
        _refuse_log(column.name, values, ids)
        values = np.log1p(values)
    shift, scale = shift_and_scale(values, features.scale)
    if float(values.min()) == float(values.max()):
        notes.append(f'"{column.name}" is the same in all {len(values):,} rows: it does not distinguish rows.')
    elif features.scale == "robust" and np.subtract(*np.quantile(values, [0.75, 0.25])) == 0:
        notes.append(
            f'"{column.name}": the middle half of its values are equal, so robust scaling does not change its spread.'
        )
    return Scaling(column.name, column.name, None, logged, shift, scale), values


def _encoded(column: pl.Series, features: Features) -> list[tuple[Scaling, Floats]]:
    """One column of 0 and 1 per value, in the order of the values; of two values the second one's only."""
    text = column.cast(pl.String)
    categories = text.unique().sort().to_list()
    indicators = {c: (text == c).cast(pl.Float64).to_numpy() for c in categories}
    if len(categories) == 2:
        values = indicators[categories[1]]
        shift, scale = shift_and_scale(values, features.scale)
        return [(_category(column.name, categories[1], shift, scale), values)]
    shares = np.array([values.mean() for values in indicators.values()])
    scale = category_scale(shares, features.scale)
    shifts = shares if features.scale == "zscore" else np.zeros_like(shares)
    return [
        (_category(column.name, category, float(shift), scale), values)
        for (category, values), shift in zip(indicators.items(), shifts, strict=True)
    ]


def _category(column: str, category: str, shift: float, scale: float) -> Scaling:
    return Scaling(f"{column}={category}", column, category, False, shift, scale)


def _gaps(left_out: dict[str, int], kept: int, rows: int) -> list[str]:
    if kept == rows:
        return []
    counts = ", ".join(f"{count:,} without {name}" for name, count in left_out.items())
    return [f"{rows - kept:,} of {rows:,} rows are left out of the clustering: {counts}."]


def _refuse_infinite(used: pl.DataFrame, ids: pl.Series) -> None:
    """Raise for infinite values, and for those whose squares would be."""
    for column in used.select(pl.selectors.float()).get_columns():
        beyond = (column.abs() > LARGEST).fill_null(False)
        if count := beyond.sum():
            kind = "infinite" if column.filter(beyond).is_infinite().all() else f"too large (over {LARGEST:.0e})"
            raise DataError(
                f"{count:,} {kind} {'value' if count == 1 else 'values'}, {of_ids(ids.filter(beyond))}",
                where=f'column "{column.name}"',
                fix="replace them in a clean step, or leave the column out of features.use",
            )


def _refuse_log(name: str, values: Floats, ids: pl.Series) -> None:
    wrong = values <= -1
    if count := int(wrong.sum()):
        raise DataError(
            f"log1p takes values above -1; {count:,} of {values.size:,} are not, the lowest is {values.min():,.10g}, "
            f"{of_ids(ids.filter(pl.Series(wrong)))}",
            where=f'features.log, column "{name}"',
            fix="remove the column from features.log, or clip it in an outliers step",
        )


def _refuse_empty(rows: int, left_out: dict[str, int]) -> None:
    if not rows:
        raise DataError("there are no rows to cluster", where="features", fix="check what the clean steps drop")
    counts = ", ".join(f"{count:,} without {name}" for name, count in left_out.items())
    raise DataError(
        f"none of {rows:,} rows has a value in every used column: {counts}",
        where="features",
        fix="fill the gaps with an impute step, or leave the emptiest columns out of features.use",
    )


def principal_components(values: Floats) -> tuple[Floats, list[float]]:
    """The rows of (n, d) on their first two principal components, (n, 2), and each one's share of the variance.

    From the singular values of the scatter matrix. A component's sign is free: it is set so that the column that weighs
    most in it counts upwards, the first of those that weigh the same but for rounding (two standardised columns always
    do), so that every processor draws the same picture. With one column, or where nothing varies, what is missing is 0.
    """
    centred = values - values.mean(axis=0)
    _, scatter, directions = np.linalg.svd(centred.T @ centred)
    first = directions[:2]
    weights = np.abs(first)
    heaviest = (weights >= weights.max(axis=1, keepdims=True) * (1 - _ROUNDING)).argmax(axis=1)
    first = first * np.where(first[np.arange(len(first)), heaviest] < 0, -1.0, 1.0)[:, None]
    points = np.zeros((len(values), 2))
    points[:, : len(first)] = centred @ first.T
    total = float(scatter.sum())
    shares = [float(s) / total if total > 0 else 0.0 for s in scatter[:2]]
    return points, [*shares, 0.0][:2]
