"""Sums over trees: of their values (boosting) or the mean of their probabilities (forest)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.compiled import in_threads, processors, spans, worthwhile
from segtui.prediction.predictors.predictor import Floats, expit
from segtui.prediction.predictors.small_trees import SmallTrees, small_trees

_SPAN = 65_536


@dataclass(frozen=True)
class DecisionTree:
    """One tree as arrays of its nodes (m), the root first: a row goes left where its feature is at most the threshold.

    A leaf has `left` -1 and a `value`.
    """

    feature: NDArray[np.int64]
    threshold: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats


@dataclass(frozen=True)
class Nodes:
    """The nodes (m) of all trees, a right child after the left one.

    `child` is the left child's number; a leaf's is its own, and its threshold is infinite.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    child: NDArray[np.int32]
    value: Floats


@dataclass(frozen=True)
class Trees:
    """Trees as their nodes, with the roots and depths (t) of the trees.

    The probability is `base` plus `scale` times the sum of the leaves; or has these log-odds, where `log_odds` says so.
    `single` says that features are compared in single precision.
    """

    nodes: Nodes
    roots: NDArray[np.int64]
    depths: NDArray[np.int64]
    base: float = 0.0
    scale: float = 1.0
    log_odds: bool = True
    single: bool = False

    def probabilities(self, rows: Floats) -> Floats:
        """The probability (n) of the outcome for prepared rows (n, d); the same for any number of threads."""
        if self.single:
            rows = rows.astype(np.float32).astype(np.float64)
        total = np.zeros(len(rows))
        add = self._compiled if worthwhile(len(rows)) else self._plain
        rows = np.ascontiguousarray(rows)
        for _ in in_threads(lambda span: add(rows, total, *span), spans(len(rows), _SPAN), processors()):
            pass
        found = self.base + self.scale * total
        return expit(found) if self.log_odds else found

    @cached_property
    def _small(self) -> SmallTrees | None:
        n = self.nodes
        return small_trees(n.feature, n.threshold, n.child, n.value, self.roots)

    def _compiled(self, rows: Floats, total: Floats, start: int, stop: int) -> None:
        if self._small is not None:
            self._small.add(rows[start:stop], total[start:stop])
            return
        from segtui.prediction.kernels.tree_walk import add_leaves

        n = self.nodes
        arrays = (n.feature, n.threshold, n.child, n.value, self.roots, self.depths)
        add_leaves(rows[start:stop], *arrays, total[start:stop])

    def _plain(self, rows: Floats, total: Floats, start: int, stop: int) -> None:
        nodes, every = self.nodes, np.arange(start, stop)
        for root, depth in zip(self.roots, self.depths, strict=True):
            at = np.full(stop - start, root)
            for _ in range(depth):
                at = nodes.child[at] + (rows[every, nodes.feature[at]] > nodes.threshold[at])
            total[start:stop] += nodes.value[at]

    def facts(self) -> dict[str, Any]:
        """What stands beside the nodes."""
        trees = {"roots": self.roots.tolist(), "depths": self.depths.tolist(), "base": self.base, "scale": self.scale}
        return {"form": "trees", **trees, "log_odds": self.log_odds, "single": self.single}

    def table(self) -> pl.DataFrame:
        """The nodes: feature (a column of the prepared rows), threshold, child, value."""
        return pl.DataFrame(vars(self.nodes))

    @classmethod
    def of(cls, facts: Mapping[str, Any], table: pl.DataFrame) -> Trees:
        """The trees of what `facts` and `table` gave."""
        nodes = Nodes(
            table["feature"].to_numpy().astype(np.int32),
            table["threshold"].to_numpy().astype(np.float64),
            table["child"].to_numpy().astype(np.int32),
            table["value"].to_numpy().astype(np.float64),
        )
        roots, depths = (np.array(facts[name], dtype=np.int64) for name in ("roots", "depths"))
        rest = (float(facts["base"]), float(facts["scale"]), bool(facts["log_odds"]), bool(facts["single"]))
        return cls(nodes, roots, depths, *rest)

    @classmethod
    def planted(cls, trees: Sequence[DecisionTree], base: float, scale: float, log_odds: bool, single: bool) -> Trees:
        """The trees with siblings side by side."""
        sizes = [len(tree.left) for tree in trees]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        parts = [_side_by_side(tree, int(root)) for tree, root in zip(trees, roots, strict=True)]
        nodes = Nodes(
            np.concatenate([part.feature for part, _ in parts]),
            np.concatenate([part.threshold for part, _ in parts]),
            np.concatenate([part.child for part, _ in parts]),
            np.concatenate([part.value for part, _ in parts]),
        )
        depths = np.array([depth for _, depth in parts], dtype=np.int64)
        return cls(nodes, roots, depths, base, scale, log_odds, single)


def _side_by_side(tree: DecisionTree, begin: int) -> tuple[Nodes, int]:
    """The nodes of a tree level by level, numbered from `begin`, and its depth."""
    order, level, depth = [np.zeros(1, dtype=np.int64)], np.zeros(1, dtype=np.int64), 0
    while (inner := level[tree.left[level] >= 0]).size:
        level = np.column_stack([tree.left[inner], tree.right[inner]]).ravel()
        order.append(level)
        depth += 1
    numbers = np.concatenate(order)
    place = np.empty(numbers.size, dtype=np.int64)
    place[numbers] = np.arange(numbers.size)
    leaf = tree.left[numbers] < 0
    child = begin + np.where(leaf, np.arange(numbers.size), place[np.where(leaf, 0, tree.left[numbers])])
    nodes = Nodes(
        np.where(leaf, 0, tree.feature[numbers]).astype(np.int32),
        np.where(leaf, np.inf, tree.threshold[numbers]),
        child.astype(np.int32),
        np.where(leaf, tree.value[numbers], 0.0),
    )
    return nodes, depth
