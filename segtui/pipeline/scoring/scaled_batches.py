"""Later rows on the scale of a run, batch by batch: cleaned, with their derived features, as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.matching.known_people import KnownPeople
from segtui.cleaning.step import Step
from segtui.features.join_features import join_part
from segtui.features.row_maker import RowMaker
from segtui.features.scaled_matrix.transform import Rescaled, rescale
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.scoring.clean_batches import CleanedRows, cleaned
from segtui.pipeline.scoring.fitted_model import Learned, damaged_facts
from segtui.pipeline.scoring.row_source import RowSource


@dataclass(frozen=True)
class ScaledBatch:
    """`frame` has the m cleaned rows with the derived features, `whole` (m) those with a value in every feature."""

    cleaned: CleanedRows
    frame: pl.DataFrame
    scaled: Rescaled
    whole: NDArray[np.bool_]

    @property
    def values(self) -> NDArray[np.float64]:
        """The whole rows on the run's scale, by features."""
        return self.scaled.values[self.whole]


def scaled_batches(run: RunFiles, learned: Learned, later: RowSource) -> Iterator[ScaledBatch]:
    """All rows of `later` in order; raises DataError where they do not go with the run."""
    derive = list(zip(run.plan.derive, learned.derived, strict=True))
    first = 1 if run.plan.source else 2  # a plan without a source starts from its first derived table
    later.matches.clear()
    for batch in cleaned(later, _knowing(run, learned), id=learned.id, matches=later.matches):
        frame = batch.frame
        for i, (maker, known) in enumerate(derive[first - 1 :], first):
            key = f"derive[{i}]"
            if isinstance(maker, RowMaker) and maker.unknown(frame.columns, key):
                continue  # nothing that is clustered is made of them, so they were not read
            with foreign(damaged_facts(run)):
                made = maker.transform(frame, known, key) if isinstance(maker, RowMaker) else later.derived[i]
            frame, _ = join_part(frame, batch.id, made, key)
        scaled = rescale(frame, learned.used, learned.categories, learned.components)
        yield ScaledBatch(batch, frame, scaled, scaled.why.is_null().to_numpy())


def _knowing(run: RunFiles, learned: Learned) -> list[tuple[int, Step]]:
    """The steps of cleaning; those that merge rows know who was one person in the run, and by which id."""
    pairs = run.merged_until()
    if pairs is None:
        return list(learned.steps)
    people = KnownPeople.of(run.rows()[run.model["id_column"]], pairs)
    return [(number, step.knowing(people)) for number, step in learned.steps]
