"""A stand-in for the silhouette, from centroids alone and so known for all rows; a sample estimates the difference."""

from __future__ import annotations

import numpy as np

from segtui.validity.centroids import Centroids
from segtui.validity.pairs import Floats


def proxy_silhouettes(centroids: Centroids, labeling: int) -> Floats:
    """Silhouettes with root mean square distances in place of mean ones: (n) in class order, NaN for noise.

    The mean squared distance from a row to a cluster is its squared distance to the centroid plus the cluster's
    variance. By itself biased (-.03 to -.08), so never shown.
    """
    from scipy.spatial.distance import cdist

    centers, size = centroids.of(labeling)
    variance = np.zeros(len(size))
    for own, rows in centroids.blocks(labeling):
        away = rows - centers[own]
        variance += np.bincount(own, weights=np.einsum("ij,ij->i", away, away), minlength=len(size))
    variance /= size
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
