"""What neighbours and spanning trees will need, before they are searched for."""

from __future__ import annotations


def reachability_memory(rows: int, neighbours: int, trees: int) -> int:
    """Bytes at the peak of building the neighbours, the graph and so many trees (measured at 2,000 to 100,000 rows)."""
    return rows * (85 * (neighbours + 2) + 16 * trees)


def reachability_duration(rows: int, columns: int, neighbours: int, trees: int) -> float:
    """Seconds for the same, roughly: k-d trees lose their edge as columns grow, until all pairs are looked at."""
    search = min(2.5e-6 * rows * 1.33**columns, 6e-10 * columns * rows**2)
    first = min(5 * search, (4e-9 + 2e-10 * columns) * rows**2)
    return search + first + trees * 6e-7 * rows * (neighbours + 1)
