"""How fast a Gaussian mixture is fitted beside scikit-learn's, and how far the likelihoods are from each other.

python tests/bench/mixture.py [ROWS …] [--steps 20]

ROWS default to 20,000 and 100,000. Both sides start from the same labels of K-means, which are made before the clock,
and take the same number of steps, on all threads. Where threads of others stand in the way, compare the processors'
seconds. Memory is above what data and libraries take; kernels are compiled before.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.apart import Peak, apart  # noqa: E402

SHAPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}
CASES = [
    *((shape, columns, k) for shape in ("full",) for columns, k in ((4, 4), (8, 8), (10, 8), (8, 12), (30, 6))),
    *((shape, 8, 8) for shape in ("tied", "diagonal", "spherical")),
]


def measured(rows: int, columns: int, k: int, shape: str, steps: int) -> tuple[Peak, Peak, float, float]:
    """What scikit-learn took and what we took, and the mean log likelihood of the last step of both."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_blobs
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    from segtui.clustering.kernels import mixture_step  # noqa: F401  compiled before the clock
    from segtui.clustering.mixtures.fit import fit
    from segtui.libraries.compiled import processors

    warnings.simplefilter("ignore")
    values = make_blobs(rows, columns, centers=k, cluster_std=3.0, random_state=0)[0]
    values = np.ascontiguousarray((values - values.mean(axis=0)) / values.std(axis=0))
    labels = KMeans(k, n_init=1, random_state=0).fit(values).labels_
    given: dict[str, Any] = {"covariance_type": SHAPES[shape], "tol": 0.0, "max_iter": steps}
    theirs = _from_labels(GaussianMixture, labels, k, given)
    theirs.fit(values[:3_001])
    fit(values[:3_001], labels[:3_001], k, shape, 1, 0.0, 1)  # type: ignore[arg-type]
    # As in a search: segtui's own threads, and one of BLAS in each.
    with threadpool_limits(1, user_api="blas"), Peak() as ours_took:
        ours = fit(values, labels, k, shape, processors(), 0.0, steps)  # type: ignore[arg-type]
    with Peak() as theirs_took:
        theirs.fit(values)
    return theirs_took, ours_took, float(theirs.score(values)), ours.memberships(values)[1] / rows


def _from_labels(estimator: Any, labels: Any, k: int, given: dict[str, Any]) -> Any:
    """scikit-learn's mixture, started from labels without K-means of its own."""
    import numpy as np

    class FromLabels(estimator):  # type: ignore[misc]
        def _initialize_parameters(self, values: Any, random_state: Any, xp: Any = None) -> None:
            self._initialize(values, np.eye(k)[labels[: len(values)]])

    return FromLabels(k, **given)


def main() -> None:
    """A table for each count of rows."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="*", default=[20_000, 100_000])
    cli.add_argument("--steps", type=int, default=20)
    asked = cli.parse_args()
    for rows in asked.rows:
        print(f"\n{rows:,} rows, {asked.steps} steps: seconds by the clock (of processors), MiB")
        print(f"{'':10}{'d':>4}{'k':>4}{'scikit-learn':>24}{'segtui':>24}{'ratio':>16}{'likelihoods apart':>20}")
        for shape, columns, k in CASES:
            theirs, ours, score, likelihood = apart(measured, rows, columns, k, shape, asked.steps)
            both = f"{theirs.seconds / ours.seconds:.1f} ({theirs.processor / ours.processor:.1f})"
            print(
                f"{shape:10}{columns:>4}{k:>4}{_said(theirs):>24}{_said(ours):>24}{both:>16}"
                f"{abs(likelihood / score - 1):>20.0e}",
                flush=True,
            )


def _said(took: Peak) -> str:
    return f"{took.seconds:.2f} ({took.processor:.2f}) {took.mib:4.0f}"


if __name__ == "__main__":
    main()
