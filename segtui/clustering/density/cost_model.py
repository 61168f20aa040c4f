"""What neighbours and spanning trees will need, before they are searched for."""

from __future__ import annotations

import math

from segtui.compiled import worthwhile


def reachability_memory(rows: int, columns: int, neighbours: int, trees: int) -> int:
    """Bytes at the peak of building neighbours, graph and this many trees (measured at 1,000 to 1,000,000 rows).

    Past a few thousand rows the lists and two copies of the values; below, the graph's edges are listed and sorted.
    """
    if worthwhile(rows):
        return rows * (12 * neighbours + 16 * columns + 16 * trees + 60)
    return rows * (62 * (neighbours + 2) + 16 * trees)


def reachability_duration(rows: int, columns: int, neighbours: int, trees: int) -> float:
    """Seconds for the same on two processors: k-d trees lose their edge as columns grow, until all pairs are met."""
    if worthwhile(rows):
        searches = min(8e-7 * 1.42**columns * rows * math.pow(rows / 1e5, 0.35), 1.5e-10 * columns * rows**2)
        return searches + trees * 5e-8 * rows * (neighbours + 1)
    search = min(2.5e-6 * rows * 1.33**columns, 6e-10 * columns * rows**2)
    first = min(5 * search, (4e-9 + 2e-10 * columns) * rows**2)
    return search + first + trees * 1.1e-7 * rows * (neighbours + 1)
