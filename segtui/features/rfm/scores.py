"""Scores from 1 to this many bins, cut at a column's own quantiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.wording import counted

Values = NDArray[np.float64] | NDArray[np.int64]


def edges(values: Values, bins: int) -> NDArray[np.float64]:
    """The bins - 1 inner quantiles of n >= 1 values, of Hyndman and Fan's type 7 (R's and NumPy's default).

    The position (n - 1) * j / bins is kept as a fraction of whole numbers, so that a quantile that falls on a value
    is that value exactly; floating point would put some values on the wrong side of their own quantile.
    """
    ordered = np.sort(values.astype(np.float64))
    position = (ordered.size - 1) * np.arange(1, bins, dtype=np.int64)
    low, rest = position // bins, position % bins
    high = np.minimum(low + 1, ordered.size - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rest / bins)


def score(values: Values, cuts: NDArray[np.float64], *, low_is_best: bool = False) -> NDArray[np.int64]:
    """The scores (n, 1 to bins) of values by the inner edges of their bins, bins closed on the right.

    A value goes to the first bin whose edge it does not exceed, so equal values share a bin. The highest bin scores
    highest, or with `low_is_best` the lowest.
    """
    found = np.searchsorted(cuts, values.astype(np.float64), side="left").astype(np.int64)
    return cuts.size + 1 - found if low_is_best else found + 1


def empty_scores(values: Values, scores: NDArray[np.int64], bins: int, *, learned: bool = False) -> str:
    """A sentence on the scores that nobody has and why; empty when there are none.

    `learned` says that the bins are an earlier run's. Bins of one's own are empty where there are fewer customers than
    bins, else only where values are equal; then the value that most share is named.
    """
    absent = [s for s in range(1, bins + 1) if not np.any(scores == s)]
    if not absent:
        return ""
    listed = ", ".join(map(str, absent))
    which = f"score {listed} is" if len(absent) == 1 else f"scores {listed} are"
    return f"{which} empty, {_why_empty(values, bins, learned)}. The scale of 1 to {bins} is kept."


def _why_empty(values: Values, bins: int, learned: bool) -> str:
    if learned:
        are = f"the {values.size:,} customers fall" if values.size > 1 else "the one customer falls"
        return f"because {are} into other bins of the earlier run"
    if values.size < bins:
        return (
            f"because there {'is' if values.size == 1 else 'are'} {counted(values.size, 'customer')} for {bins} scores"
        )
    distinct, counts = np.unique(values, return_counts=True)
    top = int(np.argmax(counts))
    return (
        f"because equal values share a score; {counts[top]:,} of {values.size:,} customers "
        f"have the value {distinct[top]:,.10g}"
    )
