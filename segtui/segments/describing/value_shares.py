"""Who brings the value: shares by segment, value per head, and how few people bring half of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]
POINTS = 101


@dataclass(frozen=True)
class SegmentValue:
    """A segment's (or noise's, -1) part of the value: `share_of_rows` and `share_of_value` are 0 to 1."""

    segment: int
    rows: int
    total: float
    per_head: float
    share_of_rows: float
    share_of_value: float | None


@dataclass(frozen=True)
class ValueShares:
    """The value of each segment, and the Lorenz curve of all rows.

    `curve` (101) is the share of the value that the most valuable 0, 1, … 100 % of the rows bring; `half` the smallest
    share of the rows that brings half of it; `gini` (0 to 1) the curve's distance from equal parts. Without a positive
    total, or with negative values, there is no curve. `columns` are those whose sum it is.
    """

    column: str
    segments: tuple[SegmentValue, ...]
    total: float
    curve: Floats | None
    half: float | None
    gini: float | None
    columns: tuple[str, ...] = ()


def value_shares(column: str, values: Floats, labels: Labels) -> ValueShares:
    """Sum a column of amounts by segment; NaN counts as no value.

    Args:
        column: its name.
        values: (n) amounts.
        labels: (n) segments, -1 is noise.
    """
    amounts = np.nan_to_num(values, nan=0.0)
    total, rows = float(amounts.sum()), len(amounts)
    parts = []
    for segment in np.unique(labels):
        own = amounts[labels == segment]
        share = float(own.sum()) / total if total > 0 else None
        parts.append(SegmentValue(int(segment), len(own), float(own.sum()), float(own.mean()), len(own) / rows, share))
    if total <= 0 or (amounts < 0).any():
        return ValueShares(column, tuple(parts), total, None, None, None)
    return ValueShares(column, tuple(parts), total, *lorenz([np.sort(amounts)[::-1]], rows, total))


def lorenz(blocks: Iterable[Floats], rows: int, total: float) -> tuple[Floats, float, float]:
    """The curve (101), the share of the rows that brings half, and Gini's coefficient of amounts that are not negative.

    `blocks` are all amounts, falling, some at a time; `rows` is how many they are, `total` their sum, above 0.
    """
    points = np.linspace(0, rows, POINTS)
    curve, half, area, before, reached = np.zeros(POINTS), -1, 0.0, 0, 0.0
    for block in blocks:
        falling = np.cumsum(np.concatenate([[reached], block]))
        shares = falling / total
        inside = (points >= before) & (points <= before + len(block))
        curve[inside] = np.interp(points[inside], np.arange(before, before + len(falling)), shares)
        if half < 0 and shares[-1] >= (near := 0.5 * (1 - 1e-12)):
            half = before + int(np.searchsorted(shares, near))
        area += float((shares[1:] + shares[:-1]).sum() / 2 / rows)
        before, reached = before + len(block), float(falling[-1])
    return curve, half / rows, 2 * area - 1
