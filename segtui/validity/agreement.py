"""How far labelings of the same rows agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import spans
from segtui.validity.refinement import split_by

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]

_BLOCK = 16  # labelings compared with all at a time: keeps their cross-tabs to a few MiB


def adjusted_rand_index(table: Floats | NDArray[np.int64]) -> float:
    """The adjusted Rand index of a cross-tab of two labelings: 1 for the same partition, about 0 for chance, -0.5 to 1.

    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.

    Args:
        table: how many rows are in each cluster of the one and of the other, (clusters, clusters).
    """
    counts = np.asarray(table, np.float64)
    both, first, second = (_pairs(part).sum() for part in (counts, counts.sum(axis=1), counts.sum(axis=0)))
    return float(_adjusted(both, first, second, _pairs(counts.sum())))


def agreements(labelings: Sequence[Labels]) -> Floats:
    """The adjusted Rand index of each two labelings (L, L), over the rows that both give to a cluster.

    0 where that is fewer than two rows. All cross-tabs come from products of sparse matrices over the classes of rows
    that no labeling separates: time grows with these, with all rows at most.

    Args:
        labelings: each (n), clusters numbered from 0, -1 is noise.
    """
    table = np.column_stack(labelings)
    into, _, heads = split_by(table)
    labels, sizes = table[heads], np.bincount(into).astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(labels.max(axis=0) + 2)])
    whole = _members(labels, starts)
    found = np.empty((len(labelings), len(labelings)))
    for first, last in spans(len(labelings), _BLOCK):
        own = starts[first : last + 1] - starts[first]
        part = _members(labels[:, first:last], own, sizes)
        found[first:last] = _of_tables((part.T @ whole).toarray(), own[:-1], starts[:-1])
    return found


def _members(labels: Labels, starts: NDArray[np.int64], weights: Floats | None = None) -> Any:
    """Which class (U) is in which cluster of each labeling, noise first and empty: a sparse matrix (U, clusters)."""
    from scipy.sparse import csr_array

    classes, labelings = labels.shape
    held = (labels >= 0) * (np.ones(classes) if weights is None else weights)[:, None]
    places = labels + 1 + starts[:-1]
    rows = np.arange(classes + 1) * labelings
    return csr_array((held.ravel(), places.ravel(), rows), shape=(classes, int(starts[-1])))


def _of_tables(tables: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """The indices of cross-tabs that stand beside and below each other, from these rows and columns on."""
    within, across = np.add.reduceat(tables, columns, axis=1), np.add.reduceat(tables, rows, axis=0)
    both = np.add.reduceat(np.add.reduceat(_pairs(tables), columns, axis=1), rows, axis=0)
    first, second = np.add.reduceat(_pairs(within), rows, axis=0), np.add.reduceat(_pairs(across), columns, axis=1)
    total = _pairs(np.add.reduceat(within, rows, axis=0))
    return np.where(total > 0, _adjusted(both, first, second, total), 0.0)


def _adjusted(both: Floats, first: Floats, second: Floats, total: Floats) -> Floats:
    """The index from pairs of rows: together in both, in the one, in the other, and all."""
    chance = np.divide(first * second, total, out=np.zeros_like(total), where=total > 0)
    most = (first + second) / 2
    return np.divide(both - chance, most - chance, out=np.ones_like(total), where=most != chance)


def _pairs(counts: Floats) -> Floats:
    return counts * (counts - 1) / 2
