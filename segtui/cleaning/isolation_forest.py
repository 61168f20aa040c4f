"""Rows that random splits soon set apart from the others, and how far each stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.columns import cols

_TREES, _SAMPLE = 100, 256
_CHUNK = 20_000
_LARGEST = float(np.finfo(np.float32).max) / 4  # trees split between values, and take their difference


@dataclass(frozen=True)
class Tree:
    """Nodes in the order of a walk that goes left first: the column of each, −1 at a leaf; the value up to which a row
    goes left, to the next node, and at a leaf the length of the path; the node on the right."""

    column: NDArray[np.int64]
    value: NDArray[np.float64]
    right: NDArray[np.int64]


@dataclass(frozen=True)
class Forest:
    """Trees over `names` (d); `filler` (d) stands for empty cells, `usual` is the mean path of a row among as many rows
    as a tree was grown on."""

    names: tuple[str, ...]
    filler: NDArray[np.float64]
    usual: float
    trees: tuple[Tree, ...]

    def scores(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        """How far each row stands apart: near 1 far, up to .5 not at all (Liu, Ting and Zhou 2008, equation 2).

        It does not depend on the other rows.
        """
        rows = _matrix(frame, self.names, self.filler)
        if not self.usual:
            return np.zeros(len(rows))
        paths = np.zeros(len(rows))
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            for tree in self.trees:
                paths[start : start + len(part)] += _paths(tree, part)
        return np.asarray(2.0 ** (-paths / (len(self.trees) * self.usual)))


def grow_forest(frame: pl.DataFrame, names: Sequence[str], seed: int) -> Forest:
    """Scikit-learn's IsolationForest: 100 trees, each on 256 rows that the seed draws.

    Empty and infinite cells count as the median of their column.
    """
    from sklearn.ensemble import IsolationForest

    filler = np.array([_median(frame.get_column(c)) for c in names])
    if frame.height < 2 or not names:
        return Forest(tuple(names), filler, 0.0, ())
    sample = min(_SAMPLE, frame.height)
    rows = _matrix(frame, names, filler)
    forest = IsolationForest(n_estimators=_TREES, max_samples=sample, random_state=seed, n_jobs=1).fit(rows)
    trees = tuple(_plain(each.tree_) for each in forest.estimators_)
    return Forest(tuple(names), filler, float(_usual(np.array([sample]))[0]), trees)


def _plain(tree) -> Tree:  # type: ignore[no-untyped-def]
    leaf = tree.children_left < 0
    depth = np.zeros(tree.node_count)
    for node in np.flatnonzero(~leaf):
        depth[[tree.children_left[node], tree.children_right[node]]] = depth[node] + 1
    value = np.where(leaf, depth + _usual(tree.n_node_samples), tree.threshold)
    return Tree(np.where(leaf, -1, tree.feature), value, np.where(leaf, 0, tree.children_right))


def _paths(tree: Tree, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The length of each row's path, with what is left to split at its leaf."""
    node = np.zeros(len(rows), dtype=np.int64)
    on = np.arange(len(rows)) if tree.column[0] >= 0 else np.arange(0)
    while on.size:
        at = node[on]
        right = rows[on, tree.column[at]] > tree.value[at]
        node[on] = at = np.where(right, tree.right[at], at + 1)
        on = on[tree.column[at] >= 0]
    return tree.value[node]


def _usual(rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean path in a search tree of this many rows that finds nothing (equation 1)."""
    more = np.maximum(rows, 3) - 1.0
    path = 2.0 * (np.log(more) + np.euler_gamma) - 2.0 * more / (more + 1.0)
    return np.where(rows > 2, path, np.where(rows == 2, 1.0, 0.0))


def _median(column: pl.Series) -> float:
    values = column.cast(pl.Float64)
    found = values.filter(values.is_finite().fill_null(False)).median()
    return float(found) if isinstance(found, float) else 0.0


def _matrix(frame: pl.DataFrame, names: Sequence[str], filler: NDArray[np.float64]) -> NDArray[np.float32]:
    """The columns in single precision, as trees compare them."""
    values = frame.select(cols(names).cast(pl.Float64)).to_numpy().copy()
    values = np.where(np.isfinite(values), values, filler)
    return np.ascontiguousarray(values.clip(-_LARGEST, _LARGEST), dtype=np.float32)
