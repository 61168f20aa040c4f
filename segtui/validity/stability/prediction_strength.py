"""Prediction strength: whether clusters of one half of the rows hold together the rows of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Labels
from segtui.validity.stability.jaccard import counts
from segtui.validity.stability.means import ROWS, STARTS, Fit, possible, side_by_side

SPLITS = 20
CUTOFF = 0.8
KS = range(2, 13)


@dataclass(frozen=True)
class Strength:
    """The mean prediction strength of k clusters over splits, 0 to 1, and its standard error."""

    k: int
    strength: float
    error: float


@dataclass(frozen=True)
class PredictionStrength:
    """Prediction strength by k, and the largest k above `cutoff`: 1 where none is.

    Of n `rows`, each of the `splits` drew `drawn` and halved them.
    """

    by_k: tuple[Strength, ...]
    k: int
    cutoff: float
    splits: int
    rows: int
    drawn: int


def prediction_strength(
    values: NDArray[np.float64],
    ks: Sequence[int] = KS,
    *,
    splits: int = SPLITS,
    cutoff: float = CUTOFF,
    starts: int = STARTS,
    most: int = ROWS,
    seed: int = 0,
    threads: int | None = None,
) -> PredictionStrength:
    """Prediction strength of K-means by k.

    Rows are halved, both halves clustered. For each cluster of one half: the share of its pairs of rows that the other
    half's centres put together; the least over clusters counts, the mean over both directions and all splits is the
    strength. Clusters of one row have no pairs and are left out, as fpc does.

    Tibshirani, R. and Walther, G. (2005). Cluster validation by prediction strength. Journal of Computational and
    Graphical Statistics 14, 511-528.

    Args:
        values: (n, d), the scaled matrix. Of more than `most` rows each split draws as many.
        ks: numbers of clusters; those that the rows do not allow are left out.
        splits: how many times the rows are halved.
        cutoff: .8 in the paper for clusters well apart.
        starts: of each K-means, whose best counts.
        most: how many rows are drawn, where there are more.
        seed: halves the rows and drives K-means.
        threads: at most this many; the result is the same to the last bit.
    """
    values = np.ascontiguousarray(values, dtype=np.float64)
    rows, drawn = len(values), min(len(values), most)
    asked = [k for k in possible(values, ks) if 2 <= k <= drawn // 2]

    def split(fit: Fit, number: int) -> list[float]:
        random = np.random.default_rng([seed, number])
        order = random.choice(rows, drawn, replace=False)
        halves = values[np.sort(order[: drawn // 2])], values[np.sort(order[drawn // 2 :])]
        return [_of_halves(*halves, fit, k, seed) for k in asked]

    if not asked:
        return PredictionStrength((), 1, cutoff, 0, rows, drawn)
    done = np.array(list(side_by_side(split, splits, threads, starts)))
    by_k = tuple(_strength(k, done[:, at]) for at, k in enumerate(asked))
    best = max((each.k for each in by_k if each.strength > cutoff), default=1)
    return PredictionStrength(by_k, best, cutoff, len(done), rows, drawn)


def _of_halves(one: Floats, other: Floats, fit: Fit, k: int, seed: int) -> float:
    """The mean, over both directions, of how far the centres of one half hold the clusters of the other together."""
    first, second = fit(one, k, seed), fit(other, k, seed)
    there = _held(second.labels, nearest(other, first.centers))
    back = _held(first.labels, nearest(one, second.centers))
    return (there + back) / 2


def _held(own: Labels, predicted: Labels) -> float:
    """The least share, over clusters of `own`, of pairs that `predicted` puts together; 1 where none has a pair."""
    table = counts(own, predicted)[:-1, :-1]
    sizes = table.sum(axis=1)
    some = sizes > 1
    together = (table * (table - 1)).sum(axis=1)[some] / (sizes * (sizes - 1))[some]
    return float(together.min(initial=1.0))


def _strength(k: int, found: Floats) -> Strength:
    error = float(found.std(ddof=1)) / len(found) ** 0.5 if len(found) > 1 else 0.0
    return Strength(k, float(found.mean()), error)
