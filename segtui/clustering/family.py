"""What every algorithm is: a grid of parameters, swept as one over what its cells share."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.space import Space
from segtui.declare import Declared

Labels = NDArray[np.int32]
Cell = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """One labeling of all rows: int32 of length n, -1 is noise.

    `parameters` is the cell of the grid; `seconds` its own share of the sweep's time; `strength` (n, 0 to 1) how
    firmly the algorithm itself says that a row belongs to its cluster, where it does say so.
    """

    algorithm: str
    parameters: Cell
    labels: Labels
    seconds: float
    strength: NDArray[np.float64] | None = None

    @property
    def key(self) -> str:
        """Algorithm and parameters in one stable line of text."""
        return f"{self.algorithm} {json.dumps(self.parameters, sort_keys=True)}"


class Family(Declared):
    """Base of the algorithms: the fields are the grid's axes."""

    name: ClassVar[str]
    """As the plan's table is called: [search.name]."""
    title: ClassVar[str]
    """As a person reads it."""

    @abstractmethod
    def resolve(self, space: Space) -> Self:
        """The same grid with every "auto" replaced by a list."""

    @abstractmethod
    def cells(self, rows: int) -> list[Cell]:
        """The grid's cells that make sense for so many rows, in the order that the leaderboard lists ties."""

    @abstractmethod
    def sweep(self, space: Space, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Label the rows for each of these cells, yielding a candidate as soon as it is known."""

    @abstractmethod
    def memory(self, rows: int, columns: int) -> int:
        """Bytes that the sweep needs at its peak beside the matrix."""
