"""Deals with rows that stand apart, by the forest of a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
import polars as pl

from segtui.cleaning.apart import FLAG, Action, deal_with
from segtui.cleaning.isolation_forest import Forest, Tree
from segtui.cleaning.step import Columns, Step, StepResult

_Nodes = tuple[tuple[int, ...], tuple[float, ...], tuple[int, ...]]


class FittedIsolation(Step):
    """Drop, empty or flag rows that a learned isolation forest sets apart."""

    leaves_id: ClassVar[bool] = True

    step: Literal["isolated"] = "isolated"
    columns: Columns
    """The columns of the forest."""
    threshold: float
    """The score over which a row stands apart."""
    action: Action
    """What to do with such rows."""
    filler: tuple[float, ...]
    """What stands for an empty cell of each column."""
    usual: float
    """The mean path of a row among as many rows as a tree was grown on."""
    trees: tuple[_Nodes, ...]
    """For each tree the nodes' columns, values and nodes on the right."""

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and the flag's."""
        return [*columns, FLAG] if self.action == "flag" else list(columns)

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Score the rows by the forest of the run."""
        trees = tuple(Tree(np.array(c), np.array(v), np.array(r)) for c, v, r in self.trees)
        forest = Forest(self.columns, np.array(self.filler), self.usual, trees)
        return deal_with(frame, forest, self.threshold, self.action)


def isolated(forest: Forest, threshold: float, action: Action) -> tuple[FittedIsolation, ...]:
    """The step that does to later rows what the forest does; none if it has no columns."""
    if not forest.names:
        return ()
    made = FittedIsolation(
        columns=forest.names,
        threshold=threshold,
        action=action,
        filler=tuple(forest.filler.tolist()),
        usual=forest.usual,
        trees=tuple((tuple(t.column.tolist()), tuple(t.value.tolist()), tuple(t.right.tolist())) for t in forest.trees),
    )
    return (made,)
