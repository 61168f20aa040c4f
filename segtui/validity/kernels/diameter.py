"""Kernels for the largest distance between two rows of one cluster."""

from __future__ import annotations

from typing import Any

from segtui.libraries.compiled import ROUNDING, compiled


@compiled("int64(float64[:,::1], int64[::1], float64[::1], float64[::1])", ROUNDING)
def reach(values: Any, places: Any, point: Any, squared: Any) -> int:
    """Squared distances from a point to some rows into `squared` (m); returns which of them is the farthest.

    Args:
        values: (n, d).
        places: (m) the rows.
        point: (d).
        squared: (m) the result.
    """
    farthest = 0
    for i in range(len(places)):
        total = 0.0
        for k in range(len(point)):
            away = values[places[i], k] - point[k]
            total += away * away
        squared[i] = total
        if total > squared[farthest]:
            farthest = i
    return farthest


@compiled("Tuple((int64, float64))(float64[:,::1], int64[::1], float64[::1], int64, float64, int64)", ROUNDING)
def farthest(values: Any, places: Any, radius: Any, first: int, best: float, pairs: int) -> tuple[int, float]:
    """Go on from row `first` with the search for the largest squared distance above `best`; stop after `pairs`.

    Args:
        values: (n, d).
        places: (m) the rows, by falling radius.
        radius: (m) their distance from one point: two rows are no farther apart than their radii together.
        first: place of the first row not yet compared with those after it.
        best: the largest squared distance so far.
        pairs: about how many pairs to test.

    Returns the row to go on from (m when the search is over) and the largest squared distance.
    """
    while first < len(places) and pairs > 0:
        for j in range(first + 1, len(places)):
            if (radius[first] + radius[j]) * (radius[first] + radius[j]) <= best:
                break
            pairs -= 1
            total = 0.0
            for k in range(values.shape[1]):
                away = values[places[first], k] - values[places[j], k]
                total += away * away
            best = max(best, total)
        first += 1
        if first < len(places) and 4.0 * radius[first] * radius[first] <= best:
            first = len(places)
    return first, best


@compiled("void(float64[:,::1], int32[::1], float64[:,::1], float64[:,::1])")
def boxes(values: Any, labels: Any, low: Any, high: Any) -> None:
    """Widen the boxes (clusters, d) to hold the rows of each cluster; label -1 is left out."""
    for i in range(len(labels)):
        c = labels[i]
        if c < 0:
            continue
        for k in range(values.shape[1]):
            low[c, k] = min(low[c, k], values[i, k])
            high[c, k] = max(high[c, k], values[i, k])
