"""Columns that are the sum of others, such as a total beside its parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.sentences import say
from segtui.language.wording import joined
from segtui.profiling.column import Alert, ColumnProfile

COLUMNS = 60
"""Only this many numeric columns are checked, the first ones."""
SAMPLE = 600
"""Rows in which a sum is searched for; it is then checked on all."""
FEW = 20
MOST = 0.99
"""The share of the rows in which it must hold."""
_NAMED = 6
_DECIMALS = 4
_EXACT = 1e-9
_WHOLE = 1e-6
_TINY = 1e-300
_LARGEST = 1e15
"""Larger whole numbers are not exact, and sums of their squares overflow."""
_NEAR = 0.02
_ROUNDS, _UNDISTURBED = 3, 0.95
Floats = NDArray[np.float64]


def sums(frame: pl.DataFrame, columns: Sequence[ColumnProfile]) -> dict[str, Alert]:
    """An alert for each column that is the sum of at least two others, exactly or up to rounding.

    Columns are taken in ascending order of size, and each one that those before it do not determine joins the basis, so
    the parts of a sum are unique. Constant columns, ids and columns that are empty in over a tenth of the rows are
    neither sum nor part.
    """
    chosen = [c for c in columns if _takes_part(c)][:COLUMNS]
    values = {c.name: frame.get_column(c.name).cast(pl.Float64).fill_null(float("nan")).to_numpy() for c in chosen}
    if len(values) < 3:
        return {}
    complete = np.flatnonzero(np.isfinite(np.column_stack(list(values.values()))).all(axis=1))
    if complete.size > SAMPLE:
        complete = np.sort(np.random.default_rng(0).choice(complete, SAMPLE, replace=False))
    if complete.size < FEW + 3 * len(values):
        return {}
    sample = {name: cells[complete] for name, cells in values.items()}
    found: dict[str, Alert] = {}
    made_of: dict[str, list[str]] = {}
    basis: list[str] = []
    for name in sorted(sample, key=lambda n: float(np.abs(sample[n]).mean())):
        times, determined = _times(sample, name, basis)
        if not determined:
            basis.append(name)
        once = _each_once(times, made_of)
        parts = [n for n in values if n in once]
        alert = _tried(values, name, parts) if len(parts) > 1 else None
        if alert:
            found[name], made_of[name] = alert, parts
    return found


def _takes_part(column: ColumnProfile) -> bool:
    codes = {a.code for a in column.alerts}
    varies = column.kind in ("integer", "number") and column.distinct > 1
    usual = all(isinstance(edge, str | None) or abs(edge) < _LARGEST for edge in (column.min, column.max))
    return varies and usual and not codes & {"constant", "id_like", "infinite"} and column.nulls <= column.rows / 10


def _times(sample: dict[str, Floats], name: str, basis: Sequence[str]) -> tuple[dict[str, int], bool]:
    """How many times a column contains each of the basis, 0 where that is not a whole number; and whether that is all.

    What is not near a whole number must be negligible: the column hardly moves with it.
    """
    if not basis:
        return {}, False
    target = sample[name]
    sizes = np.array([max(float(np.linalg.norm(sample[b])), _TINY) for b in basis])
    matrix = np.column_stack([sample[b] for b in basis]) / sizes
    weights, left = _fitted(matrix, target)
    determined = left <= np.sqrt(_EXACT) * float(np.linalg.norm(target))
    factors = weights / sizes
    whole = np.where(np.abs(factors - np.rint(factors)) <= _NEAR, np.rint(factors), 0)
    moved = float((np.abs(factors - whole) * sizes * matrix.std(axis=0))[whole == 0].sum())
    if moved > _NEAR * float(np.std(target)) or (whole < 0).any():
        return {}, determined
    return {b: int(times) for b, times in zip(basis, whole.tolist(), strict=True) if times}, determined


def _fitted(matrix: Floats, target: Floats) -> tuple[Floats, float]:
    """Least squares that a few odd rows do not disturb, and the norm of the residuals over all rows."""
    near = np.ones(target.size, dtype=bool)
    for _ in range(_ROUNDS):
        weights = np.asarray(np.linalg.lstsq(matrix[near], target[near], rcond=None)[0], dtype=np.float64)
        left = np.abs(target - matrix @ weights)
        near = left <= np.quantile(left, _UNDISTURBED)
    return weights, float(np.linalg.norm(left))


def _each_once(times: dict[str, int], made_of: dict[str, list[str]]) -> set[str]:
    """The columns of a sum, each once; a column that counts twice is part of another sum. Empty if there are none."""
    for name, parts in made_of.items():
        if max(times.values(), default=0) > 1 and all(times.get(part, 0) for part in parts):
            times = {n: t - (n in parts) for n, t in times.items()} | {name: times.get(name, 0) + 1}
    return {n for n, t in times.items() if t} if max(times.values(), default=0) == 1 else set()


def _tried(values: dict[str, Floats], name: str, parts: Sequence[str]) -> Alert | None:
    """The alert if the sum holds on nearly all rows that have the column and all its parts."""
    target, each = values[name], np.column_stack([values[p] for p in parts])
    known = np.isfinite(target) & np.isfinite(each).all(axis=1)
    target, each = target[known], each[known]
    unit = max(_unit(target), *(_unit(column) for column in each.T))
    slack = unit * (len(parts) + 1) / 2 if unit < 1 else 0.0
    if slack and min(float(np.std(column)) for column in each.T) < 4 * slack:
        return None  # a part that rounding hides can't be seen
    scale = np.abs(each).sum(axis=1)
    holds = int((np.abs(target - each.sum(axis=1)) <= slack + _EXACT * scale).sum())
    if target.size < FEW or holds < MOST * target.size:
        return None
    named = (
        joined(parts)
        if len(parts) <= _NAMED
        else say("{names} and {more:,} more", names=joined(parts[: _NAMED - 1]), more=len(parts) - _NAMED + 1)
    )
    told = (
        say("the sum of {names}: cluster by it or by its parts, because using both counts them twice", names=named)
        if holds == target.size
        else say(
            "the sum of {names} in {part:share} of {rows:,} rows: cluster by it or by its parts, because using both "
            "counts them twice",
            names=named,
            part=(holds, target.size),
            rows=target.size,
        )
    )
    return Alert("sum_of_columns", told, holds, {"parts": list(parts), "share": holds / target.size})


def _unit(cells: Floats) -> float:
    """The rounding step of the values, 1 to 0.0001; 0 if they are not rounded."""
    for decimals in range(_DECIMALS + 1):
        scaled = cells * 10**decimals
        if np.abs(scaled - np.rint(scaled)).max(initial=0.0) <= 1e-6 * max(
            1.0, np.abs(cells).max(initial=0.0) * _EXACT
        ):
            return float(10**-decimals)
    return 0.0
