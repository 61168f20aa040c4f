"""What became of each segment's customers, against all the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.profiling.outcome_columns import Kind, Outcome
from segtui.segments.campaigns.uplift import TrialArm, Uplift, uplift_of_means, uplift_of_rates

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class OutcomeEffect:
    """One outcome in one segment.

    `code` is the value whose share a rate is, where the reader has to know it. `known` is how many of its rows have a
    value, `value` their rate (0 to 1) or mean, `overall` that of all rows, `index` 100 × value / overall. `difference`
    is from all rows outside of the segment, `low` and `high` its 95 % interval, `p_value` two-sided, `p_adjusted`
    for as many comparisons as there are (Holm 1979). None where the rows can't tell.
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
        rows = int(own.sum())
        one = OutcomeEffect(outcome.column, outcome.kind, int(segment), rows, None, overall, code=outcome.code)
        if own.any():
            value = float(values[own].mean())
            one = replace(one, value=value, index=100 * value / overall if overall else None)
            one = _compared(one, values[own], values[~own])
        found.append(one)
    return found


def _compared(one: OutcomeEffect, own: NDArray[np.float64], others: NDArray[np.float64]) -> OutcomeEffect:
    """With the difference from the others, where both sides have enough rows."""
    least = 1 if one.kind == "rate" else 2
    if min(len(own), len(others)) < least:
        return one
    test = uplift_of_rates if one.kind == "rate" else uplift_of_means
    told: Uplift = test(_arm(own), _arm(others))
    return replace(one, difference=told.uplift, low=told.low, high=told.high, p_value=told.p_value)


def _arm(values: NDArray[np.float64]) -> TrialArm:
    variance = float(values.var(ddof=1)) if len(values) > 1 else 0.0
    return TrialArm(np.array([float(len(values))]), np.array([float(values.mean())]), np.array([variance]))


def _adjusted(effects: list[OutcomeEffect]) -> list[OutcomeEffect]:
    """Holm's step-down: the smallest p × m, the next × (m - 1), never falling, at most 1."""
    tested = sorted((e.p_value, at) for at, e in enumerate(effects) if e.p_value is not None)
    stepped = accumulate((p * (len(tested) - rank) for rank, (p, _) in enumerate(tested)), max)
    known = {at: min(1.0, value) for (_, at), value in zip(tested, stepped, strict=True)}
    return [replace(e, p_adjusted=known.get(at)) for at, e in enumerate(effects)]
