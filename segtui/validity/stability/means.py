"""K-means of few rows, many times side by side: what prediction strength and the gap statistic are made of."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from segtui.libraries.compiled import in_threads
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Labels

STARTS = 10
ROWS = 1_000
"""Of more rows this many are drawn."""


@dataclass(frozen=True)
class Means:
    """One fit: the label of each row (n), the centres (k, d), and the sum of squared distances to them."""

    labels: Labels
    centers: Floats
    inertia: float


Fit = Callable[[Floats, int, int], Means]
"""Rows (n, d), k and a seed to the best of several fits."""


def side_by_side(work: Callable[[Fit, int], Any], count: int, threads: int | None, starts: int) -> Iterator[Any]:
    """The results of `work` on 0 … count - 1, in that order, each on one thread: how many there are changes nothing."""
    with _quiet() as controller:

        def one(number: int) -> Any:
            # OpenMP's limit belongs to the thread that sets it.
            with controller.limit(limits=1, user_api="openmp"):
                return work(partial(_fit, starts), number)

        yield from in_threads(one, range(count), thread_count(threads))


def possible(values: Floats, ks: Sequence[int]) -> list[int]:
    """Those k, rising, that leave fewer clusters than there are distinct rows."""
    distinct = len(np.unique(values, axis=0))
    return sorted({k for k in ks if 1 <= k < distinct})


@contextmanager
def _quiet() -> Iterator[Any]:
    """BLAS on one thread, and no warning where a draw has fewer distinct rows than k: both belong to the process."""
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import ThreadpoolController

    controller = ThreadpoolController()
    with controller.limit(limits=1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield controller


def _fit(starts: int, values: Floats, k: int, seed: int) -> Means:
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=starts, random_state=seed).fit(values)
    return Means(model.labels_.astype(np.int32, copy=False), model.cluster_centers_, float(model.inertia_))
