"""The gap statistic: how much nearer rows are to their centres than rows spread evenly would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segtui.validity.pairwise import Floats
from segtui.validity.stability.means import ROWS, STARTS, Fit, possible, side_by_side

REFERENCES = 20
KS = range(1, 13)
RULE = "first k with gap(k) >= gap(k+1) - s(k+1)"
"""The rule of the paper, Tibs2001SEmax in R's cluster."""


@dataclass(frozen=True)
class GapAtK:
    """For k clusters: log of the inertia, its mean over reference sets, their difference, and its error s."""

    k: int
    log_inertia: float
    expected: float
    gap: float
    error: float


@dataclass(frozen=True)
class Gap:
    """The gap statistic by k, and the k that `rule` picks: None where it picks none of those tried.

    It comes from `drawn` of n `rows` and from `references` sets.
    """

    by_k: tuple[GapAtK, ...]
    k: int | None
    references: int
    rows: int
    drawn: int
    rule: str = RULE


def gap_statistic(
    values: NDArray[np.float64],
    ks: Sequence[int] = KS,
    *,
    references: int = REFERENCES,
    starts: int = STARTS,
    most: int = ROWS,
    seed: int = 0,
    threads: int | None = None,
) -> Gap:
    """The gap statistic of K-means by k.

    The log of the inertia is compared with its mean over reference sets, drawn evenly from the box around the rows
    along their principal axes; s is the references' spread times sqrt(1 + 1 / their number).

    Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data set via the gap
    statistic. Journal of the Royal Statistical Society B 63, 411-423.

    Args:
        values: (n, d), the scaled matrix. Of more than `most` rows as many are drawn.
        ks: numbers of clusters, one after the other; those that the rows do not allow are left out.
        references: how many reference sets.
        starts: of each K-means, whose best counts.
        most: how many rows are drawn, where there are more.
        seed: draws rows and references, and drives K-means.
        threads: at most this many; the result is the same to the last bit.
    """
    values = np.ascontiguousarray(values, dtype=np.float64)
    rows, drawn = len(values), min(len(values), most)
    if drawn < rows:
        values = values[np.sort(np.random.default_rng(seed).choice(rows, drawn, replace=False))]
    asked = possible(values, ks)
    if not asked:
        return Gap((), None, references, rows, drawn)
    center = values.mean(axis=0)
    axes = np.linalg.svd(values - center, full_matrices=False)[2]
    turned = (values - center) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)

    def logs(fit: Fit, number: int) -> list[float]:
        """Of the rows themselves for 0, of a reference set for each other number."""
        random = np.random.default_rng([seed, number])
        some = values if number == 0 else random.uniform(low, high, turned.shape)
        return [float(np.log(fit(some, k, seed).inertia)) for k in asked]

    own, *others = side_by_side(logs, references + 1, threads, starts)
    by_k = _compared(asked, np.array(own), np.array(others))
    return Gap(by_k, pick(by_k), references, rows, drawn)


def pick(by_k: Sequence[GapAtK]) -> int | None:
    """The k by the rule of the paper; None where it never holds."""
    return next((one.k for one, after in pairwise(by_k) if one.gap >= after.gap - after.error), None)


def _compared(ks: Sequence[int], own: Floats, others: Floats) -> tuple[GapAtK, ...]:
    expected = others.mean(axis=0)
    error = others.std(axis=0) * (1 + 1 / len(others)) ** 0.5
    columns = (own.tolist(), expected.tolist(), (expected - own).tolist(), error.tolist())
    return tuple(GapAtK(k, *numbers) for k, *numbers in zip(ks, *columns, strict=True))
