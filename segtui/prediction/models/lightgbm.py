"""Gradient boosting by LightGBM (Ke et al. 2017), where that is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from segtui.language.translation import to_translate
from segtui.libraries.boundary import Library
from segtui.prediction.learner import Floats, Learner, Truth
from segtui.prediction.predictors.trees import DecisionTree, Trees


class LightGbm(Learner):
    """Small trees one after the other, by Microsoft's library: faster with millions of rows."""

    name: ClassVar[str] = "lightgbm"
    title: ClassVar[str] = to_translate("gradient boosting (LightGBM)")
    by_default: ClassVar[bool] = False
    libraries: ClassVar[tuple[Library, ...]] = (Library("lightgbm", "segtui[lightgbm]"),)

    trees: Annotated[int, Field(ge=1, le=5_000)] = 150
    """How many trees there are."""
    rate: Annotated[float, Field(gt=0, le=1)] = 0.05
    """How much of a tree's correction counts."""
    leaves: Annotated[int, Field(ge=2, le=1_000)] = 15
    """The most leaves of a tree."""
    least_rows: Annotated[int, Field(ge=1)] = 20
    """The fewest rows of a leaf."""

    def fit(self, rows: Floats, outcome: Truth, seed: int) -> Trees:
        """Deterministically, whatever the number of threads."""
        import lightgbm

        settings = {
            "objective": "binary",
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.least_rows,
            "seed": seed % 2**31,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        booster = lightgbm.train(settings, lightgbm.Dataset(rows, outcome.astype(np.float64)), self.trees)
        trees = [_as_arrays(each["tree_structure"]) for each in booster.dump_model()["tree_info"]]
        return Trees.planted(trees, 0.0, 1.0, log_odds=True, single=False)

    def seconds(self, rows: int, columns: int) -> float:
        """By the cells that each tree counts."""
        return 0.2 + self.trees * (0.002 + 1e-8 * rows * columns)


def _as_arrays(root: Mapping[str, Any]) -> DecisionTree:
    nodes = list(_nodes(root))
    number = {id(node): i for i, node in enumerate(nodes)}
    inner = ["split_feature" in node for node in nodes]
    feature, left, right = (np.full(len(nodes), -1, dtype=np.int64) for _ in range(3))
    threshold, value = np.zeros(len(nodes)), np.zeros(len(nodes))
    for i, node in enumerate(nodes):
        if inner[i]:
            feature[i], threshold[i] = node["split_feature"], node["threshold"]
            left[i], right[i] = number[id(node["left_child"])], number[id(node["right_child"])]
        else:
            value[i] = node["leaf_value"]
    return DecisionTree(feature, threshold, left, right, value)


def _nodes(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The root and all nodes below it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [node[side] for side in ("left_child", "right_child") if side in node]
