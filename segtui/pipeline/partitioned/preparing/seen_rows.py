"""What the rules of algorithms read of the rows of a part: the matrix, encoded columns, or which rules they match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate
from segtui.clustering.registry import find_algorithm
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.clustering.rules.rule_table import RuleTable
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.libraries.parts.row_parts import RowPart
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, RowScale
from segtui.plan.model import Plan
from segtui.prediction.predict_columns import band_numbers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PartRows:
    """A part: its rows as they are read, and those that are clustered as numbers."""

    source: RowPart
    matrix: MatrixPart


@dataclass(frozen=True)
class RuleView:
    """What a rule reads of rows, see `segtui.pipeline.scoring.fitted_model.Segmenter`.

    `gower` (p) are the factors of the encoded columns where it reads rows by Gower's distance, `table` the rules where
    it reads which of them a row matches, `banded` the prediction, with its bands, of which it reads the band of a row.
    """

    joined: JoinedRows
    scale: RowScale
    gower: Floats | None = None
    table: RuleTable | None = None
    banded: tuple[str, tuple[tuple[str, float], ...]] | None = None

    def blocks(self, part: PartRows) -> Iterator[tuple[Floats, Floats]]:
        """Of some rows at a time the matrix (m, d), and what the rule reads."""
        read = self._apart(part)
        first = 0
        for block in part.matrix.checked_blocks():
            values = block.astype(np.float64)
            if read is not None:
                yield values, read[first : first + len(values)]
            else:
                yield values, values if self.gower is None else values * self.gower
            first += len(values)

    def _apart(self, part: PartRows) -> Floats | None:
        """What is read of all rows of the part where the matrix does not have it."""
        by_rows = self.table is not None or self.banded is not None
        if not by_rows and (self.gower is None or self.scale.components is None):
            return None
        frame = self.joined.frame(part.source)
        scaled = self.scale.of(frame)
        if self.table is not None:
            return self.table.numbers(frame.filter(scaled.why.is_null()))
        if self.banded is not None:
            name, bands = self.banded
            columns = {column.name: column for column in frame.filter(scaled.why.is_null())}
            return band_numbers(name, columns, dict(bands))
        assert self.gower is not None
        encoded: Floats = scaled.encoded[scaled.why.is_null().to_numpy()]
        return encoded * self.gower


def view_of(plan: Plan, matrix: Matrix, candidate: Candidate, joined: JoinedRows, scale: RowScale) -> RuleView:
    """How the rule of a candidate sees the rows of a plan, of which `matrix` has a sample."""
    declared = find_algorithm(candidate.algorithm)
    if candidate.algorithm == PredictedBands.name:
        order = next(each for each in plan.predict if each.name == candidate.parameters["by"])
        return RuleView(joined, scale, banded=(order.name, tuple((order.bands or {}).items())))
    if declared and declared.by_rules and plan.search:
        return RuleView(joined, scale, table=plan.search.rules)
    return RuleView(joined, scale, gower=matrix.gower if declared and declared.mixed else None)
