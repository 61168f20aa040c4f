"""Hierarchical clustering: one tree per linkage, cut at every k."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.nearest_rows import NEAREST_ROWS
from segtui.clustering.linkage.dendrogram import Cuts
from segtui.clustering.linkage.trees import Large, Plain, tree_duration, trees_memory
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid
from segtui.language.translation import to_translate
from segtui.libraries.compiled import worthwhile

Linkage = Literal["ward", "complete", "average", "single"]


class Hierarchical(Algorithm):
    """Merges the two closest clusters repeatedly until one is left, and cuts the merge tree at k clusters.

    The partitions of scikit-learn's AgglomerativeClustering, ties included; clusters are numbered by first row.
    """

    name: ClassVar[str] = "hierarchical"
    title: ClassVar[str] = to_translate("Hierarchical")
    assigner: ClassVar[Assigner | None] = NEAREST_ROWS
    chart: ClassVar[Chart] = "tree"
    starter_place: ClassVar[int | None] = 2

    linkage: Annotated[
        tuple[Linkage, ...],
        BeforeValidator(
            lambda value: (value,) if isinstance(value, str) else value,
            json_schema_input_type=tuple[Linkage, ...] | Linkage,
        ),
        AfterValidator(lambda value: tuple(dict.fromkeys(value))),
        Field(min_length=1),
    ] = ("ward",)
    """The distance between clusters: ward, complete, average or single linkage."""
    k: IntGrid = tuple(range(2, 13))
    """The number of clusters."""

    @classmethod
    def has_centroids(cls, cell: Cell) -> bool:
        """Ward's linkage merges clusters around their centroids."""
        return bool(cell["linkage"] == "ward")

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """Ward's linkage; the others take longer and are rarely chosen."""
        return ['linkage = ["ward"]         # or "complete", "average", "single": slower, rarely better', 'k = "2..12"']

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are distinct rows, because equal rows belong together."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Grow each linkage's tree when its first cell comes up; drop what the trees share after the last.

        Equal rows merge first: if k is above the number of distinct rows, there are only that many clusters.
        """
        if not cells:
            return
        earlier = space.take_elapsed() / len(cells)
        ks = _by_linkage(cells)
        dense = sum(len(ks[linkage]) for linkage in ks if linkage != "single")
        clock = time.perf_counter()
        trees = Large(space, dense > 0) if worthwhile(space.rows) else Plain(space.values, dense > 0)
        shared = (time.perf_counter() - clock) / max(dense, 1)
        cuts: dict[str, Cuts] = {}
        share: dict[str, float] = {}
        for cell in cells:
            linkage = cell["linkage"]
            clock = time.perf_counter()
            if linkage not in cuts:
                cuts[linkage] = Cuts(trees.merges(linkage), min(max(ks[linkage]), space.distinct))
                if len(cuts) == len(ks):
                    del trees
                space.take_elapsed()  # already in the clock
                share[linkage] = (time.perf_counter() - clock) / len(ks[linkage])
                share[linkage] += earlier + (shared if linkage != "single" else 0.0)
                clock = time.perf_counter()
            labels = cuts[linkage].at(min(cell["k"], space.distinct))
            yield Candidate(self.name, dict(cell), labels, share[linkage] + time.perf_counter() - clock)

    def memory(self, rows: int, columns: int) -> int:
        """The distances of up to 3,000 rows, twice; past that numbers per row and those of the last clusters."""
        if not worthwhile(rows):
            pairs = rows * (rows - 1) // 2
            return (16 * pairs if set(self.linkage) != {"single"} else 0) + 300 * rows
        return max(trees_memory(linkage, rows, columns) for linkage in self.linkage)

    def duration(self, rows: int, columns: int) -> float:
        """Past 3,000 rows ward's linkage is searched in a tree; complete and average look at most pairs once."""
        if not worthwhile(rows):
            trees = sum(3e-8 if linkage != "single" else 2e-9 for linkage in self.linkage)
            return rows * rows / 2 * (trees + 6e-10 * columns * len(self.linkage)) + 2e-7 * rows * self.size()
        return sum(tree_duration(linkage, rows, columns) for linkage in self.linkage) + 8e-9 * rows * self.size()

    def shared(self, rows: int, columns: int) -> float:
        """The spanning tree, where many rows are to be linked singly."""
        return tree_duration("single", rows, columns) if "single" in self.linkage and worthwhile(rows) else 0.0


def _by_linkage(cells: Sequence[Cell]) -> dict[str, list[int]]:
    """The numbers of clusters asked for, by linkage."""
    found: dict[str, list[int]] = {}
    for cell in cells:
        found.setdefault(cell["linkage"], []).append(cell["k"])
    return found
