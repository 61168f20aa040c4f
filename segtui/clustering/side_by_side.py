"""Fits of a library's estimators on several threads at once, each fit on one of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def fits_side_by_side(fit: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """The results of `fit` on each item, in their order; libraries keep to one thread inside each.

    Then they add their sums in one order, whatever the number of threads. That an estimator did not converge is not
    said.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import ThreadpoolController

    controller = ThreadpoolController()
    # OpenMP's limit belongs to the thread that sets it, BLAS's to the process.
    pool = ThreadPoolExecutor(
        threads, thread_name_prefix="fit", initializer=lambda: controller.limit(limits=1, user_api="openmp")
    )
    # Filters belong to the process too, so this one is set here rather than in the threads.
    with controller.limit(limits=1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            yield from pool.map(fit, items)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
