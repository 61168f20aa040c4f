"""What an algorithm is: a grid of parameters, fitted together over what its grid points share."""

from __future__ import annotations

import itertools
import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Discriminator, Tag

from segtui.clustering.assigner import Assigner
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import Declared, FloatGrid, IntGrid
from segtui.language.sentences import say

Labels = NDArray[np.int32]
Cell = dict[str, Any]
Chart = Literal["by_k", "tree", "heatmap"]


def _kind(value: Any) -> str:
    # Telling the two apart first keeps the fault that is reported to the one that matters.
    return "auto" if value == "auto" else "list"


def _at_least_two(values: tuple[int, ...]) -> tuple[int, ...]:
    if min(values) < 2:
        raise ValueError(say("the smallest cluster has at least 2 rows"))
    return values


Auto = Annotated[Literal["auto"], Tag("auto")]
AUTO_OR_LIST = Discriminator(_kind)
"""Which of `Auto` and the axis tagged "list" a value is."""

AutoFloatGrid = Annotated[Auto | Annotated[FloatGrid, Tag("list")], AUTO_OR_LIST]
"""Positive numbers, or "auto"."""
SizeGrid = Annotated[
    Auto | Annotated[IntGrid, AfterValidator(_at_least_two), Tag("list")],
    AUTO_OR_LIST,
]
"""Cluster sizes from 2, or "auto"."""


@dataclass(frozen=True)
class Candidate:
    """One labeling of all rows: int32 of length n, -1 is noise.

    `parameters` is the cell of the grid. `seconds` is its own time plus an equal share of the time that went into what
    the sweep's cells share, so that the seconds of a sweep's candidates add up to the sweep's. `strength` (n, 0 to 1)
    is how firmly the algorithm itself says that a row belongs to its cluster, `inertia` the sum of squared distances
    from rows to their cluster's centroid, `bic` and `aic` the Bayesian and Akaike's information criterion (lower is
    better), each if the algorithm provides it. `fitted` is what assigning new rows needs besides the labels: arrays by
    name, each with one entry (a number, row or matrix) per cluster number.
    """

    algorithm: str
    parameters: Cell
    labels: Labels
    seconds: float
    strength: NDArray[np.float64] | None = None
    inertia: float | None = None
    fitted: Mapping[str, NDArray[np.float64]] | None = None
    bic: float | None = None
    aic: float | None = None

    @property
    def key(self) -> str:
        """Algorithm and parameters in one stable line of text."""
        return key(self.algorithm, self.parameters)


def key(algorithm: str, cell: Cell) -> str:
    """The key of a candidate before it is known: algorithm and parameters in one stable line of text."""
    return f"{algorithm} {json.dumps(cell, sort_keys=True)}"


class Algorithm(Declared):
    """Base of the algorithms: the fields are the grid's axes, each a tuple (or "auto" until resolved), and settings."""

    name: ClassVar[str]
    """The name of its table in a plan: [search.name]."""
    title: ClassVar[str]
    """The name for people."""
    assigner: ClassVar[Assigner | None] = None
    """How new rows are assigned to the segments of a finished run; None if they can't be."""
    has_inertia: ClassVar[bool] = False
    """Whether its candidates have an inertia, whose elbow over k is then shown."""
    has_bic: ClassVar[bool] = False
    """Whether its candidates have an information criterion, whose lowest value over k is then shown."""
    settings: ClassVar[tuple[str, ...]] = ()
    """Fields besides the axes: one value for all grid points, which name it only if it is not the default."""
    counts_rows: ClassVar[tuple[str, ...]] = ()
    """Axes whose values are numbers of rows, so that they shrink with the table."""
    chart: ClassVar[Chart] = "heatmap"
    """The chart of its candidates: indices by `k`, the merge tree, or a heatmap over two axes."""
    starter_place: ClassVar[int | None] = None
    """Its position in a starter plan, the lowest first; None if starter plans omit it."""
    auto_values: ClassVar[int] = 0
    """The most values that an "auto" axis resolves to."""
    mixed: ClassVar[bool] = False
    """Whether it reads rows by Gower's distance, for numbers and text together; default searches omit it."""
    by_rules: ClassVar[bool] = False
    """Whether it reads of each row only which rule it matches; its candidate is neither kept nor resampled."""
    kept_bytes: ClassVar[int] = 4
    """Bytes that a candidate holds per row: its labels, and strengths if any."""

    @classmethod
    def axes(cls) -> list[str]:
        """The names of the grid's axes."""
        return [name for name in cls.model_fields if name not in cls.settings]

    @classmethod
    def has_centroids(cls, cell: Cell) -> bool:
        """Whether the clusters of this grid point are centered on their centroids."""
        return False

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """The lines of its table in a starter plan for a table of this many rows, in TOML, with comments."""
        return ()

    def set_values(self) -> dict[str, Any]:
        """The settings that are not at their default."""
        fields = type(self).model_fields
        return {name: value for name in self.settings if (value := getattr(self, name)) != fields[name].default}

    def in_words(self) -> str:
        """What it searches beside axes and settings, in words."""
        return ""

    def expects(self) -> int:
        """The largest number of nearest neighbors that the sweep will need; 0 for none."""
        return 0

    def resolve(self, space: SharedStructures) -> Self:
        """The same grid with every "auto" replaced by a list."""
        return self

    def grid(self) -> list[Cell]:
        """Every point of a resolved grid: the first axis changes slowest, values in the order given."""
        axes = {axis: getattr(self, axis) for axis in self.axes()}
        if unresolved := [axis for axis, values in axes.items() if values == "auto"]:
            raise ValueError(
                say(
                    "resolve {name} first: {unresolved} is still auto", name=self.name, unresolved=", ".join(unresolved)
                )
            )
        more = self.set_values()
        return [dict(zip(axes, values, strict=True)) | more for values in itertools.product(*axes.values())]

    def size(self) -> int:
        """The number of grid points; before the grid is resolved, the most there can be."""
        axes = [getattr(self, axis) for axis in self.axes()]
        return prod(self.auto_values if values == "auto" else len(values) for values in axes)

    def cells(self, rows: int, distinct: int | None = None) -> list[Cell]:
        """The resolved grid points that this many rows allow, in the order in which the leaderboard lists ties.

        `distinct` is the number of distinct rows; default: all.
        """
        return [cell for cell in self.grid() if self.possible(cell, rows, rows if distinct is None else distinct)]

    def impossible(self, rows: int, distinct: int | None = None) -> int:
        """How many grid points this many rows do not allow; `cells` leaves them out."""
        return len(self.grid()) - len(self.cells(rows, distinct))

    @abstractmethod
    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """Whether this grid point makes sense for this many rows, of which this many are distinct."""

    @abstractmethod
    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Label the rows for each of these cells, in their order, yielding a candidate as soon as it is known.

        Closing the iterator ends the sweep between two grid points; nothing continues in the background.
        """

    @abstractmethod
    def memory(self, rows: int, columns: int) -> int:
        """Bytes that the sweep needs at its peak, besides the matrix and the labels that it yields."""

    @abstractmethod
    def duration(self, rows: int, columns: int) -> float:
        """Seconds that the sweep takes, within a factor of about 2, on the machine it was measured on."""

    def shared(self, rows: int, columns: int) -> float:
        """How many of these seconds are for structures that several algorithms share, and are spent only once."""
        return 0.0
