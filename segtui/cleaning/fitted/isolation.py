"""Deals with rows that stand apart, by the forest of a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import model_validator

from segtui.cleaning.apart import FLAG, Action, deal_with
from segtui.cleaning.isolation_forest import Forest, Tree
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.language.sentences import say

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

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.filler) != len(self.columns):
            raise ValueError(say("there is not one filler for each column"))
        if not all(_is_tree(*nodes, width=len(self.columns)) for nodes in self.trees):
            raise ValueError(say("a tree has nodes that lead nowhere"))
        return self

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and the flag's."""
        return [*columns, FLAG] if self.action == "flag" else list(columns)

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Score the rows by the forest of the run."""
        trees = tuple(Tree(np.array(c), np.array(v), np.array(r)) for c, v, r in self.trees)
        forest = Forest(self.columns, np.array(self.filler), self.usual, trees)
        return deal_with(frame, forest, self.threshold, self.action)


def _is_tree(column: tuple[int, ...], value: tuple[float, ...], right: tuple[int, ...], width: int) -> bool:
    """Whether every path ends: both ways lead forward, and the last node is a leaf."""
    nodes = len(column)
    if not nodes == len(value) == len(right) or not nodes or column[-1] >= 0 or max(column) >= width:
        return False
    return all(at < goal < nodes for at, (name, goal) in enumerate(zip(column, right, strict=True)) if name >= 0)


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
