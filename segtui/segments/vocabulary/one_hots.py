"""Columns of 0 and 1 that were made from one column of words: `Contract_One year`, `Contract_Two year`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.segments.measures import Measure

_SEAMS = ("=", "_", ": ", ".", " ")
_FEWEST = 2


def one_hots(flags: Sequence[Measure]) -> dict[str, tuple[str, str]]:
    """For each such column the name of the column that it was made from, and its value.

    Two or more columns are of one where they share what stands before a seam and no row has two of them. What stands
    before an equals sign is a column by itself.
    """
    found: dict[str, tuple[str, str]] = {}
    for seam in _SEAMS:
        groups: dict[str, list[Measure]] = {}
        for flag in flags:
            base, sign, value = flag.column.partition(seam) if seam == "=" else flag.column.rpartition(seam)
            if sign and base.strip() and value.strip() and flag.column not in found:
                groups.setdefault(base, []).append(flag)
        for base, group in groups.items():
            if seam == "=" or (len(group) >= _FEWEST and _exclude_each_other(group)):
                found |= {one.column: (base.strip(), one.column[len(base) + len(seam) :].strip()) for one in group}
    return found


def _exclude_each_other(group: Sequence[Measure]) -> bool:
    """Whether no row has two of them, and not all rows have none but for a few."""
    together = np.sum([np.nan_to_num(one.values) for one in group], axis=0)
    return bool(together.max(initial=0.0) <= 1 and together.mean() >= 0.5)
