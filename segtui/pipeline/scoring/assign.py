"""Assigns later rows to the segments of a finished run, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.scaled_matrix.transform import NoValue
from segtui.language.sentences import Sentence, in_language, say
from segtui.libraries.columns import col
from segtui.libraries.key_index import KeyIndex, whole
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter
from segtui.pipeline.scoring.predicted_rows import ids_of, predicted_of
from segtui.pipeline.scoring.row_source import RowSource
from segtui.pipeline.scoring.scaled_batches import ScaledBatch, scaled_batches
from segtui.pipeline.scoring.seen_rows import seen_by
from segtui.plan.model import Plan
from segtui.segments.confidence import confidence
from segtui.segments.membership_columns import membership_columns


@dataclass
class AssignTally:
    """Counts of the assigned rows: by segment (-1 is none), by reason for those in none, and of rows that came back.

    `known` are rows whose id was in the run once, `back` those of them that got their segment of the run again.
    `unseen` counts cells of values that the run did not meet, by column.
    """

    rows: int = 0
    segments: Counter[int] = field(default_factory=Counter)
    reasons: Counter[Sentence] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    known: int = 0
    back: int = 0


def assigned(
    run: RunFiles,
    learned: Learned,
    by: Segmenter,
    later: RowSource,
    tally: AssignTally,
    tick: Callable[[int], None],
    predictions: Sequence[KeptPrediction] = (),
    watch: Callable[[pl.DataFrame, ScaledBatch], None] = lambda *_: None,
) -> Iterator[pl.DataFrame]:
    """A frame for each batch, one row for each that was read, in order: id, segment, segment_name, confidence, reason.

    Memberships stand before the reason where the plan asks for them and the algorithm knows them, then the columns of
    the `predictions`.
    The id is called as in the run's segments.csv and has its type. A row without a segment has -1, the confidence 0
    and the reason; of others that is null. `tick` hears how many rows are done, `watch` gets each frame with the batch
    that it was made of. Raises DataError.
    """
    plan, before = run.plan, _Before.of(run)
    for scaled in scaled_batches(run, learned, later):
        batch = scaled.cleaned
        tally.unseen.update(scaled.scaled.unseen)
        placed = by.rule(seen_by(by, scaled, later))
        firm = confidence(scaled.values, placed.labels, placed.strength, by.centroids)
        reasons = _reasons(plan, scaled.scaled.gaps, by)
        why = batch.why.scatter(batch.rows, scaled.scaled.why + (1 + len(plan.clean)))
        rows = batch.rows[scaled.whole]
        why = why.scatter(rows[placed.labels == -1], 0)
        segment, sure = np.full(len(why), -1, dtype=np.int32), np.zeros(len(why))
        segment[rows] = np.where(placed.labels == -1, -1, by.numbers[placed.labels])
        sure[rows] = firm
        told = why.replace_strict(range(len(reasons)), [*map(in_language, reasons)], return_dtype=pl.String)
        found = _frame(ids_of(batch, before.dtype).alias(run.id), segment, sure, told, learned.names)
        if plan.output.memberships and placed.memberships is not None:
            shares = np.zeros((len(why), placed.memberships.shape[1]))
            shares[rows] = placed.memberships
            reason = found.width - 1
            for i, column in enumerate(membership_columns(shares, by.numbers.tolist())):
                found.insert_column(reason + i, column)
        for column in predicted_of(predictions, scaled, later):
            found.insert_column(found.width - 1, column)
        _count(tally, found, before, run.id, why == 0)
        tally.reasons.update({reasons[reason]: rows for reason, rows in why.drop_nulls().value_counts().iter_rows()})
        tick(tally.rows)
        watch(found, scaled)
        yield found


def _reasons(plan: Plan, gaps: Sequence[NoValue], by: Segmenter) -> list[Sentence]:
    """Why a row is in no segment: near none, left out by one of the plan's steps, or one of the gaps."""
    nowhere = say("not near any segment") if by.table is None else say("its rule decided no row of the run")
    nowhere = say("no row of the run was in its band") if by.predicted else nowhere
    steps = enumerate(plan.clean, 1)
    left_out = [say("left out by clean[{number}], {step}", number=i, step=step.called()) for i, step in steps]
    return [nowhere, *left_out, *(gap.told() for gap in gaps)]


def _frame(
    ids: pl.Series, segment: NDArray[np.int32], sure: NDArray[np.float64], why: pl.Series, names: dict[int, str]
) -> pl.DataFrame:
    segments = pl.Series("segment", segment, dtype=pl.Int32)
    named = segments.replace_strict(names, return_dtype=pl.String).alias("segment_name")
    return pl.DataFrame([ids, segments, named, pl.Series("confidence", sure), why.alias("reason")])


@dataclass(frozen=True)
class _Before:
    """The type of a run's ids; which of its rows has an id, by the id's hash; and every row's segment (n)."""

    dtype: pl.DataType
    ids: KeyIndex
    segments: NDArray[np.int32]

    @classmethod
    def of(cls, run: RunFiles) -> _Before:
        hashes, segments, dtype = [np.empty(0, np.uint64)], [np.empty(0, np.int32)], run.id_type
        for rows in run.member_blocks():
            known = rows.drop_nulls("id").collect()
            hashes.append(known["id"].hash().to_numpy())
            segments.append(known["segment"].to_numpy())
        return cls(dtype, KeyIndex.of(whole(hashes, sum(part.size for part in hashes))), np.concatenate(segments))

    def met(self, ids: pl.Series, now: pl.Series) -> tuple[int, int]:
        """How many of these ids one row of the run has, and how many of them had the segment that they have `now`."""
        keys = ids.hash().to_numpy()
        places = self.ids.places(keys)
        known = (places >= 0) & ~np.isin(keys, self.ids.repeated)
        was = self.segments[self.ids.rows[places[known]]]
        return len(was), int((was == now.to_numpy()[known]).sum())


def _count(tally: AssignTally, found: pl.DataFrame, before: _Before, id: str, nowhere: pl.Series) -> None:
    """Count the rows of a batch; `nowhere` are those that have a place in the matrix, and near no segment."""
    tally.rows += found.height
    tally.segments.update(dict(found["segment"].value_counts().iter_rows()))
    again = found.filter(pl.col("reason").is_null() | nowhere.fill_null(False))
    mine = again.filter(col(id).is_not_null())
    known, back = before.met(mine.get_column(id), mine.get_column("segment"))
    tally.known += known
    tally.back += back
