"""How many resamples of how many rows a candidate gets: bounded by work, not by time, so the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FIRST = 250_000
"""What all resamples of the first candidate may cost, in rows of eight columns: 100 resamples of 1,000 rows."""
WORK = 100_000
"""What those of all others may cost together, and the first where this is more."""
FIT = 1_500
"""What a fit costs beside its rows, in rows."""
USUAL_CLUSTERS = 12
"""What a fit costs grows with the number of clusters beyond these."""
FEWEST = 8
ROWS = 1_000
"""Of more rows a resample draws a tenth, but no fewer than these and no more than `MOST_ROWS`."""
MOST_ROWS = 5_000
DENSE_WORK = 200_000
DENSE_FEWEST = 5
"""Where parameters count rows, so that about all must be drawn: this many resamples at least."""


@dataclass(frozen=True)
class Draw:
    """`resamples` of `rows` rows each, drawn with replacement."""

    resamples: int
    rows: int


def draw(rows: int, columns: int, asked: int, sharing: int = 0, clusters: int = USUAL_CLUSTERS) -> Draw:
    """The resamples of a table of this size that the first candidate gets, at most those `asked` for.

    Or that each of `sharing` others gets, where there are any.
    Past 10,000 rows the search takes longer, so that up to four times the work is spent.
    """
    drawn = rows if rows <= ROWS else min(max(rows // 10, ROWS), MOST_ROWS)
    work = WORK * min(max(rows / 10_000, 1.0), 4.0)
    work = work if sharing else max(work, FIRST)
    each = (drawn + FIT) * max(columns / 8, 1.0) * max(clusters / USUAL_CLUSTERS, 1.0) * max(sharing, 1)
    return Draw(min(asked, max(FEWEST, int(work / each))), drawn)


def dense_draw(rows: int, columns: int, asked: int, counts: Sequence[int], sharing: int = 0) -> Draw | None:
    """The same for a candidate whose parameters `counts` are numbers of rows; None where it can't be resampled.

    A resample of a share of the rows has that share of these numbers, and below 2 they mean nothing.
    """
    drawn = min(rows, DENSE_WORK // DENSE_FEWEST)
    if drawn < rows and min(counts, default=2) * drawn / rows < 2:
        return None
    each = (drawn + FIT) * max(columns / 8, 1.0) * max(sharing, 1)
    work = min(WORK + 5 * drawn, DENSE_WORK)
    return Draw(min(asked, max(DENSE_FEWEST, int(work / each))), drawn)
