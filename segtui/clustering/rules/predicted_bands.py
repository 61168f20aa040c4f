"""Segments by a predicted probability: a candidate beside the clusters for each prediction that asks for it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.band_of_probability import BAND_OF_PROBABILITY
from segtui.clustering.shared_structures import SharedStructures
from segtui.language.translation import to_translate


class PredictedBands(Algorithm):
    """Segments by the bands of a probability, or by its tenths; rows without one are a segment of their own.

    No table of a plan: a [[predict]] with use_as = "segments" asks for it.
    """

    name: ClassVar[str] = "predicted"
    title: ClassVar[str] = to_translate("Predicted")
    assigner: ClassVar[Assigner | None] = BAND_OF_PROBABILITY
    by_rules: ClassVar[bool] = True

    by: tuple[str, ...]
    """The names of the predictions."""

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """Bands need no rows."""
        return True

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """One candidate for each prediction, whose clusters are the bands that any row is in, by rising probability."""
        for cell in cells:
            clock = time.perf_counter()
            used, labels = np.unique(space.banded[cell["by"]][:, 0], return_inverse=True)
            firm = np.ones(len(labels))
            spent = time.perf_counter() - clock
            yield Candidate(self.name, dict(cell), labels.astype(np.int32), spent, firm, fitted={"rule": used})

    def memory(self, rows: int, columns: int) -> int:
        """The numbers of the bands."""
        return 32 * rows

    def duration(self, rows: int, columns: int) -> float:
        """A look at each row."""
        return 0.001 + 1e-8 * rows
