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
FIRST_SHARE, OTHERS_SHARE = 1 / 3, 1 / 2
"""What the resamples of the first candidate and of all others may cost of what the search did, so that they take less
time together: a candidate of the search is a fit of all rows."""
LEAST, DENSE_LEAST = 75_000, 40_000
"""What the first candidate gets however little was searched, for figures of a few resamples say little."""
DENSE_COST = 3
"""How many times as long a row takes where parameters count rows."""
SEARCHED = 1_000_000
"""Candidates that a search is taken to have had where nobody says how many it had: their work bounds nothing."""


@dataclass(frozen=True)
class Draw:
    """`resamples` of `rows` rows each, drawn with replacement."""

    resamples: int
    rows: int


def draw(
    rows: int, columns: int, asked: int, sharing: int = 0, clusters: int = USUAL_CLUSTERS, searched: int = SEARCHED
) -> Draw:
    """The resamples of a table of this size that the first candidate gets, at most those `asked` for.

    Or that each of `sharing` others gets, where there are any. `searched` is how many candidates the search had.
    Past 10,000 rows the search takes longer, so that up to four times the work is spent.
    """
    drawn = rows if rows <= ROWS else min(max(rows // 10, ROWS), MOST_ROWS)
    work = WORK * min(max(rows / 10_000, 1.0), 4.0)
    wide, found = max(columns / 8, 1.0), _search(rows, columns, searched)
    each = (drawn + FIT) * wide * max(clusters / USUAL_CLUSTERS, 1.0) * max(sharing, 1)
    if sharing:
        bound = OTHERS_SHARE * found
        fewest = FEWEST if FEWEST * (drawn + FIT) * wide * sharing <= bound else DENSE_FEWEST
        return Draw(min(asked, max(fewest, int(min(work, bound) / each))), drawn)
    work = min(max(work, FIRST), max(LEAST * wide, FIRST_SHARE * found))
    return Draw(min(asked, max(FEWEST, int(work / each))), drawn)


def dense_draw(
    rows: int, columns: int, asked: int, counts: Sequence[int], sharing: int = 0, searched: int = SEARCHED
) -> Draw | None:
    """The same for a candidate whose parameters `counts` are numbers of rows; None where it can't be resampled.

    A resample of a share of the rows has that share of these numbers, and below 2 they mean nothing.
    """
    drawn = min(rows, DENSE_WORK // DENSE_FEWEST)
    if drawn < rows and min(counts, default=2) * drawn / rows < 2:
        return None
    wide, found = max(columns / 8, 1.0), _search(rows, columns, searched) / DENSE_COST
    each = (drawn + FIT) * wide * max(sharing, 1)
    bound = OTHERS_SHARE * found if sharing else max(DENSE_LEAST * wide, FIRST_SHARE * found)
    work = min(WORK + 5 * drawn, DENSE_WORK, bound)
    return Draw(min(asked, max(DENSE_FEWEST, int(work / each))), drawn)


def _search(rows: int, columns: int, candidates: int) -> float:
    """What a search with this number of candidates did, in rows of eight columns."""
    return candidates * (rows + FIT) * max(columns / 8, 1.0)
