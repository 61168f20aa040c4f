"""What a plan says about how far new data may move before the segments want to be made again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segtui.declare import Declared

Limit = Annotated[float, Field(gt=0)]


class DriftLimits(Declared):
    """How far new data may be from what the run saw; `segtui drift` ends with 1 where it is farther."""

    psi: Limit = 0.25
    """Population stability index of a feature: below 0.1 stable, from 0.25 on another distribution (Siddiqi 2006)."""
    ks: Limit = 0.20
    """Kolmogorov-Smirnov distance of a feature's distributions, 0 to 1: 0.2 is a shift by half a standard deviation."""
    share: Limit = 0.10
    """Change of a segment's share of the rows, or of the share in none: 0.10 is ten percentage points."""
    nulls: Limit = 0.05
    """Change of a column's share of empty cells, or of the share of rows that can't be placed for empty cells."""
    categories: Limit = 0.05
    """Share of a column's cells with values that the run never met."""
    distance: Limit = 1.5
    """How many times as far the middle row is from its segment's centroid as it was in the run."""
