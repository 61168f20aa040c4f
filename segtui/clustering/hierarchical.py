"""Hierarchical clustering: one tree per linkage, cut at every k."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field

from segtui.clustering.family import Candidate, Cell, Family, Labels
from segtui.clustering.neighbours import Floats
from segtui.clustering.space import Space
from segtui.declare import IntGrid
from segtui.errors import ResourceError

Linkage = Literal["ward", "complete", "average", "single"]
Merges = NDArray[np.intp]


class Hierarchical(Family):
    """The closest two clusters are merged until one is left; the tree of merges is cut where k clusters stand.

    The partitions of scikit-learn's AgglomerativeClustering, ties included; clusters are numbered by first row.
    """

    name: ClassVar[str] = "hierarchical"
    title: ClassVar[str] = "Hierarchical"

    linkage: Annotated[
        tuple[Linkage, ...],
        BeforeValidator(
            lambda value: (value,) if isinstance(value, str) else value,
            json_schema_input_type=tuple[Linkage, ...] | Linkage,
        ),
        AfterValidator(lambda value: tuple(dict.fromkeys(value))),
        Field(min_length=1),
    ] = ("ward", "complete", "average")
    """What "closest" means: ward, complete, average or single."""
    k: IntGrid = tuple(range(2, 13))
    """How many clusters."""

    def possible(self, cell: Cell, rows: int) -> bool:
        """At most as many clusters as rows."""
        return bool(cell["k"] <= rows)

    def sweep(self, space: Space, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Build each linkage's tree when its first cell comes up; drop the distances after the last tree."""
        clock = time.perf_counter()
        waiting = list(dict.fromkeys(cell["linkage"] for cell in cells))
        dense = sum(linkage != "single" for linkage in waiting)
        distances = _distances(space.values) if dense and space.rows > 1 else None
        shared = (time.perf_counter() - clock) / len(cells) if cells else 0.0
        trees: dict[str, Merges] = {}
        share: dict[str, float] = {}
        for cell in cells:
            linkage = cell["linkage"]
            if linkage not in trees:
                clock = time.perf_counter()
                trees[linkage] = _tree(space.values, linkage, distances)
                share[linkage] = (time.perf_counter() - clock) / sum(c["linkage"] == linkage for c in cells)
                dense -= linkage != "single"
                distances = distances if dense else None
            clock = time.perf_counter()
            labels = cut(trees[linkage], cell["k"])
            seconds = time.perf_counter() - clock + share[linkage] + (shared if linkage != "single" else 0.0)
            yield Candidate(self.name, dict(cell), labels, seconds)

    def memory(self, rows: int, columns: int) -> int:
        """The distances of all pairs of rows, SciPy's working copy of them, and a few numbers per row."""
        pairs = rows * (rows - 1) // 2
        return (16 * pairs if set(self.linkage) != {"single"} else 0) + 300 * rows

    def duration(self, rows: int, columns: int) -> float:
        """Measured at 2,000 to 20,000 rows: time grows with the pairs of rows."""
        trees = sum(9e-8 if linkage != "single" else 1e-8 for linkage in self.linkage)
        return rows * rows / 2 * (trees + 1e-9 * columns) + 2e-7 * rows * self.size()


def cut(merges: Merges, k: int) -> Labels:
    """The k clusters left before the last k - 1 merges, numbered by first row; `merges` is (n - 1, 2) as SciPy's.

    Cutting by number of merges, not by height, is what scikit-learn does, so that ties fall the same way.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = len(merges) + 1
    done = rows - k
    parents = np.repeat(np.arange(rows, rows + done), 2)
    edges = (np.ones(2 * done, dtype=np.int8), (merges[:done].ravel(), parents))
    _, labels = connected_components(coo_array(edges, shape=(rows + done, rows + done)), directed=False)
    return np.ascontiguousarray(labels[:rows], dtype=np.int32)


def _distances(values: Floats) -> Floats:
    """The Euclidean distances of all pairs of rows, condensed as SciPy does: n (n - 1) / 2."""
    from scipy.spatial.distance import pdist

    try:
        found: Floats = pdist(values)
    except MemoryError as error:
        raise _too_large(len(values)) from error
    return found


def _tree(values: Floats, linkage: str, distances: Floats | None) -> Merges:
    """The merges by rising height, (n - 1, 2)."""
    from scipy.cluster import hierarchy
    from sklearn.cluster import AgglomerativeClustering

    if len(values) < 2:
        return np.empty((0, 2), np.intp)
    if linkage == "single":  # scikit-learn's own, which needs no distances of all pairs and breaks ties its own way
        merges: Merges = AgglomerativeClustering(linkage="single").fit(values).children_
        return merges
    try:
        return np.ascontiguousarray(hierarchy.linkage(distances, method=linkage)[:, :2], dtype=np.intp)
    except MemoryError as error:
        raise _too_large(len(values)) from error


def _too_large(rows: int) -> ResourceError:
    needed = 16 * rows * (rows - 1) / 2 / 2**30
    return ResourceError(
        f"hierarchical clustering of {rows:,} rows needs {needed:,.1f} GiB for the distances of all pairs of rows",
        where="search.hierarchical",
        fix="take it out of the plan, use single linkage only, or give it fewer rows",
    )
