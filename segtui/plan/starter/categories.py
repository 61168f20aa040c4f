"""Which text columns of a table carry structure, so that a starter plan clusters them beside the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.features import MOST_CATEGORIES

RELATED = 0.4
"""From here on a text column goes with another column: a large effect on a number (Cohen 1988: 0.37 and more)."""
TWICE = 0.7
"""From here on two text columns say much the same, and the later one would count twice."""
_ROWS_EACH = 10
_SAMPLE = 10_000

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Relation:
    """How strongly a text column goes with `other`, 0 to 1, the strongest of all."""

    other: str
    strength: float


def few_valued(column: pl.Series) -> bool:
    """Whether text has 2 to 20 values, no empty cell, and ten rows or more for each value on average."""
    return not column.null_count() and 2 <= column.n_unique() <= min(MOST_CATEGORIES, column.len() // _ROWS_EACH)


def related(
    frame: pl.DataFrame, texts: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, Relation], dict[str, str]]:
    """Of the text columns those that go with a number or another of them at 0.4 or more, each with the closest.

    With a number: the correlation ratio of its ranks; with text: Cramer's V; both without what chance would give. A
    column that goes with none can't be part of segments that show in several columns: it would only cut them up.
    Judged on a fixed sample of 10,000 rows.

    A column that goes with an earlier one of them at 0.7 or more is left out too, as the second of those returned.
    """
    if frame.height > _SAMPLE:
        drawn = np.sort(np.random.default_rng(0).choice(frame.height, _SAMPLE, replace=False))
        frame = frame[drawn]
    codes = {name: frame.get_column(name).cast(pl.String).rank("dense").to_numpy() - 1 for name in texts}
    kept: list[str] = []
    twice: dict[str, str] = {}
    for name in texts:
        same = next((earlier for earlier in kept if cramers_v(codes[earlier], codes[name]) >= TWICE), None)
        if same:
            twice[name] = same
        else:
            kept.append(name)
    found: dict[str, Relation] = {}
    for name in kept:
        ratios = [Relation(n, correlation_ratio(codes[name], _ranks(frame.get_column(n)))) for n in numbers]
        tables = [Relation(o, cramers_v(codes[name], codes[o])) for o in kept if o != name]
        closest = max([*ratios, *tables], key=lambda relation: relation.strength, default=None)
        if closest and closest.strength >= RELATED:
            found[name] = closest
    return found, {name: earlier for name, earlier in twice.items() if earlier in found}


def correlation_ratio(codes: Counts, values: NDArray[np.float64]) -> float:
    """How much of the spread of n values lies between groups, as a correlation: the root of epsilon squared."""
    known = np.isfinite(values)
    codes, values = codes[known], values[known]
    groups = np.unique(codes)
    rows, spread = len(values), float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if spread == 0 or rows <= len(groups):
        return 0.0
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in (values[codes == g] for g in groups))
    return float(np.sqrt(max(0.0, 1 - within / spread * (rows - 1) / (rows - len(groups)))))


def cramers_v(a: Counts, b: Counts) -> float:
    """Cramer's V of two columns of codes (n), corrected for its bias (Bergsma 2013)."""
    r, k, rows = int(a.max()) + 1, int(b.max()) + 1, len(a)
    counts = np.bincount(a * k + b, minlength=r * k).reshape(r, k)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / rows
    squared = float(((counts - expected) ** 2 / expected).sum()) / rows
    chance = (r - 1) * (k - 1) / (rows - 1)
    least = min(r - (r - 1) ** 2 / (rows - 1), k - (k - 1) ** 2 / (rows - 1)) - 1
    return float(np.sqrt(max(0.0, squared - chance) / least)) if least > 0 else 0.0


def _ranks(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_nan(None).rank().to_numpy().astype(np.float64)
