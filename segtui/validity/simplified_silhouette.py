"""A proxy for the silhouette, computed from centroids for all rows; a sample estimates the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.centroids import Centroids
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices

ROWS = 4_096


@dataclass(frozen=True)
class Proxy:
    """One labeling's proxy: its mean over all clustered rows, and its value at some rows (NaN for noise)."""

    mean: float
    rows: Floats


def proxies(centroids: Centroids, labelings: list[int], places: Indices) -> list[Proxy]:
    """The proxies of some labelings: silhouettes with root mean square distances in place of mean ones.

    The mean squared distance from a row to a cluster is its squared distance to the centroid plus the cluster's
    variance. By itself biased (-.03 to -.08), so never shown.

    Args:
        centroids: of the labelings.
        labelings: their numbers.
        places: (m) the rows, by place in class order, whose own values are wanted.
    """
    if not labelings:
        return []
    if worthwhile(len(centroids.values)):
        return _compiled(centroids, labelings, places)
    each = [_plain(centroids, at) for at in labelings]
    return [Proxy(float(np.nanmean(found)), found[places]) for found in each]


def _plain(centroids: Centroids, labeling: int) -> Floats:
    """(n) in class order, NaN for noise."""
    from scipy.spatial.distance import cdist

    centers, size = centroids.of(labeling)
    variance = centroids.spreads[labeling].squares / size
    parts = []
    for own, rows in centroids.blocks(labeling):
        each = np.arange(len(own))
        squared = cdist(rows, centers, "sqeuclidean") + variance
        within = np.sqrt(squared[each, own] * size[own] / np.maximum(size[own] - 1, 1))
        squared[each, own] = np.inf
        nearest = np.sqrt(squared.min(axis=1))
        largest = np.maximum(within, nearest)
        usable = (largest > 0) & (size[own] > 1)
        parts.append(np.divide(nearest - within, largest, out=np.zeros(len(own)), where=usable))
    labels = centroids.refinement.table[centroids.refinement.row_class, labeling]
    found = np.full(len(labels), np.nan)
    found[labels >= 0] = np.concatenate(parts)
    return found


def _compiled(centroids: Centroids, labelings: list[int], places: Indices) -> list[Proxy]:
    from segtui.validity.kernels import centroids as kernels

    centers, size, starts = centroids.together(labelings)
    across = np.ascontiguousarray(centers.T)
    variance = np.concatenate([centroids.spreads[at].squares for at in labelings]) / size
    table = np.ascontiguousarray(centroids.refinement.table[:, labelings])
    values, row_class = centroids.values, centroids.refinement.row_class

    def of(rows: Indices) -> Floats:
        found = np.empty((len(rows), len(labelings)))
        kernels.proxies(values, centroids.shift, row_class, table, across, variance, size, starts, rows, found)
        return found

    def part(first: int) -> Floats:
        found: Floats = np.nansum(of(np.arange(first, min(first + ROWS, len(values)))), axis=0)
        return found

    total = np.zeros(len(labelings))
    for found in in_threads(part, range(0, len(values), ROWS), thread_count(centroids.threads)):
        total += found
    rows = np.diff(np.append(0.0, np.cumsum(size)[starts[1:] - 1]))
    return [Proxy(*each) for each in zip((total / rows).tolist(), of(places).T, strict=True)]
