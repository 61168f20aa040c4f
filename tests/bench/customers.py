"""Customers for the benchmarks of clustering: unequal, stretched Gaussian groups and 5 % uniform noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def customers(rows: int, columns: int = 8, groups: int = 6, noise: float = 0.05, seed: int = 0) -> pl.DataFrame:
    """A frame of customer_id and float columns x0, x1 …, its rows in no order."""
    random = np.random.default_rng(seed)
    stray = int(rows * noise)
    sizes = random.multinomial(rows - stray, random.dirichlet(np.full(groups, 3.0)))
    parts = [
        random.normal(size=(size, columns)) @ (random.normal(size=(columns, columns)) * 0.35 + np.eye(columns) * 0.6)
        + random.uniform(-8, 8, size=columns)
        for size in sizes
    ]
    x = np.vstack(parts)
    x = np.vstack([x, random.uniform(x.min(0), x.max(0), size=(stray, columns))])[random.permutation(rows)]
    return pl.DataFrame(x, schema=[f"x{i}" for i in range(columns)]).with_row_index("customer_id")


def matrix(path: Path) -> Floats:
    """The z-scored columns of such a table's CSV file: what is clustered."""
    x = pl.read_csv(path).drop("customer_id").to_numpy().astype(np.float64)
    return np.ascontiguousarray((x - x.mean(0)) / x.std(0))
