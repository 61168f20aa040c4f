"""DBCV of one labeling or of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.density.core_distances import CoreDistances
from segtui.validity.density.landmarks import Landmarks, landmarks
from segtui.validity.density.separations import blockwise, pairwise
from segtui.validity.density.trees import Cluster, trees
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import REFINED_CLASSES, Labels, compact, refine

NEIGHBOURS = 15
"""As many as the consensus asks for."""

Tick = Callable[[float], None]


@dataclass(frozen=True)
class DensityValidity:
    """DBCV of one labeling, -1 to 1, None with fewer than two clusters of 3 rows.

    `clusters` has what each contributes before it is weighted, by its label: None for one under 3 rows.
    """

    value: float | None
    clusters: dict[int, float | None]


def dbcv(values: NDArray[np.float64], labels: NDArray[np.int32]) -> float | None:
    """The DBCV of one labeling; see `validities`."""
    return validities(values, [labels])[0].value


def validities(
    values: NDArray[np.float64],
    labelings: Sequence[NDArray[np.int32]],
    *,
    space: SharedStructures | None = None,
    threads: int | None = None,
    tick: Tick | None = None,
) -> list[DensityValidity]:
    """Density-based clustering validation of each labeling, exact, from what the labelings share.

    The mean over clusters, weighted by their share of all n rows, of (separation - sparseness) / the larger of the two:
    sparseness is the longest inner edge of the cluster's spanning tree of mutual reachability, separation the least
    mutual reachability between its inner rows and those of another cluster. Noise (-1) and clusters under 3 rows count
    only in n, so they pull towards 0.

    Moulavi, D., Jaskowiak, P. A., Campello, R. J. G. B., Zimek, A. and Sander, J. (2014). Density-based clustering
    validation. SIAM International Conference on Data Mining, 839-847. Without an inner edge, all edges count, as in the
    authors' own program. Ties are hdbscan's.

    Time grows with the square of the rows, once for all labelings; memory with rows x labelings.

    Args:
        values: (n, d), finite: the scaled matrix.
        labelings: each (n), -1 is noise.
        space: the same rows, if neighbours or trees may have been found for them already.
        threads: at most this many; the result is the same to the last bit.
        tick: hears the share that is done, 0 to 1.

    Raises:
        ValueError: a label below -1.
    """
    values = np.ascontiguousarray(values, dtype=np.float64)
    clean = [compact(labels) for labels in labelings]
    kernels = worthwhile(len(values)) and values.shape[1] > 0
    if kernels:
        space = space or SharedStructures(values, threads=threads)
    cores = _cores(space, clean, threads) if kernels and space is not None else None
    _tell(tick, 0.4)
    marks = landmarks(values) if kernels else None
    near = space.neighbours(min(NEIGHBOURS, space.rows - 1)) if kernels and space is not None else None
    grown = trees(values, clean, cores, marks, near, threads)
    _tell(tick, 0.9)
    nearest = _separations(values, grown, marks, threads)
    return [
        _validity(labels, clusters, separation)
        for labels, clusters, separation in zip(labelings, grown, nearest, strict=True)
    ]


def duration(rows: int, columns: int, labelings: int) -> float:
    """Seconds that `validities` takes with its kernels compiled, on two cores; within a factor of two."""
    return rows * rows * (2e-12 + 3e-13 * columns) * (300 + labelings) + 1e-6 * rows * labelings


def _cores(space: SharedStructures, labelings: Sequence[Labels], threads: int | None) -> Floats:
    """The core distances of all rows in each labeling (L, n)."""
    most = max(REFINED_CLASSES, min(32_768, space.rows // 3))
    parts = [CoreDistances(space, refinement).all(threads) for refinement in refine(labelings, most)]
    return np.concatenate(parts) if parts else np.empty((0, space.rows))


def _separations(
    values: Floats, grown: Sequence[Sequence[Cluster]], marks: Landmarks | None, threads: int | None
) -> Iterable[Floats]:
    """How near each cluster of each labeling comes to another."""
    rank = None if marks is None else marks.rank

    def apart(clusters: Sequence[Cluster]) -> Floats:
        if len(clusters) < 2:
            return np.zeros(len(clusters))
        return pairwise(values, clusters) if rank is None else blockwise(values, rank, clusters)

    return in_threads(apart, grown, thread_count(threads))


def _validity(labels: Labels, clusters: Sequence[Cluster], nearest: Floats) -> DensityValidity:
    """The weighted mean, and what each cluster contributes."""
    names = np.unique(labels[labels >= 0])
    by_label: dict[int, float | None] = dict.fromkeys(names.tolist())
    if len(clusters) < 2:
        return DensityValidity(None, by_label)
    sparseness = np.array([each.sparseness for each in clusters])
    largest = np.maximum(nearest, sparseness)
    validity = np.divide(nearest - sparseness, largest, out=np.zeros(len(clusters)), where=largest > 0)
    by_label |= {int(names[each.label]): float(one) for each, one in zip(clusters, validity, strict=True)}
    found = float((validity * [each.size for each in clusters]).sum() / len(labels))
    return DensityValidity(found if np.isfinite(found) else None, by_label)


def _tell(tick: Tick | None, share: float) -> None:
    if tick is not None:
        tick(share)
