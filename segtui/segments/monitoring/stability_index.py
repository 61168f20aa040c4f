"""The population stability index, and the plan's limits of how far new data may drift."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from segtui.declare import Declared

Limit = Annotated[float, Field(gt=0)]


Floats = NDArray[np.float64]

BINS = 10
_LEAST = 1e-4
_IN_A_BIN = 10


class DriftLimits(Declared):
    """How far new data may be from what the run saw; beyond that `segtui drift` ends with 1."""

    psi: Limit = 0.25
    """Population stability index of a feature: below 0.1 is stable, 0.25 or more is a different distribution (Siddiqi
    2006)."""
    ks: Limit = 0.20
    """Kolmogorov-Smirnov distance between a feature's distributions, 0 to 1: 0.2 is a shift by half a standard
    deviation."""
    share: Limit = 0.10
    """Change of a segment's share of the rows, or of the share in none: 0.10 is ten percentage points."""
    nulls: Limit = 0.05
    """Change of a column's share of empty cells, or of the share of rows that empty cells keep out of all segments."""
    categories: Limit = 0.05
    """Share of a column's cells with values that were not in the run."""
    distance: Limit = 1.5
    """Ratio of the median distance to the segment's centroid, now against in the run."""
    roc_auc: Limit = 0.05
    """Fall of a prediction's ROC-AUC from that of its test, once its outcomes are known."""
    calibration: Limit = 0.25
    """Distance of a prediction's mean probability from the rate that came, as a share of the rate."""


def psi(expected: Floats, actual: Floats) -> float:
    """The population stability index of shares (b) that add up to 1: sum of (a - e) ln(a / e), 0 for the same.

    Siddiqi, Credit Risk Scorecards (2006): below 0.1 no change to speak of, to 0.25 some, above it a large one. A share
    below 0.0001 counts as that much, so that an empty bin has a logarithm.
    """
    e, a = np.maximum(expected, _LEAST), np.maximum(actual, _LEAST)
    return float(np.sum((a - e) * np.log(a / e)))


def bin_count(n: int, m: int) -> int:
    """How many bins two samples of n and m values have: ten, or fewer where a bin would have less than ten values of
    the smaller one, as empty bins would only show chance."""
    return min(BINS, max(2, min(n, m) // _IN_A_BIN))


def bin_edges(reference: Floats, bins: int) -> Floats:
    """The quantiles (type 7) of the reference that cut it into bins of equal shares, ends open.

    Quantiles that are equal make one edge, so a value that fills several bins has one, and a constant has two: up to it
    and above it.
    """
    edges: Floats = np.unique(np.quantile(reference, np.arange(1, bins) / bins))
    return edges


def psi_by_chance(bins: int, n: int, m: int, level: float = 0.01) -> float:
    """What the index of two samples (n and m values) of one distribution exceeds in `level` of all cases.

    It is (1/n + 1/m) times a chi-squared variable with bins - 1 degrees of freedom (Yurdakul 2018).
    """
    from scipy.stats import chi2

    return (1 / n + 1 / m) * float(chi2.ppf(1 - level, max(bins - 1, 1)))


def beyond_chance(then: float, now: float, n: int, m: int, score: float = 2.5758) -> bool:
    """Whether two shares of n and m rows differ by more than chance gives in 1 of 100 (two proportions, pooled)."""
    pooled = (then * n + now * m) / (n + m)
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))
    return abs(now - then) > score * error
