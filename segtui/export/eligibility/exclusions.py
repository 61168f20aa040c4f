"""Whom the run and its lists forbid to write to, gathered once for an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from segtui.export.suppression.suppression_list import SuppressionList


@dataclass(frozen=True)
class Exclusions:
    """Suppression `lists`, the `control` group's ids as text, and the numbers of segments that are too `small`.

    `id_column` is the data's column that holds the id a second time, if one does.
    """

    lists: tuple[SuppressionList, ...] = ()
    control: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    small: frozenset[int] = frozenset()
    id_column: str | None = None


def small_segments(sizes: Mapping[int, int], least: int) -> frozenset[int]:
    """The segments of fewer than `least` people; `sizes` counts the people of each in the run."""
    return frozenset(segment for segment, people in sizes.items() if people < least)
