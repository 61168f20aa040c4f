"""The loop that an analyst writes by hand with scikit-learn, hdbscan and SciPy: each cell fitted and scored alone."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from tests.bench.apart import Peak
from tests.bench.customers import Floats, matrix

Cell = dict[str, Any]
Labels = NDArray[np.int32]
INDICES = ("silhouette", "dunn", "davies_bouldin", "calinski_harabasz")
SPARE = 0.8
"""The share of the free memory that a cell may take, so that it fails by itself rather than by the system's hand."""


@dataclass(frozen=True)
class Tried:
    """One cell: seconds to fit and to score it, its labels and indices; `why` says what went wrong, if anything."""

    cell: Cell
    fit: float = 0.0
    indices: float = 0.0
    mib_fit: float = 0.0
    mib_indices: float = 0.0
    labels: Labels | None = None
    scores: tuple[float, ...] = ()
    why: str = ""


def loop(out: Connection, path: Path, family: str, cells: Sequence[Cell], seed: int, budget: float) -> None:
    """Try cells in the order given until `budget` seconds are over, at least one; each is told to `out`."""
    import resource

    import hdbscan  # noqa: F401 - what is imported here costs the loop no time
    import sklearn.cluster
    import sklearn.metrics  # noqa: F401

    x = matrix(path)
    most = int(psutil.virtual_memory().available * SPARE) + psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    start = time.perf_counter()
    for cell in cells:
        out.send(tried(x, family, cell, seed))
        if time.perf_counter() - start > budget:
            break
    out.close()


def tried(x: Floats, family: str, cell: Cell, seed: int) -> Tried:
    """Fit and score one cell; where memory runs out that is what is told."""
    fit, scoring = Peak(), Peak()
    try:
        with fit:
            labels = estimator(family, cell, seed).fit_predict(x).astype(np.int32)
    except MemoryError:
        return Tried(cell, fit.seconds, why="out of memory")
    try:
        with scoring:
            scores = scored(x, labels)
    except MemoryError:
        return Tried(cell, fit.seconds, mib_fit=fit.mib, labels=labels, why="indices out of memory")
    return Tried(cell, fit.seconds, scoring.seconds, fit.mib, scoring.mib, labels, scores)


def estimator(family: str, cell: Cell, seed: int) -> Any:
    """The library's estimator for a cell."""
    import hdbscan
    from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans

    if family == "kmeans":
        return KMeans(cell["k"], n_init=10, random_state=seed)
    if family == "hierarchical":
        return AgglomerativeClustering(cell["k"], linkage=cell["linkage"])
    if family == "dbscan":
        return DBSCAN(**cell)
    return hdbscan.HDBSCAN(**cell, approx_min_span_tree=False)


def scored(x: Floats, labels: Labels) -> tuple[float, ...]:
    """The four INDICES of the clustered rows, silhouette and Dunn on full distances; NaN where they are undefined."""
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    kept = labels >= 0
    x, labels = x[kept], labels[kept]
    if not 2 <= len(np.unique(labels)) < len(labels):
        return (float("nan"),) * 4
    near = float(silhouette_score(x, labels)), dunn(x, labels)
    return *near, float(davies_bouldin_score(x, labels)), float(calinski_harabasz_score(x, labels))


def dunn(x: Floats, labels: Labels) -> float:
    """The smallest distance between clusters over the largest within one."""
    from scipy.spatial.distance import cdist

    parts = [x[labels == c] for c in np.unique(labels)]
    widest = max(cdist(p, p).max() for p in parts)
    return float(min(cdist(a, b).min() for a, b in itertools.combinations(parts, 2)) / widest)


def spread(cells: Sequence[Cell]) -> list[Cell]:
    """The cells in an order whose every beginning is spread over the grid (van der Corput's, base 2)."""
    bits = max(len(cells) - 1, 1).bit_length()
    found = sorted(range(len(cells)), key=lambda at: int(f"{at:0{bits}b}"[::-1], 2))
    return [cells[at] for at in found]
