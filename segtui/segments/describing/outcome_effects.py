"""What became of each segment's customers, against all the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate
from operator import add

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.libraries.parts.totals import Totals
from segtui.profiling.outcome_columns import Kind, Outcome
from segtui.segments.campaigns.uplift import TrialArm, Uplift, uplift_of_means, uplift_of_rates

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class OutcomeEffect:
    """One outcome in one segment.

    `code` is the value whose share a rate is, where the reader has to know it. `known` is how many of its rows have a
    value, `value` their rate (0 to 1) or mean, `overall` that of all rows, `index` 100 × value / overall. `difference`
    is from all rows outside of the segment, `low` and `high` its 95 % interval, `p_value` two-sided, `p_adjusted`
    for as many comparisons as there are (Holm 1979). None where the rows can't tell. A rate that `is_predicted` is a
    mean probability.
    """

    column: str
    kind: Kind
    segment: int
    known: int
    value: float | None
    overall: float
    index: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    code: str = ""
    is_predicted: bool = False

    @property
    def counts_rows(self) -> bool:
        """Whether it is the share of rows, and no mean of numbers or of probabilities."""
        return self.kind == "rate" and not self.is_predicted


def outcome_effects(rows: pl.DataFrame, labels: Labels, outcomes: Sequence[Outcome]) -> list[OutcomeEffect]:
    """The effects of every outcome in every segment, noise (-1) among them, by outcome and segment.

    Rates: Newcombe's interval and the score test; means: Welch's t, as in a campaign's readout. `rows` (n) are in the
    order of `labels`.
    """
    found = []
    for outcome in outcomes:
        values = outcome.values(rows).to_numpy()
        seen = ~np.isnan(values)
        found += _effects(outcome, values[seen], labels[seen], np.unique(labels))
    return _adjusted(found)


def effects_of_totals(
    outcomes: Sequence[Outcome], totals: Mapping[tuple[str, int], Totals], segments: Sequence[int]
) -> list[OutcomeEffect]:
    """The same from what each segment has of each outcome, by the outcome's column and the segment."""
    found = list[OutcomeEffect]()
    for outcome in outcomes:
        by_segment = {segment: totals[outcome.column, segment] for segment in segments}
        whole = reduce(add, by_segment.values(), Totals())
        for segment, own in by_segment.items() if whole.count else ():
            others = reduce(add, (each for other, each in by_segment.items() if other != segment), Totals())
            found.append(_effect(outcome, segment, whole.mean, own, others))
    return _adjusted(found)


def outcome_table(effects: Sequence[OutcomeEffect], names: Mapping[int, str]) -> pl.DataFrame:
    """One row per effect, with the columns of outcomes.csv."""
    schema = {
        "segment": pl.Int64,
        "segment_name": pl.String,
        "outcome": pl.String,
        "kind": pl.String,
        "count": pl.Int64,
        "value": pl.Float64,
        "overall": pl.Float64,
        "index": pl.Float64,
        "difference": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p_value": pl.Float64,
        "p_adjusted": pl.Float64,
    }
    rows = [{**vars(e), "segment_name": names[e.segment], "outcome": e.column, "count": e.known} for e in effects]
    return pl.DataFrame([{key: row[key] for key in schema} for row in rows], schema=schema)


def _effects(outcome: Outcome, values: NDArray[np.float64], labels: Labels, segments: Labels) -> list[OutcomeEffect]:
    if not len(values):
        return []
    overall, found = float(values.mean()), []
    for segment in segments:
        own = labels == segment
        found.append(_effect(outcome, int(segment), overall, Totals.of(values[own]), Totals.of(values[~own])))
    return found


def _effect(outcome: Outcome, segment: int, overall: float, own: Totals, others: Totals) -> OutcomeEffect:
    one = OutcomeEffect(
        outcome.column,
        outcome.kind,
        segment,
        own.count,
        None,
        overall,
        code=outcome.code,
        is_predicted=outcome.is_predicted,
    )
    if not own.count:
        return one
    return _compared(replace(one, value=own.mean, index=100 * own.mean / overall if overall else None), own, others)


def _compared(one: OutcomeEffect, own: Totals, others: Totals) -> OutcomeEffect:
    """With the difference from the others, where both sides have enough rows."""
    least = 1 if one.counts_rows else 2
    if min(own.count, others.count) < least:
        return one
    test = uplift_of_rates if one.counts_rows else uplift_of_means
    told: Uplift = test(_arm(own), _arm(others))
    return replace(one, difference=told.uplift, low=told.low, high=told.high, p_value=told.p_value)


def _arm(found: Totals) -> TrialArm:
    variance = found.squares / (found.count - 1) if found.count > 1 else 0.0
    return TrialArm(np.array([float(found.count)]), np.array([found.mean]), np.array([variance]))


def _adjusted(effects: list[OutcomeEffect]) -> list[OutcomeEffect]:
    """Holm's step-down: the smallest p × m, the next × (m - 1), never falling, at most 1."""
    tested = sorted((e.p_value, at) for at, e in enumerate(effects) if e.p_value is not None)
    stepped = accumulate((p * (len(tested) - rank) for rank, (p, _) in enumerate(tested)), max)
    known = {at: min(1.0, value) for (_, at), value in zip(tested, stepped, strict=True)}
    return [replace(e, p_adjusted=known.get(at)) for at, e in enumerate(effects)]
