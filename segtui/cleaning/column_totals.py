"""What a step may ask of a column over all rows of a table that is larger than memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """Of which quantiles (0 to 1) and of how many cells with each of these `values` a step must know.

    With `shares`, values are compared as text, all of them in one pass.
    """

    quantiles: tuple[float, ...] = ()
    values: tuple[object, ...] = ()
    shares: bool = False


@dataclass(frozen=True)
class ColumnTotals:
    """A column over all rows: `count` finite numbers with their mean, std (ddof 0), ends and quantiles by type 7;
    `missing` cells are empty, `values` counts the cells of each value that was asked for."""

    count: int
    missing: int
    mean: float
    std: float
    low: float
    high: float
    quantiles: Mapping[float, float] = field(default_factory=dict)
    values: Mapping[object, int] = field(default_factory=dict)
